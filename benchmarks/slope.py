"""Whether something grows: the slope of a straight line through the looks, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, linear_regression

SURE = 2.0
"""So many standard errors the slope must be away from none before it is called one. Chosen: about 95 of 100,
were the looks independent; they are not quite, so a slope may be called one a little too easily."""


@dataclass(frozen=True)
class Slope:
    """The least-squares line through looks.

    Attributes
    ----------
    slope : float
        Growth a step, in the unit of what was looked at.
    spread : float
        Its standard error.
    """

    slope: float
    spread: float

    @classmethod
    def through(cls, looks: Sequence[float]) -> Slope:
        """Raises ``statistics.StatisticsError`` for fewer than two looks; the spread needs three."""
        at = range(len(looks))
        line = linear_regression(at, looks)
        left = [look - line.intercept - line.slope * x for x, look in zip(at, looks, strict=True)]
        middle = fmean(at)
        around = sum((x - middle) ** 2 for x in at)
        free = max(len(looks) - 2, 1)
        return cls(line.slope, math.sqrt(sum(each**2 for each in left) / free / around))

    @property
    def says(self) -> str:
        """What that means, in words."""
        if self.slope - SURE * self.spread > 0:
            return "grows"
        return "falls" if self.slope + SURE * self.spread < 0 else "does not grow"

    def line(self, unit: str) -> str:
        return f"{self.slope:+.3f} ± {SURE * self.spread:.3f} {unit}: {self.says}"
