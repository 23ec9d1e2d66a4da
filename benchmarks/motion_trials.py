"""How often a stiff back is called supple: many drawn bodies, each read from its outline.

::

    python -m benchmarks.motion_trials 1000            once, on one core; about a second a trial
    python -m benchmarks.motion_trials 1000 --every 2 --first 1     every second one, for two cores

A body's back moves in one piece, or its low back never bends, or both; edge and joints are disturbed by
anything from nothing to more than the gates let pass. Which answers would be false:

- in one piece: any pair called separate; an order of the whole movement is counted beside it;
- low back that never bends: the two pairs it belongs to called separate.

The bodies are computed, not filmed (``unslump.testing.side_bodies``): a real person's skin and a real
camera's mistakes are not in this number.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from unslump.core.motion.floor import Pair, Together
from unslump.core.motion.reading import Refused, read_recording
from unslump.core.motion.review import Asked, review
from unslump.core.vocab import Region
from unslump.testing.side_bodies import SideBody, recorded

KINDS = ("one piece", "low back stiff", "low back stiff, one piece")
MOST_EDGE_NOISE, MOST_JOINT_NOISE = 0.010, 0.02
"""Drawn evenly from nothing up to these; above about 0.007 the gates begin to refuse the edge."""

CONFIDENCE = 0.05
"""For the upper bound of a rate: one-sided 95 %, Clopper and Pearson's."""


@dataclass(frozen=True)
class Trial:
    """What one body was said to do."""

    kind: str
    edge_noise: float
    answer: str
    false: Sequence[str]
    measured_noise: float = float("nan")


def drawn(number: int) -> tuple[str, SideBody]:
    """Return the stiff body of a number; the same number is the same body."""
    random = np.random.default_rng([2604, number])
    kind = KINDS[number % len(KINDS)]
    body = SideBody(
        posture="sit" if random.random() < 0.5 else "stand",
        hip_deg=random.uniform(30, 60),
        lumbar_deg=random.uniform(30, 55),
        thoracic_deg=random.uniform(20, 40),
        fold=("hinge", "even", "natural")[random.integers(3)],
        uncurl="block" if "one piece" in kind else ("seq", "top")[random.integers(2)],
        width=random.uniform(0.3, 0.6),
        rigid=range(5) if "stiff" in kind else (),
        still_s=random.uniform(1.0, 2.0),
        fold_s=2.0,
        hold_s=0.6,
        uncurl_s=random.uniform(3.0, 6.0),
        facing=1 if random.random() < 0.5 else -1,
        fps=10.0,
        edge_noise=random.uniform(0, MOST_EDGE_NOISE),
        joint_noise=random.uniform(0, MOST_JOINT_NOISE),
        lasting=random.uniform(0.5, 0.95),
        seed=number,
    )
    return kind, body


def tried(number: int) -> Trial:
    """Read the body of a number."""
    kind, body = drawn(number)
    frames, _ = recorded(body)
    reading = read_recording(frames, np.random.default_rng(number))
    if isinstance(reading, Refused):
        return Trial(kind, body.edge_noise, reading.reason.key, ())
    said = review([reading], Asked(), np.random.default_rng(number))
    false = [f"{p.below.value}/{p.above.value}" for p in said.pairs if _is_false(p, kind)]
    if "one piece" in kind and said.pattern not in (None, "one_piece"):
        false.append(f"order: {said.pattern}")
    labels = "all pairs can't tell" if _cannot_tell(said.pairs) else "read"
    return Trial(kind, body.edge_noise, labels, false, reading.quality.edge_noise or 0.0)


def _is_false(pair: Pair, kind: str) -> bool:
    concerned = "one piece" in kind or Region.LOW_BACK in (pair.below, pair.above)
    return concerned and pair.label is Together.SEPARATE


def _cannot_tell(pairs: Sequence[Pair]) -> bool:
    return all(pair.label in (Together.CANNOT_TELL, Together.NO_TURN) for pair in pairs)


def upper_bound(false: int, of: int) -> float:
    """Return how large the true rate may be."""
    from scipy.stats import beta

    return 1.0 if false >= of else float(beta.ppf(1 - CONFIDENCE, false + 1, of - false))


def report(trials: Sequence[Trial]) -> str:
    """Return the rates as text, and where the false ones come from."""
    lines = []
    for kind in (*KINDS, "all"):
        part = [trial for trial in trials if kind in (trial.kind, "all")]
        read = [trial for trial in part if not trial.answer.startswith("motion.")]
        false = sum(any("/" in each for each in trial.false) for trial in read)
        order = sum(any("order" in each for each in trial.false) for trial in read)
        lines.append(
            f"{kind}: {len(part)} bodies, {len(read)} read, {false} with a pair called separate"
            f" ({false / max(len(read), 1):.1%} of read, at most {upper_bound(false, len(read)):.1%}),"
            f" {order} with a false order"
        )
    lines += [f"  {count:5d}  {answer}" for answer, count in Counter(t.answer for t in trials).most_common()]
    lines += [f"  {count:5d}  false {what}" for what, count in _false_counts(trials)]
    for low, high in pairwise(np.linspace(0, MOST_EDGE_NOISE, 6)):
        band = [trial for trial in trials if low <= trial.edge_noise < high]
        told = [trial for trial in band if trial.answer == "read"]
        wrong = sum(any("/" in each for each in trial.false) for trial in told)
        lines.append(
            f"  edge noise {low:.3f} to {high:.3f}: {len(band)} bodies, {len(told)} labelled, {wrong} false"
        )
    return "\n".join(lines)


def _false_counts(trials: Sequence[Trial]) -> list[tuple[str, int]]:
    return Counter(each for trial in trials for each in trial.false).most_common()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.motion_trials")
    parser.add_argument("count", type=int, nargs="?", default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--every", type=int, default=1)
    asked = parser.parse_args()
    trials = []
    for number in range(asked.first, asked.count, asked.every):
        trials.append(tried(number))
        if trials[-1].false:
            print(number, trials[-1], flush=True)
    print(report(trials))


if __name__ == "__main__":
    main()
