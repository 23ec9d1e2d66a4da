"""The resident: one process that waits, small, until a page is asked for.

::

    lock --held--> ask the holder for an address, show it, done
      |
    store, socket, runtime file --> say where --> wait, not accepting --knock--> import the pages, serve
                                        |               |                              |
                          breaks: a thread that ticks,  a signal <---------------------+--> clean up, done
                          a line for commands

The pages come in as a function, so that nothing of the web stack is imported before the first knock.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from ...adapters.boot import boot_id
from ...adapters.clock import ScaledClock, system_clock
from ...adapters.content import load_words
from ...adapters.desktop.here import Desktop, open_desktop, window_and_bell
from ...adapters.faults import FaultsFile
from ...adapters.ids import TimeOrderedIds
from ...adapters.logbook import LogFile
from ...adapters.paths import Paths, locate
from ...adapters.settings_file import SettingsFile
from ...adapters.store.sqlite import SqliteStore
from ...app.address import DEFAULT_PORT, TESTING_PORT, launch_url
from ...app.ending import Ending
from ...app.keyring import Keyring
from ...app.options import Options
from ...app.resident import Household, chosen_folder, clock_speed, is_throw_away
from ...app.settings_service import SettingsService
from ...core.errors import StoreTrouble
from ...core.words import Words
from ...ports import Clock
from .browser import has_browser, has_display, open_page
from .companion import CompanionCommand
from .instance import InstanceLock, Runtime
from .listening import listen, wait_for_a_knock
from .tending import Means, Tending

CompanionOf = Callable[[Path, bool, bool], "Sequence[str] | None"]
Serve = Callable[[socket.socket, Household, Ending], None]

SECRET_BYTES = 16
"""128 bits, from the operating system."""

OPEN_WITHIN_S = 5.0
"""How long a second start waits for the browser's starter before it leaves, seconds."""

ENDING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


def run(options: Options, *, serve: Serve, companion: CompanionOf) -> int:
    """Be the resident until a signal ends it, or show the page of the one that already runs.

    Parameters
    ----------
    serve : callable
        Serve the pages, from the first request on.
    companion : callable
        From the runtime file, and whether icon and break windows are wanted: the command line of the
        process that shows them, or None where it is not installed.

    Raises
    ------
    PortTaken, StoreTrouble, NotAllowed
        It cannot start; nothing is left behind.
    """
    words = load_words()
    speed = clock_speed(options, os.environ)
    paths = locate(chosen_folder(options))
    _make_folder(paths.data)
    lock = InstanceLock(paths.data)
    if not lock.take():
        return _show_the_other(paths, options, words)
    try:
        _reside(_Stay(paths, options, words, speed, partial(companion, paths.runtime)), serve)
    finally:
        lock.release()
        if is_throw_away(options):
            import shutil

            shutil.rmtree(paths.data, ignore_errors=True)
    return 0


@dataclass(frozen=True)
class _Stay:
    """One run of the resident."""

    paths: Paths
    options: Options
    words: Words
    speed: float
    companion: CompanionCommand


def _reside(stay: _Stay, serve: Serve) -> None:
    ending = _end_on_signals()
    with (
        listen(stay.options.port, testing=stay.options.testing) as listening,
        closing(_open_household(stay)) as household,
        closing(open_desktop(os.environ, clock=system_clock(), words=stay.words)) as desktop,
    ):
        port = listening.getsockname()[1]
        tending = Tending(_means(port, household, desktop, stay))
        household = replace(household, breaks=tending.service, pages_open=tending.page)
        try:
            control_port = tending.start(ending)
            bearer = household.keyring.bearer
            Runtime(port, os.getpid(), bearer, _now(), control_port).write(stay.paths.runtime)
            opened = _announce(port, household, stay)
            if opened or wait_for_a_knock(listening, ending):
                serve(listening, household, ending)
        finally:
            Runtime.remove(stay.paths.runtime, os.getpid())
            tending.stop()
    say(stay.words("server.start.ended"))


def _means(port: int, household: Household, desktop: Desktop, stay: _Stay) -> Means:
    window, bell = window_and_bell(stay.paths.data, stay.words, sys.stdout)
    return Means(
        port=port,
        words=stay.words,
        clock=household.clock,
        rate=stay.speed,
        store=household.store,
        settings=household.settings,
        keyring=household.keyring,
        log=LogFile(stay.paths.data, lambda: household.clock.now().wall),
        faults=FaultsFile(stay.paths.data),
        boot_id=boot_id(),
        senses=desktop.senses,
        sources=desktop.sources,
        native=desktop.native,
        window=window,
        bell=bell,
        open_page=partial(_show_page, stay),
        companion=stay.companion,
        forget_rest=household.forgetting,
    )


def _show_page(stay: _Stay, url: str) -> None:
    """Open the page a notification's button asked for, or say where it is."""
    if has_display() and has_browser() and not stay.options.no_browser:
        open_page(url)
    else:
        say(stay.words("server.start.open_here", url=url))


def _open_household(stay: _Stay) -> Household:
    clock: Clock = system_clock()
    if stay.speed != 1.0:
        clock = ScaledClock(clock, stay.speed)
    return Household(
        data_dir=stay.paths.data,
        models_dir=stay.paths.models,
        words=stay.words,
        keyring=Keyring(make_secret=new_secret, now_s=time.monotonic),
        clock=clock,
        ids=TimeOrderedIds(lambda: clock.now().wall),
        store=SqliteStore(stay.paths.database, lambda: clock.now().wall),
        settings=_settings(stay.paths),
        testing=stay.options.testing,
        speed=stay.speed,
    )


def _settings(paths: Paths) -> SettingsService:
    return SettingsService(SettingsFile(paths.config, admin=paths.admin))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreTrouble("server.trouble.no_folder", folder=folder, why=error.strerror) from None


def _announce(port: int, household: Household, stay: _Stay) -> bool:
    """Say where the page is; return whether it was opened, so that a request is sure to come."""
    usual = TESTING_PORT if stay.options.testing else DEFAULT_PORT
    if stay.options.port is None and port != usual:
        say(stay.words("server.start.moved", asked=usual, found=port))
    url = launch_url(port, household.keyring.mint())
    opens = _opens(stay.options, household.settings)
    if opens:
        open_page(url)
    say(stay.words("server.start.opening" if opens else "server.start.open_here", url=url))
    return opens


def _show_the_other(paths: Paths, options: Options, words: Words) -> int:
    from .neighbour import fresh_launch_url  # here: a resident that waits has no use for a client

    opens = _opens(options, _settings(paths))
    url = fresh_launch_url(paths.data, paths.runtime)
    if opens:
        open_page(url).join(timeout=OPEN_WITHIN_S)
    say(words("server.again.opening" if opens else "server.again.open_here", url=url))
    return 0


def _opens(options: Options, settings: SettingsService) -> bool:
    """Whether to open the page; a settings file that cannot be read is said here, before anything begins."""
    wanted = bool(settings.values()["open_browser"])
    return wanted and not options.no_browser and has_display() and has_browser()


def _end_on_signals() -> Ending:
    ending = Ending()
    for name in ENDING_SIGNALS:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda *_: ending.ask())
    return ending


def new_secret() -> str:
    return os.urandom(SECRET_BYTES).hex()


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def say(line: str) -> None:
    """One line for the person at the terminal, at once even into a pipe."""
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the reader has gone; go on without one
