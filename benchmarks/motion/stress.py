"""The same clips with their pictures disturbed, a line for each disturbance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from unslump.core.motion.reading import Reading

from ..rows import columns
from .score import changes
from .tables import Clip, opposite, pattern_came_out, scores, untold
from .truth import ANGLES

FAR_OFF_SIDE_DEG = 25.0
HEAD = ("pictures", "clips", "refused", *ANGLES, "pattern right", "wrong", "untold",
        "opposite", "can't tell", "no turn said", "moved by, deg")  # fmt: skip


def table(plain: Sequence[Clip], stressed: Mapping[str, Sequence[Clip]]) -> str:
    """Lay out a line for the clips as they are, one for those far off the side, one a disturbance."""
    lines = [HEAD, _line("as they are", plain, plain)]
    if off := [clip for clip in plain if abs(clip.truth.off_side_deg) >= FAR_OFF_SIDE_DEG]:
        lines.append(_line("of them 25 deg and more off the side", off, off))
    return columns([*lines, *(_line(name, clips, plain) for name, clips in stressed.items())])


def refusals(stressed: Mapping[str, Sequence[Clip]], plain: Sequence[Clip]) -> str:
    """Say which clips a disturbance lost, and why."""
    were = {clip.truth.name for clip in plain if clip.score}
    lines = []
    for name, clips in stressed.items():
        for clip in clips:
            if clip.score is None and clip.truth.name in were:
                lines.append(f"- {name}: {clip.truth.name} ({clip.result.refused})")
    return "\n".join(lines) or "- none"


def _line(name: str, clips: Sequence[Clip], plain: Sequence[Clip]) -> Sequence[str]:
    read = scores(clips)
    labels = [label for score in read for label in score.labels]
    came = Counter(pattern_came_out(score) for score in read)
    angles = (f"{np.mean([s.mean_deg[angle] for s in read]):.2f}" if read else "-" for angle in ANGLES)
    turnless = sum(label.said == "no visible turn" for label in labels)
    return (
        name, str(len(clips)), str(len(clips) - len(read)), *angles,
        *(str(came[each]) for each in ("right", "wrong", "untold")),
        f"{100 * opposite(labels):.0f} %", f"{100 * untold(labels):.0f} %", f"{turnless} of {len(labels)}",
        _moved(clips, plain),
    )  # fmt: skip


def _moved(clips: Sequence[Clip], plain: Sequence[Clip]) -> str:
    """Return how far the angles lie from those of the plain pictures, where both were read."""
    before = {clip.truth.name: clip.result.reading for clip in plain}
    apart = []
    for clip in clips:
        one, other = before[clip.truth.name], clip.result.reading
        if isinstance(one, Reading) and isinstance(other, Reading):
            apart.append(_apart(one, other))
    return f"{np.mean(apart):.2f}" if apart else "-"


def _apart(one: Reading, other: Reading) -> float:
    first, second = (changes(each.angles, each.still) for each in (one, other))
    t_s = other.angles.t_s
    gaps = [np.abs(np.interp(t_s, one.angles.t_s, first[a]) - second[a]).mean() for a in ANGLES]
    return float(np.mean(gaps))
