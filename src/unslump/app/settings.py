"""The settings: one table, from which the loader, the command line, the form and the docs page are made.

Later layers win: built-in default < the person's file < locked by an administrator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..core.breaks.hours import ANY, DAYS, parse_hours
from ..core.errors import BadInput, did_you_mean
from ..core.vocab import Area
from ..core.words import Said
from .durations import parse_duration, written_duration

Value = bool | int | float | str
Kind = Literal["bool", "int", "float", "choice", "duration", "hours", "areas"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Its label and help are ``settings.<name>.label`` and ``.help`` in the words.

    Attributes
    ----------
    name : str
    default : Value
        Its type is the setting's type.
    low, high : float or None
        Inclusive range of a number; in seconds for a duration.
    choices : tuple of str
        For text that may only be one of these.
    group : str
        Heading on the settings page.
    special : str
        ``duration``: whole seconds, which a person may also type as ``45m`` or ``1h 30m``. ``hours``: the
        working hours of one day (``core.breaks.hours``). ``areas``: where a person feels the day, most first.
        Empty: what the default's type says.
    """

    name: str
    default: Value
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    group: str = "session"
    special: Literal["", "duration", "hours", "areas"] = ""

    @property
    def kind(self) -> Kind:
        if self.special:
            return self.special
        if self.choices:
            return "choice"
        return (
            "bool" if isinstance(self.default, bool) else "int" if isinstance(self.default, int) else "float"
        )


def _duration(name: str, default: int, low: int, high: int) -> Setting:
    return Setting(name, default, low, high, group="breaks", special="duration")


HIGHEST_CEILING_S = 3600
"""Never more than an hour of sitting without an offer (docs/evidence.md S6)."""

SETTINGS: tuple[Setting, ...] = (
    Setting("breaks", True, group="breaks"),
    # From ten seconds on, so that a whole day can be tried out in minutes; eight hours is a working day.
    _duration("nudge_after_s", 1800, 10, 28800),
    _duration("break_after_s", 2700, 10, 28800),  # above the ceiling, the ceiling holds
    _duration("ceiling_s", HIGHEST_CEILING_S, 10, HIGHEST_CEILING_S),
    _duration("full_rest_s", 300, 10, 3600),
    _duration("away_after_s", 120, 10, 3600),
    _duration("locked_after_s", 30, 10, 3600),
    _duration("postpone_s", 300, 10, 3600),
    _duration("prelude_max_s", 60, 0, 600),  # 0: at once
    Setting("hold_call", True, group="breaks"),
    Setting("hold_dnd", True, group="breaks"),
    Setting("hold_fullscreen", True, group="breaks"),
    Setting("break_show", "notification", choices=("notification", "app_window", "windows"), group="breaks"),
    Setting("tray", False, group="breaks"),
    Setting("areas", "", group="breaks", special="areas"),  # the last choice at a break (docs/evidence.md S8)
    *(Setting(f"hours_{day}", ANY, group="hours", special="hours") for day in DAYS),
    Setting("variant", "sit", choices=("sit", "stand")),
    Setting("inhale_s", 4.0, 3.0, 5.0),  # docs/evidence.md C.8: 3-5 s in
    Setting("exhale_s", 6.0, 4.0, 8.0),  # C.8: 4-8 s out
    Setting("natural_breathing", False),
    Setting("hang_s", 10.0, 0.0, 20.0),  # P6, G1: ours; 0 allowed
    Setting("uncurl_breaths", 0, 0, 3),  # 0: as the level has it
    Setting("lead_in_s", 6.0, 0.0, 30.0),  # reading time before the first phase
    Setting("voice", True, group="sound"),
    Setting("voice_rate", 0.9, 0.6, 1.2, group="sound"),
    Setting("chimes", False, group="sound"),  # off by default: rooms are shared
    Setting("stature_cm", 170, 120, 220, group="you"),
    Setting("figure_build", "slim", choices=("slim", "broad"), group="you"),
    Setting("figure_skin", "3", choices=("1", "2", "3", "4", "5"), group="you"),
    Setting("theme", "auto", choices=("auto", "light", "dark"), group="looks"),
    Setting("shortcuts", True, group="looks"),  # WCAG 2.1.4: a key that is a mere character can be turned off
    Setting("language", "en", choices=("en",), group="looks"),
    Setting("open_browser", True, group="looks"),
)
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def parse_value(setting: Setting, raw: object) -> Value:
    """Read one value from a form, a command line or a file.

    Raises
    ------
    BadInput
        The value is of another kind or outside its range.
    """
    try:
        return _PARSERS[setting.kind](setting, raw)
    except (TypeError, ValueError):
        raise BadInput(
            "errors.setting.unfit", name=setting.name, expected=expects(setting), found=raw
        ) from None


