"""The command line's wiring: the adapters, and who reads the line, ``quick`` or ``group``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ... import __version__
from ...adapters import content
from ...adapters.paths import Paths, locate
from ...app.options import Options
from ...app.resident import chosen_folder, clock_speed, is_throw_away
from ...core.words import Words
from .quick import quick
from .support import Camera, Desk, Films, Outside, Resident

if TYPE_CHECKING:  # each command loads what it uses, so that the small ones answer at once
    from pathlib import Path

    import click

    from ...app.break_senses import SenseReport
    from ...app.camera_report import CameraReport
    from ...app.control import NotifierReport
    from ...core.motion.frames import PoseFrame
    from ...core.screening.questions import Questions
    from ...core.screening.rules import Rules
    from ...ports import Autostart, Clock, Faults, Ids, Logbook, PoseModel, PoseSource, SettingsFile, Store


def build_group(words: Words) -> click.Group:
    """Return the whole command line, as ``--help`` and the documentation's tests see it."""
    from .group import build_group as build

    return build(words)


def run(options: Options, arguments: Sequence[str], resident: Resident) -> int:
    """Run one command; return its exit code.

    Parameters
    ----------
    resident : Resident
        The page, for the command that may show it and the one that looks at it.

    Raises
    ------
    UnslumpError
        Whatever the command could not do.
    """
    words = content.load_words()
    if options.version:
        print(words("cli.version", version=__version__))
        return 0
    places: list[Paths] = []
    desk = Desk(options, words, _outside(options, partial(_place, options, places), resident))
    try:
        if (code := quick(desk, arguments)) is not None:
            return code
        from .group import invoke

        return invoke(desk, arguments)
    finally:
        desk.close()
        if is_throw_away(options) and places:
            import shutil

            shutil.rmtree(places[0].data, ignore_errors=True)


def _place(options: Options, found: list[Paths]) -> Paths:
    """Find this person's folder, once and not before a command needs it."""
    if not found:
        found.append(locate(chosen_folder(options)))
    return found[0]


def _outside(options: Options, place: Callable[[], Paths], resident: Resident) -> Outside:
    return Outside(
        data_dir=lambda: place().data,
        clock=partial(_clock, options),
        rate=lambda: clock_speed(options, os.environ),
        ids=_ids,
        store=lambda clock: _store(place(), clock),
        look_at_store=lambda: _look(place()),
        settings=lambda: _settings(place()),
        faults=lambda: _faults(place()),
        exercise=content.load_exercise,
        exercise_file=content.read_exercise_file,
        catalogue=content.load_catalogue,
        questions=_questions,
        rules=_rules,
        resident=resident,
        autostart=_autostart,
        logbook=lambda: _logbook(place()),
        senses=_senses,
        notifier=_notifier,
        camera=lambda: _camera(place()),
        films=lambda: _films(place()),
    )


def _clock(options: Options) -> Clock:
    from ...adapters.clock import ScaledClock, system_clock

    speed = clock_speed(options, os.environ)
    return system_clock() if speed == 1.0 else ScaledClock(system_clock(), speed)


def _ids(clock: Clock) -> Ids:
    from ...adapters.ids import TimeOrderedIds

    return TimeOrderedIds(lambda: clock.now().wall)


def _settings(place: Paths) -> SettingsFile:
    from ...adapters.settings_file import SettingsFile as OnDisk

    return OnDisk(place.config, admin=place.admin)


def _faults(place: Paths) -> Faults:
    from ...adapters.faults import FaultsFile

    return FaultsFile(place.data)


def _logbook(place: Paths) -> Logbook:
    from ...adapters.clock import local_wall
    from ...adapters.logbook import LogFile

    return LogFile(place.data, local_wall)


def _store(place: Paths, clock: Clock) -> Store:
    from ...adapters.store.sqlite import SqliteStore

    return SqliteStore(place.database, lambda: clock.now().wall)


def _look(place: Paths) -> tuple[int, int] | None:
    from ...adapters.store.migrations import MIGRATIONS
    from ...adapters.store.opening import look
    from ...adapters.store.trouble import Troubles

    return look(Troubles(place.database), MIGRATIONS)


def _autostart() -> Sequence[Autostart]:
    from ...adapters.autostart import autostarts

    return autostarts()


LOOKS_AGAIN_AFTER_S = 1.2
"""A desktop that tells by signals has told within a second of being asked; so long ``doctor`` waits, where
anything is there that could tell."""


