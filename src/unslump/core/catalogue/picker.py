"""Which movements a break offers first.

Rules (docs/evidence.md D, "Picker", and A S7-S9):

- score = 3 x area match + 2 if not among the last three breaks + 1 if it fits the time and the posture
  + 1 if it completes a change of posture - 2 if discomfort rose after it last time;
- what is locked today is never offered;
- where the lower back is chosen and the article's fold is open, the fold comes at the place the back has in
  the person's order: first, when the back is first;
- where the lower back is chosen and both folds are closed, the stand-ins come there instead, in their order,
  and the person is told whom to ask;
- never fewer than three choices, as long as so many are open.

The first area that was chosen matches wholly, later ones less: what is fresh and fits comes first when it is
for the first area, and comes before what is for none when it is for any of them (3 x 0.4 + 2 + 1 is more than
2 + 1 + 1). Who chooses no area gets what is for the whole body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from ..vocab import Area, Variant
from .model import Catalogue, Exercise

AREA, FRESH, FITS, CHANGES, ROSE = 3.0, 2.0, 1.0, 1.0, -2.0
"""Weights. Source: docs/evidence.md D, "Picker"."""

MATCHES = (1.0, 0.65, 0.4)
"""How well the first, the second and every later area matches. Chosen, for the rules above."""

LEAST_CHOICES = 3
"""Source: docs/evidence.md A, S7."""

STAND_INS = ("D38", "D40", "D35", "D12")
"""What is offered while the fold is closed, in this order. Source: docs/evidence.md D, "Picker"."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of a person at the start of a break.

    Attributes
    ----------
    areas : tuple of Area
        Where they feel the day, most first; empty: nowhere in particular.
    allowed : set of str
        Exercises that today's answers open.
    folds : tuple of str
        The article's stretch in its positions, the preferred one first.
    lately : tuple of str
        Exercises of the last three breaks.
    rose : set of str
        Exercises after which discomfort was higher than before, the last time.
    lasts_s : mapping of str to float
        How long each exercise takes.
    time_s : float
        How long the break may be.
    posture : Variant or None
        The only position that is possible now; None where the person may choose.
    sat : bool
        They come from sitting, so that standing or walking completes the change.
    """

    areas: tuple[Area, ...]
    allowed: Set[str]
    folds: tuple[str, ...] = ()
    lately: tuple[str, ...] = ()
    rose: Set[str] = frozenset()
    lasts_s: Mapping[str, float] = field(default_factory=dict)
    time_s: float = 300.0
    posture: Variant | None = None
    sat: bool = True


@dataclass(frozen=True, slots=True)
class Picks:
    """``ids``: what to offer, the best first. ``ask``: the back was chosen and is closed: say whom to ask."""

    ids: tuple[str, ...]
    ask: bool = False


def pick(catalogue: Catalogue, wish: Wish, *, count: int = LEAST_CHOICES) -> Picks:
    """Choose ``count`` movements, at least three; fewer only where fewer are open.

    The same wish always gives the same picks: what scores the same keeps the order of the catalogue, those
    first whose main area is the one that was chosen.
    """
    open_now = [exercise for exercise in catalogue.exercises if exercise.id in wish.allowed]
    fold = next((i for i in wish.folds if i in wish.allowed), None)
    by_score = sorted(open_now, key=lambda exercise: _rank(exercise, wish))
    ranked = [exercise.id for exercise in by_score if exercise.id not in wish.folds or exercise.id == fold]
    most = max(count, LEAST_CHOICES)
    if Area.LOWER_BACK not in wish.areas:
        return Picks(tuple(ranked[:most]))
    leads = (fold,) if fold else tuple(i for i in STAND_INS if i in wish.allowed)
    place = min(wish.areas.index(Area.LOWER_BACK), LEAST_CHOICES - 1)  # always among those that are seen
    others = [i for i in ranked if i not in leads]
    ids = (*others[:place], *leads, *others[place:])
    return Picks(ids[:most], ask=fold is None and bool(wish.folds))


def _rank(exercise: Exercise, wish: Wish) -> tuple[float, bool]:
    main = exercise.areas[0] in (wish.areas or (Area.WHOLE_BODY,))
    return -score(exercise, wish), not main


def score(exercise: Exercise, wish: Wish) -> float:
    """How well one movement fits, from -2 to 7; see the rules at the top."""
    return (
        AREA * match(exercise.areas, wish.areas)
        + FRESH * (exercise.id not in wish.lately)
        + FITS * _fits(exercise, wish)
        + CHANGES * (wish.sat and exercise.position in ("stand", "move"))
        + ROSE * (exercise.id in wish.rose)
    )


def match(of_exercise: Sequence[Area], chosen: Sequence[Area]) -> float:
    """How well the areas match: by the place of the first one they share, 0 where they share none."""
    wanted = chosen or (Area.WHOLE_BODY,)
    place = next((i for i, area in enumerate(wanted) if area in of_exercise), None)
    return 0.0 if place is None else MATCHES[min(place, len(MATCHES) - 1)]


def _fits(exercise: Exercise, wish: Wish) -> bool:
    in_time = wish.lasts_s.get(exercise.id, 0.0) <= wish.time_s
    return in_time and (wish.posture is None or exercise.position in (wish.posture, "either"))