def expects(setting: Setting) -> Said:
    """Say what a setting takes."""
    if setting.kind == "bool":
        return Said("errors.kind.flag")
    if setting.kind == "choice":
        return Said("errors.kind.either", known=setting.choices)
    if setting.kind == "hours":
        return Said("errors.kind.hours")
    if setting.kind == "areas":
        return Said("errors.kind.areas_of", known=tuple(area.value for area in Area))
    if setting.kind == "duration":
        low, high = (written_duration(end or 0) for end in (setting.low, setting.high))
        return Said("errors.kind.duration_within", low=low, high=high)
    span = {"low": f"{setting.low:g}", "high": f"{setting.high:g}"}
    if setting.kind == "int":
        return Said("errors.kind.whole_within", **span)
    return Said("errors.kind.number_within", **span)


_TRUTH = {
    word: truth
    for truth, words in ((True, "true on yes 1"), (False, "false off no 0"))
    for word in words.split()
}


def _bool(_: Setting, raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word not in _TRUTH:
        raise ValueError(word)
    return _TRUTH[word]


def _number(setting: Setting, raw: object) -> Value:
    if isinstance(raw, bool):
        raise ValueError
    number = float(str(raw))
    if setting.low is None or setting.high is None or not setting.low <= number <= setting.high:
        raise ValueError
    if setting.kind != "float":
        if number != int(number):
            raise ValueError
        return int(number)
    return number


def _choice(setting: Setting, raw: object) -> Value:
    if str(raw) not in setting.choices:
        raise ValueError
    return str(raw)


def _seconds(setting: Setting, raw: object) -> Value:
    """Whole seconds as they stand in the file, or hours, minutes and seconds with their units."""
    try:
        return _number(setting, raw)
    except ValueError:
        return _number(setting, parse_duration(str(raw)))


def _hours(_: Setting, raw: object) -> Value:
    said = str(raw).strip()
    try:
        parse_hours(said)
    except BadInput:
        raise ValueError(raw) from None
    return said


def parse_areas(raw: object) -> tuple[Area, ...]:
    """Read areas as they are written: names with commas between them, each once; nothing is no area.

    Raises
    ------
    ValueError
        One of them is no area, or stands there twice.
    """
    areas = tuple(Area(name) for part in str(raw).split(",") if (name := part.strip().lower()))
    if len(set(areas)) != len(areas):
        raise ValueError(raw)
    return areas


def written_areas(areas: Iterable[Area]) -> str:
    return ", ".join(area.value for area in areas)


def _areas(_: Setting, raw: object) -> Value:
    return written_areas(parse_areas(raw))


_PARSERS: Mapping[Kind, Callable[[Setting, object], Value]] = {
    "bool": _bool,
    "int": _number,
    "float": _number,
    "choice": _choice,
    "duration": _seconds,
    "hours": _hours,
    "areas": _areas,
}


def resolve(person: Mapping[str, object], admin: Mapping[str, object] | None = None) -> dict[str, Value]:
    """Lay the person's file over the defaults and the administrator's over both.

    Raises
    ------
    BadInput
        A name is unknown (the right ones are named) or a value is not of its kind.
    """
    values: dict[str, Value] = {setting.name: setting.default for setting in SETTINGS}
    for layer in (person, admin or {}):
        for name, raw in layer.items():
            values[name] = parse_value(find(name), raw)
    return values


def find(name: str) -> Setting:
    """Return the setting of that name.

    Raises
    ------
    BadInput
        There is none; near names are given.
    """
    if name not in BY_NAME:
        raise BadInput("errors.setting.unknown", found=name, near=did_you_mean(name, BY_NAME))
    return BY_NAME[name]


def changed(values: Mapping[str, Any]) -> dict[str, Value]:
    """Only what differs from the defaults: that alone is written to the person's file."""
    return {name: value for name, value in values.items() if value != BY_NAME[name].default}
