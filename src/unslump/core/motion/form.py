"""The form checks that one side view carries: docs/evidence.md E.1 to E.5, E.7, E.9 to E.11 and E.15.

Each takes angles and phases and answers a ``Finding``. A check that needs what is not there says so. Hints,
never grades: the words of each state are in ``data/words``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..vocab import Region
from ..words import Said
from .angles import Angles
from .chain import joints, landmarks
from .findings import Finding, State, cannot_tell
from .fit import Fit
from .frames import Floats, Joint
from .phases import Phases
from .side_view import SideView
from .smooth import low_pass, speed, spike_free
from .uncurl import Progress

SHARE_AT_DEG = (30.0, 45.0, 60.0)
SHARE_SURE_DEG = 45.0
"""Below this much trunk the hip share was right within 0.10 in only half of the rendered recordings."""

LEAST_FOLD_DEG = 15.0
NATURAL_SHARE, SHARE_MARGIN = 0.45, 0.10
SITTING_SHARE_DEG = 50.0
"""docs/evidence.md E.1: the first target, how far below it is a hint, and how far a sitting fold is
judged."""

ROUNDING_UNTIL_DEG = 45.0
ROUNDING_OK_DEG = {1: 25.0, 2: 20.0}
ROUNDING_OK_LATER_DEG = 15.0
ROUNDING_UNSURE_DEG = 4.0
"""docs/evidence.md E.2; what lies within the measurement's own error above the line is undecided."""

HANG_FROM_DEG, HANG_OK, HELD_SD_DEG, HELD_S, HANG_LEVEL = 60.0, 0.6, 2.0, 2.0, 2
SHRUG, SHRUG_S, SHRUG_UNTIL_DEG = 0.04, 1.0, 45.0
FOLD_S, UNCURL_S, UNCURL_L4_S, PEAK_DEG_PER_S, STOP_DEG_PER_S = (5.0, 12.0), 6.0, 12.0, 45.0, 90.0
PAUSE_DEG_PER_S, PAUSE_S = 1.0, 1.0
WITH_BREATH = 0.8
CLEARLY_S = 0.3
EDGE_SEAT = (0.25, 0.50)
"""docs/evidence.md E.3, E.4, E.9, E.10, E.11 and E.7."""

GUIDED_SHARE = 0.5
"""Of a guide's fold, the least that its middle nine tenths may take. Chosen: computed people who began and
ended with the guide took 0.55 to 0.61 of it, as smooth movements do."""

HAND, STATURE = 0.108, 0.288 * 1.09
"""Hand length as a share of stature; the model's hip-shoulder length as one (docs/evidence.md C.7)."""


def hip_share(angles: Angles, phases: Phases, still: slice) -> Finding:
    """E.1: how much of the trunk's turn came from the pelvis, on the way down."""
    trunk, pelvis = (_change(angles.t_s, each, still) for each in (angles.trunk_deg, angles.pelvis_deg))
    part = slice(phases.fold[0], phases.fold[1] + 1)
    most = float(trunk[part].max())
    shares = {f"{at:g}": _share_at(trunk[part], pelvis[part], at) for at in SHARE_AT_DEG}
    if most < LEAST_FOLD_DEG:
        return cannot_tell("share", Said("motion.E1.shallow", found=round(most)), at=shares)
    judged = [at for at in SHARE_AT_DEG if SHARE_SURE_DEG <= at <= _judged_until(angles, most)]
    if not judged:
        return cannot_tell("share", Said("motion.E1.early", found=round(most)), at=shares)
    share = shares[f"{judged[-1]:g}"]
    assert share is not None
    low = share < NATURAL_SHARE - SHARE_MARGIN
    key = "motion.E1.try" if low else "motion.E1.ok"
    reason = Said(key, percent=round(100 * share), at=round(judged[-1]))
    return Finding(
        share, "share", State.TRY if low else State.OK, reason, {"at": shares, "at_deg": judged[-1]}
    )


def _judged_until(angles: Angles, most: float) -> float:
    return min(most, SITTING_SHARE_DEG) if angles.is_sitting else most


