"""Hypothesis without a stopwatch: a busy computer must not fail a rule about bones."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no_stopwatch", deadline=None)
settings.load_profile("no_stopwatch")
