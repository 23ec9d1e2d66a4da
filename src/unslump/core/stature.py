"""A person's height, and what is none."""

from __future__ import annotations

from math import isfinite

from .errors import BadInput

SMALLEST_CM, TALLEST_CM = 100.0, 250.0
"""Statures of people. Chosen wide: beyond them a figure or a scale has no one to stand on."""


def check_stature(stature_cm: float) -> None:
    """Raise ``BadInput`` where a stature is not that of a person."""
    if not (isfinite(stature_cm) and SMALLEST_CM <= stature_cm <= TALLEST_CM):
        low, high = f"{SMALLEST_CM:g}", f"{TALLEST_CM:g}"
        raise BadInput("errors.figure.stature", low=low, high=high, found=stature_cm)