def _share_at(trunk: Floats, pelvis: Floats, at: float) -> float | None:
    """Return pelvis over trunk when the trunk first has turned so far; None where it never has."""
    there = np.flatnonzero(trunk >= at)
    return float(pelvis[there[0]] / trunk[there[0]]) if len(there) else None


def long_back(angles: Angles, phases: Phases, still: slice, *, level: int) -> Finding:
    """E.2: how much the low back rounded while the trunk turned its first 45 degrees."""
    trunk, pelvis = (_change(angles.t_s, each, still) for each in (angles.trunk_deg, angles.pelvis_deg))
    part = np.arange(phases.fold[0], phases.fold[1] + 1)
    early = part[trunk[part] <= ROUNDING_UNTIL_DEG]
    if trunk[part].max() < LEAST_FOLD_DEG or not len(early):
        return cannot_tell("deg", Said("motion.E2.shallow"))
    rounding = float((trunk - pelvis)[early].max())
    line = ROUNDING_OK_DEG.get(max(level, 1), ROUNDING_OK_LATER_DEG)
    values = {"found": round(rounding), "line": round(line)}
    if rounding <= line:
        return Finding(rounding, "deg", State.OK, Said("motion.E2.ok", **values))
    if rounding <= line + ROUNDING_UNSURE_DEG:
        return Finding(rounding, "deg", State.CANNOT_TELL, Said("motion.E2.close", **values))
    return Finding(rounding, "deg", State.TRY, Said("motion.E2.try", **values))


def head_hang(angles: Angles, phases: Phases, still: slice, *, level: int) -> Finding:
    """E.3: whether the head hangs once the trunk is well down."""
    if level < HANG_LEVEL:
        return cannot_tell("share", Said("motion.E3.not_yet"))
    trunk = _change(angles.t_s, angles.trunk_deg, still)
    down = np.arange(phases.fold[0], phases.uncurl[0] + 1)
    down = down[trunk[down] >= HANG_FROM_DEG]
    if len(down) < 3:
        return cannot_tell("share", Said("motion.E3.shallow"))
    if not np.isfinite(angles.neck_deg[down]).all() or not np.isfinite(angles.neck_deg[still]).any():
        return cannot_tell("share", Said("motion.E3.hidden"))
    flexion = _change(angles.t_s, angles.neck_deg, still)[down]
    possible = np.clip(180 - angles.trunk_deg[down] - np.nanmedian(angles.neck_deg[still]), 20, 50)
    index = float(np.median(flexion / possible))
    ok = index >= HANG_OK and _rests(angles.t_s[down], flexion)
    return Finding(
        index, "share", State.OK if ok else State.TRY, Said("motion.E3.ok" if ok else "motion.E3.try")
    )


def _rests(t_s: Floats, flexion: Floats) -> bool:
    """Return whether the head came to rest for ``HELD_S`` anywhere, or for all of a shorter while."""
    begins = np.flatnonzero(t_s <= max(t_s[-1] - HELD_S, t_s[0]))
    spreads = [np.std(flexion[(t_s >= t_s[at]) & (t_s <= t_s[at] + HELD_S)]) for at in begins]
    return float(np.min(spreads)) <= HELD_SD_DEG


def shoulders(view: SideView, fit: Fit, angles: Angles, phases: Phases, still: slice) -> Finding:
    """E.4: whether the shoulders rose toward the ears early in the fold."""
    marks = landmarks(fit.template, fit.states)
    axis = marks[:, 4] - marks[:, 3]
    axis /= np.hypot(*axis.T)[:, np.newaxis]
    height = ((spike_free(view.shoulder) - marks[:, 4]) * axis).sum(axis=1)
    size = float(np.median(np.hypot(*(marks[still, 4] - marks[still, 0]).T)))
    rise = (low_pass(view.t_s, height) - np.median(height[still])) / size
    trunk = _change(angles.t_s, angles.trunk_deg, still)
    part = np.arange(phases.fold[0], phases.fold[1] + 1)
    part = part[trunk[part] <= SHRUG_UNTIL_DEG]
    if len(part) < 3:
        return cannot_tell("share", Said("motion.E4.short"))
    raised_s = float(np.gradient(view.t_s)[part][rise[part] > SHRUG].sum())
    shrug = raised_s > SHRUG_S
    state, key = (State.TRY, "motion.E4.try") if shrug else (State.OK, "motion.E4.ok")
    return Finding(float(rise[part].max()), "share", state, Said(key))


