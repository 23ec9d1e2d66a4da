"""Smoothing over time, and what is missing on the way."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import median_filter
from scipy.signal import butter, filtfilt

from .frames import Floats

ORDER, CUTOFF_HZ = 2, 1.0
"""Of the zero-phase second-order Butterworth filter for movements at a coached pace (docs/evidence.md
E.0)."""


def bridged(values: Floats) -> Floats:
    """Fill what is missing in the first axis with straight lines between what is there.

    Columns that miss everything stay NaN.
    """
    flat = values.reshape(len(values), -1).copy()
    at = np.arange(len(values))
    for column in flat.T:
        there = np.isfinite(column)
        if there.any():
            column[:] = np.interp(at, at[there], column[there])
    filled: Floats = flat.reshape(values.shape)
    return filled


def spike_free(values: Floats, *, frames: int = 5) -> Floats:
    """Return a running median over the first axis; gaps are bridged first."""
    size = (frames,) + (1,) * (values.ndim - 1)
    smooth: Floats = median_filter(bridged(values), size=size, mode="nearest")
    return smooth


def low_pass(t_s: Floats, values: Floats, *, cutoff_hz: float = CUTOFF_HZ) -> Floats:
    """Smooth without delay, at even times, and return the values at the times asked for.

    Parameters
    ----------
    t_s : ndarray, shape (frames,)
        Increasing, seconds; need not be even.
    values : ndarray, shape (frames, ...)
        Gaps are bridged first.
    """
    filled = bridged(values)
    step = float(np.median(np.diff(t_s)))
    even = np.arange(t_s[0], t_s[-1] + step / 2, step)
    if len(even) < 12 or 2 * cutoff_hz * step >= 1:
        return filled
    flat = filled.reshape(len(filled), -1)
    b, a = butter(ORDER, 2 * cutoff_hz * step)
    back = [np.interp(t_s, even, filtfilt(b, a, np.interp(even, t_s, column))) for column in flat.T]
    smooth: Floats = np.column_stack(back).reshape(values.shape)
    return smooth


def speed(t_s: Floats, values: Floats) -> Floats:
    """Return the first time derivative, per second, along the first axis."""
    rate: Floats = np.gradient(values, t_s, axis=0)
    return rate
