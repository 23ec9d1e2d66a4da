"""A clip through the whole of the camera coach, as a person's recording goes, with a watch on each stage."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import platformdirs

from unslump.adapters.camera.video import open_video
from unslump.adapters.pose.blazepose import BlazePose
from unslump.adapters.pose.setting_up import set_up
from unslump.adapters.pose.stored import open_stored, save
from unslump.adapters.pose.weights import find
from unslump.core.motion import reading
from unslump.core.motion.frames import PoseFrame
from unslump.core.motion.reading import Reading, Refused, read_recording
from unslump.core.motion.review import Asked, Review, review

from .disturb import Disturb, plain

SEED = 1
LOOK_AT = 30
"""At this picture the decoder's memory is read."""

STAGES = ("decode", "pose", "look", "fit", "refits", "review")
PARTS = {
    "first_look": "look", "side_view": "look", "template_of": "look",
    "seen_of": "fit", "_bent": "fit", "refitted": "refits", "edge_noise": "refits",
}  # fmt: skip
"""Which function of ``core.motion.reading`` belongs to which stage; what is left of a reading (gates, angles,
phases, progress) counts as review."""


@dataclass
class Watch:
    """Seconds by stage, and what they were spent on."""

    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))
    frames: int = 0
    length_s: float = 0.0
    whole_s: float = 0.0
    decoder_mib: float = 0.0

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - begin

    def around(self, function: Any, stage: str) -> Any:
        def timed(*values: Any, **named: Any) -> Any:
            with self.on(stage):
                return function(*values, **named)

        return timed


@dataclass(frozen=True)
class Result:
    """What came of a clip. ``review`` None: refused, or no repetition."""

    reading: Reading | Refused
    review: Review | None
    watch: Watch

    @property
    def refused(self) -> str | None:
        """Why nothing is said of it, as the key of the sentence; None where something is."""
        if isinstance(self.reading, Refused):
            return self.reading.reason.key
        return None if self.review else "no repetition"


def pose_model() -> BlazePose:
    """Return the pose model with its files, fetched where they are not there yet (as the tests do)."""
    chosen = os.environ.get("UNSLUMP_MODELS", "").strip()
    folder = Path(chosen or platformdirs.user_cache_path("unslump-tests", appauthor=False) / "models")
    set_up(folder)
    return BlazePose(find(folder))


def run(clip: Path, pose: BlazePose, disturb: Disturb = plain, *, kept: Path | None = None) -> Result:
    """Read one clip; the same clip and disturbance give the same result.

    Parameters
    ----------
    kept : Path, optional
        Where the pose model's answers lie from an earlier time, or go to. Those that were kept cost nothing,
        so that decoding and pose then read 0 ms.
    """
    watch, random = Watch(), np.random.default_rng(SEED)
    begin = time.perf_counter()
    frames = frames_of(clip, pose, disturb, random, watch, kept)
    random = np.random.default_rng(SEED)
    with watch.on("review"), _stages_timed(watch):
        read = read_recording(frames, random)
        told = review([read], Asked(), random) if isinstance(read, Reading) and read.repetitions else None
    watch.whole_s = time.perf_counter() - begin
    watch.seconds["review"] -= sum(watch.seconds[stage] for stage in ("look", "fit", "refits"))
    return Result(read, told, watch)


def frames_of(
    clip: Path,
    pose: BlazePose,
    disturb: Disturb,
    random: np.random.Generator,
    watch: Watch,
    kept: Path | None,
) -> list[PoseFrame]:
    """Return what the pose model sees of a clip, or what it saw at an earlier time and was kept."""
    if kept and kept.exists():
        frames = list(open_stored(kept))
        watch.frames, watch.length_s = len(frames), frames[-1].t_s
        return frames
    frames = _frames(clip, pose, disturb, random, watch)
    if kept:
        save(kept, frames, pose.recipe)
    return frames


def _frames(
    clip: Path, pose: BlazePose, disturb: Disturb, random: np.random.Generator, watch: Watch
) -> list[PoseFrame]:
    pose.reset()
    frames = []
    with open_video(clip) as pictures:
        for picture in disturb(pictures, random):
            with watch.on("pose"):
                frames.append(pose.read(picture))
            watch.length_s = picture.t_s
    watch.frames = len(frames)
    return frames


@contextmanager
def _stages_timed(watch: Watch) -> Iterator[None]:
    timed = {name: watch.around(getattr(reading, name), stage) for name, stage in PARTS.items()}
    with patch.multiple(reading, **timed):
        yield


def time_decoding(clip: Path, watch: Watch) -> None:
    """Decode once more with nothing else to do: beside the pose model it costs no time that shows."""
    with watch.on("decode"), open_video(clip) as pictures:
        for number, _ in enumerate(pictures):
            if number == LOOK_AT:
                watch.decoder_mib = _decoder_mib()


def _decoder_mib() -> float:
    """Return the most memory of the one child there is; 0 where the system does not tell."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    pids = children.read_text().split() if children.exists() else []
    lines = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), default=0.0)
