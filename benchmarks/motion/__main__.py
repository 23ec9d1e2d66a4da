"""Score the camera coach on a folder of clips whose truth is known. Nothing here is asserted in a test.

::

    python -m benchmarks.motion CLIPS_DIR                       every clip, against its truth
    python -m benchmarks.motion CLIPS_DIR --stress              and again, disturbed: about 10 min
    python -m benchmarks.motion CLIPS_DIR --stress noise blur   with these disturbances
    python -m benchmarks.motion CLIPS_DIR --clips 01 h3         clips whose names begin so
    python -m benchmarks.motion CLIPS_DIR --json FILE           every number, to keep
    python -m benchmarks.motion CLIPS_DIR --keep FOLDER         ask the pose model once: later runs are short
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from unslump.adapters.pose.blazepose import BlazePose
from unslump.core.motion.reading import Reading

from ..rows import table
from . import stress, tables
from .disturb import STRESSES, Disturb, plain
from .pipeline import pose_model, run, time_decoding
from .score import Found, scored
from .tables import Clip
from .truth import clips, read_truth

PACKAGES = ("numpy", "scipy", "opencv-python-headless", "ai-edge-litert")


def main() -> None:
    asked = _asked()
    paths = [path for path in clips(asked.folder) if path.stem.startswith(tuple(asked.clips))]
    if not paths:
        sys.exit(f"{asked.folder} holds no clip with its truth beside it (NAME.mp4, NAME.csv, NAME.json)")
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    pose = pose_model()
    as_they_are = _measured(paths, pose, "plain", plain, asked.keep)
    print(_report(as_they_are), flush=True)
    chosen = [] if asked.stress is None else asked.stress or list(STRESSES)
    stressed = {name: _measured(paths, pose, name, STRESSES[name], asked.keep) for name in chosen}
    if stressed:
        print(f"\n{stress.table(as_they_are, stressed)}\n\nread before, refused now:\n")
        print(stress.refusals(stressed, as_they_are))
    if asked.json:
        everything = {"plain": as_they_are, **stressed}
        asked.json.write_text(json.dumps(_plain(everything), indent=1), encoding="utf-8")


def _measured(
    paths: Sequence[Path], pose: BlazePose, name: str, disturb: Disturb, keep: Path | None
) -> list[Clip]:
    found = []
    for path in paths:
        print(f"{name}: {path.stem} ...", file=sys.stderr, flush=True)
        result = run(path, pose, disturb, kept=keep and keep / f"{path.stem}.{name}.npz")
        if disturb is plain:
            time_decoding(path, result.watch)
        truth = read_truth(path)
        read = result.reading
        score = (
            scored(Found.of(read, result.review), truth)
            if isinstance(read, Reading) and result.review
            else None
        )
        found.append(Clip(truth, result, score))
    return found


def _report(found: Sequence[Clip]) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    about = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; {versions}"
    return "\n\n".join([
        about, tables.refused(found), tables.by_clip(found), table(tables.rows(found)),
        tables.confusion(found), tables.costs(found, _peaks_mib(found)),
    ])  # fmt: skip


def _peaks_mib(found: Sequence[Clip]) -> Mapping[str, float]:
    """Most memory at any time so far: of this process, and of the largest decoder."""
    return {
        "most memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "decoder": max(clip.result.watch.decoder_mib for clip in found),
    }


def _plain(found: Mapping[str, Sequence[Clip]]) -> Mapping[str, Any]:
    return {name: [_plain_clip(clip) for clip in clips] for name, clips in found.items()}


def _plain_clip(clip: Clip) -> Mapping[str, Any]:
    read = clip.result.reading
    return {
        "clip": clip.truth.name,
        "off_side_deg": clip.truth.off_side_deg,
        "refused": clip.result.refused,
        "quality": {key: getattr(read.quality, key) for key in ("off_side_deg", "edge_noise", "residual")},
        "score": clip.score.plain() if clip.score else None,
        "seconds": clip.result.watch.seconds,
        "frames": clip.result.watch.frames,
        "whole_s": clip.result.watch.whole_s,
    }


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.motion")
    parser.add_argument("folder", type=Path, metavar="CLIPS_DIR")
    parser.add_argument("--clips", nargs="+", default=[""], metavar="NAME", help="how their names begin")
    parser.add_argument("--stress", nargs="*", choices=STRESSES, metavar="STRESS", help=", ".join(STRESSES))
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="of the pose model's answers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
