"""Exercises as data: what one is (``model``), how a file becomes one (``parse``), if it holds (``check``)."""