def _senses(words: Words) -> Iterable[SenseReport]:
    """Look twice: the first look only asks, where a sense is told by signals."""
    import time
    from contextlib import closing

    from ...adapters.clock import system_clock
    from ...adapters.desktop.here import open_desktop
    from ...app.break_senses import SenseReport as Report

    with closing(open_desktop(os.environ, clock=system_clock(), words=words)) as desktop:
        unsure = [sense for sense in desktop.senses.values() if sense.read().value is None]
        if unsure and any(source.fileno() >= 0 for source in desktop.sources):
            time.sleep(LOOKS_AGAIN_AFTER_S)
            for source in desktop.sources:
                source.take()
        seen = {kind: sense.read() for kind, sense in desktop.senses.items()}
        return [Report(kind, desktop.senses[kind].name, sensed) for kind, sensed in seen.items()]


def _notifier(words: Words) -> NotifierReport | None:
    from contextlib import closing

    from ...adapters.clock import system_clock
    from ...adapters.desktop.here import open_desktop
    from ...adapters.desktop.notify.able import able
    from ...app.control import NotifierReport as Report

    with closing(open_desktop(os.environ, clock=system_clock(), words=words)) as desktop:
        native = desktop.native
        if native is None:
            return None
        why = native.trouble()
        native.end()
    program, buttons = ("", None) if why else able(os.environ)
    return Report(", ".join(filter(None, (native.name, program))), buttons, why)


def _camera(place: Paths) -> Camera:
    from ...adapters.pose import setting_up, weights

    def set_up(source: Path | None, tell: Callable[[str, int, int], None]) -> None:
        weights.require_packages(weights.packages_missing)  # first: the files alone would be fetched in vain
        setting_up.set_up(place.models, source, tell=tell)

    return Camera(lambda: _camera_report(place.models), set_up, lambda: setting_up.remove(place.models))


def _camera_report(folder: Path) -> CameraReport:
    from ...adapters.pose import weights
    from ...app.camera_report import CameraReport as Report

    states = weights.look(folder)
    absent, damaged = (tuple(n for n, s in states.items() if s == state) for state in ("absent", "damaged"))
    lacking, runs = weights.packages_missing(), weights.runs_here()
    command = weights.packages_command() if lacking else weights.files_command() if absent or damaged else ""
    runs = runs or weights.RUNTIME not in lacking  # somebody built it
    return Report(str(folder), runs, lacking, absent, damaged, command if runs else "")


def _films(place: Paths) -> Films:
    return Films(partial(_films_ready, place.models), partial(_open_film, place.models), _save_frames)


def _films_ready(models: Path, model_needed: bool, spine_model: Path | None) -> None:
    from ...adapters.pose import weights

    if model_needed:
        weights.find(models)
    else:
        weights.require_packages()
    if spine_model is not None:
        weights.require_spine()
        from ...adapters.pose.spine_network import SpineNetwork

        SpineNetwork(spine_model)  # before anything else is done, and once for all videos


def _open_film(models: Path, file: str, spine_model: Path | None) -> PoseSource:
    """Open a video, or what was stored of one."""
    from ...adapters.pose.stored import open_stored

    if file.endswith(".npz"):
        return open_stored(file)
    from ...adapters.camera.video import open_video
    from ...adapters.pose.filmed import FilmedPoses
    from ...core.motion.frames import MOST_FPS

    film = open_video(file, at_most_fps=MOST_FPS)
    try:
        return FilmedPoses(film, _pose_model(models, spine_model))
    except BaseException:
        film.close()
        raise


def _pose_model(models: Path, spine_model: Path | None) -> PoseModel:
    from ...adapters.pose import weights
    from ...adapters.pose.blazepose import BlazePose

    model = BlazePose(weights.find(models))
    if spine_model is None:
        return model
    from ...adapters.pose.spine import WithSpine
    from ...adapters.pose.spine_network import SpineNetwork

    return WithSpine(model, SpineNetwork(spine_model))


def _save_frames(path: Path, frames: Sequence[PoseFrame], recipe: Mapping[str, Any]) -> None:
    from ...adapters.pose.stored import save

    save(path, frames, recipe)


def _questions() -> Questions:
    from ...core.screening.questions import parse_questions

    return parse_questions(content.load_toml("screening/questions.toml"))


def _rules() -> Rules:
    from ...core.screening.rules import parse_rules

    return parse_rules(content.load_toml("screening/rules.toml"))
