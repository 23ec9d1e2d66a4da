"""Exercises as data: what one is (``model``), how a file becomes one (``parse``), whether it holds (``check``)."""
