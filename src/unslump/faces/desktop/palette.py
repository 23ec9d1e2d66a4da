"""The colours of docs/look.md, for an icon and a window; light and dark. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme, as ``#rrggbb``. Every text pair holds 4.5:1, every mark 3:1."""

    paper: str
    card: str
    ink: str
    quiet: str
    line: str
    accent: str
    accent_ink: str
    accent_over: str
    soft: str
    moving: str
    rest: str
    focus: str
    pale: str
    deep: str


LIGHT = Palette(
    paper="#faf7f2",
    card="#ffffff",
    ink="#1f2a30",
    quiet="#55636b",
    line="#ddd6ca",
    accent="#0f766e",
    accent_ink="#ffffff",
    accent_over="#0b5d57",
    soft="#e3f0ed",
    moving="#c2620a",
    rest="#3b7a99",
    focus="#1d4ed8",
    pale="#faf7f2",
    deep="#1f2a30",
)
DARK = Palette(
    paper="#14191c",
    card="#1c2327",
    ink="#e9e6e0",
    quiet="#a3afb5",
    line="#343e44",
    accent="#4fb8ac",
    accent_ink="#08211e",
    accent_over="#6ccabf",
    soft="#1c312f",
    moving="#f2a65a",
    rest="#7fb6d0",
    focus="#9cc2ff",
    pale="#e9e6e0",
    deep="#14191c",
)