def depth(view: SideView, angles: Angles, phases: Phases, still: slice) -> Finding:
    """E.5: how far down the trunk went; information, never a target."""
    part = slice(phases.fold[0], phases.uncurl[1] + 1)
    most = float(_change(angles.t_s, angles.trunk_deg, still)[part].max())
    wrist = _lowest(view.middle(Joint.LEFT_WRIST, Joint.RIGHT_WRIST)[part, 1])
    floor = _lowest(
        view.joints[part][:, [Joint.LEFT_HEEL, Joint.RIGHT_HEEL, Joint.LEFT_TOE, Joint.RIGHT_TOE], 1]
    )
    gap = None if wrist is None or floor is None else (wrist - floor) * STATURE - HAND
    more = {} if angles.is_sitting else {"fingers_to_floor_of_stature": gap}
    return Finding(most, "deg", State.INFO, Said("motion.E5.info", found=round(most)), more)


def _lowest(heights: Floats) -> float | None:
    there = heights[np.isfinite(heights)]
    return float(there.min()) if len(there) else None


def front_edge(
    view: SideView, fit: Fit, angles: Angles, still: slice, *, seat_edge_px: float | None
) -> Finding:
    """E.7: how much of the thigh lies on the seat; the person has to say where the seat ends."""
    if not angles.is_sitting:
        return cannot_tell("share", Said("motion.E7.standing"))
    if seat_edge_px is None:
        return cannot_tell("share", Said("motion.E7.unmarked"))
    hip = float(np.median(joints(fit.template, fit.states[still]).at[:, 0, 0]))
    knee = float(np.nanmedian(view.middle(Joint.LEFT_KNEE, Joint.RIGHT_KNEE)[still, 0]))
    share = (seat_edge_px * view.facing / view.scale_px - hip) / (knee - hip)
    ok = EDGE_SEAT[0] <= share <= EDGE_SEAT[1]
    key = "ok" if ok else "far_back" if share > EDGE_SEAT[1] else "far_front"
    return Finding(share, "share", State.OK if ok else State.TRY, Said(f"motion.E7.{key}"))


def tempo(
    angles: Angles, phases: Phases, still: slice, *,
    level: int, is_back: bool = True, guided_fold_s: float | None = None,
) -> Finding:  # fmt: skip
    """E.9: how long fold and uncurl took, between a twentieth and all but a twentieth of the trunk's turn.

    Of a way back that is cut off nothing is told but that it was abrupt. ``guided_fold_s``: how long a guide
    gave for the fold; who moves with it is not told to go slower.
    """
    trunk = _change(angles.t_s, angles.trunk_deg, still)
    fold_s = _middle_part_s(angles.t_s, trunk, phases.fold)
    uncurl_s = _middle_part_s(angles.t_s, trunk, phases.uncurl)
    whole = slice(phases.fold[0], phases.uncurl[1] + 1)
    rate = np.abs(speed(angles.t_s, trunk))[whole]
    peak = float(rate.max())
    least = UNCURL_L4_S if level >= 4 else UNCURL_S
    more = {"fold_s": fold_s, "uncurl_s": uncurl_s if is_back else None, "peak_deg_per_s": peak,
            "pauses": _pauses(angles.t_s[whole], rate)}  # fmt: skip
    said = {"fold": round(fold_s, 1), "uncurl": round(uncurl_s, 1), "peak": round(peak)}
    if peak > STOP_DEG_PER_S:
        value = uncurl_s if is_back else None
        return Finding(value, "s", State.TRY, Said("motion.E9.abrupt", **said), more)
    if not is_back:
        return cannot_tell("s", Said("motion.cut_off"), **more)
    least_fold_s = FOLD_S[0] if guided_fold_s is None else min(FOLD_S[0], GUIDED_SHARE * guided_fold_s)
    slow = least_fold_s <= fold_s <= FOLD_S[1] and uncurl_s >= least and peak <= PEAK_DEG_PER_S
    return Finding(
        uncurl_s,
        "s",
        State.OK if slow else State.TRY,
        Said(f"motion.E9.{'ok' if slow else 'try'}", **said),
        more,
    )


def _middle_part_s(t_s: Floats, trunk: Floats, span: tuple[int, int]) -> float:
    part = trunk[span[0] : span[1] + 1]
    share = np.abs(part - part[0]) / max(abs(float(part[-1] - part[0])), 1e-9)
    begin, end = int(np.argmax(share >= 0.05)), int(np.argmax(share >= 0.95))
    return float(t_s[span[0] + end] - t_s[span[0] + begin])


def _pauses(t_s: Floats, rate: Floats) -> int:
    """Return how often the trunk rested for longer than ``PAUSE_S``."""
    slow = np.r_[False, rate < PAUSE_DEG_PER_S, False].astype(int)
    begins, ends = np.flatnonzero(np.diff(slow) == 1), np.flatnonzero(np.diff(slow) == -1)
    return int(sum(t_s[end - 1] - t_s[begin] > PAUSE_S for begin, end in zip(begins, ends, strict=True)))


def with_breath(angles: Angles, phases: Phases, exhales_s: Sequence[tuple[float, float]] | None) -> Finding:
    """E.10: how much of the movement fell into the guide's exhales; nobody's breath is seen."""
    if exhales_s is None:
        return cannot_tell("share", Said("motion.E10.no_guide"))
    whole = slice(phases.fold[0], phases.uncurl[1] + 1)
    t_s = angles.t_s[whole]
    moved = np.abs(speed(angles.t_s, low_pass(angles.t_s, angles.trunk_deg)))[whole] * np.gradient(t_s)
    out = np.any([(t_s >= begin) & (t_s < end) for begin, end in exhales_s], axis=0) if exhales_s else t_s < 0
    share = float(moved[out].sum() / max(moved.sum(), 1e-9))
    ok = share >= WITH_BREATH
    return Finding(share, "share", State.OK if ok else State.TRY, Said(f"motion.E10.{'ok' if ok else 'try'}"))


def pelvis_first(repetitions: Sequence[tuple[Progress, Progress, float]]) -> Finding:
    """E.11: whether the pelvis led the low back on the way up.

    Parameters
    ----------
    repetitions : sequence of (pelvis, low back, length_s)
        Of every repetition in which both turned visibly.
    """
    lags = [(low.reaches(0.1) - pelvis.reaches(0.1)) * length for pelvis, low, length in repetitions
            if pelvis.counts and low.counts]  # fmt: skip
    if not lags:
        return cannot_tell("s", Said("motion.E11.no_turn"))
    lag = float(np.median(lags))
    said = {"lag": abs(round(lag, 1))}
    if lag >= CLEARLY_S:
        return Finding(lag, "s", State.OK, Said("motion.E11.ok", **said), {"repetitions": len(lags)})
    if lag <= -CLEARLY_S:
        return Finding(lag, "s", State.TRY, Said("motion.E11.try", **said), {"repetitions": len(lags)})
    return Finding(lag, "s", State.CANNOT_TELL, Said("motion.E11.close", **said), {"repetitions": len(lags)})


def evenness(progress: Mapping[Region, Progress]) -> Finding:
    """E.15: how evenly the lead passed from region to region; information, no target."""
    seen = [each.curve for each in progress.values() if each.counts]
    if len(seen) < 2:
        return cannot_tell("share", Said("motion.E15.no_turn"))
    leads = np.argmax(np.gradient(np.array(seen), axis=1), axis=0)
    shares = np.bincount(leads, minlength=len(seen)) / len(leads)
    shares = shares[shares > 0]
    value = float(-(shares * np.log(shares)).sum() / np.log(len(seen)))
    return Finding(abs(value), "share", State.INFO, Said("motion.E15.info", percent=round(100 * abs(value))))


def _change(t_s: Floats, angle_deg: Floats, still: slice) -> Floats:
    """Return a smoothed angle as change from the still start."""
    smooth = low_pass(t_s, angle_deg)
    return smooth - float(np.median(smooth[still]))
