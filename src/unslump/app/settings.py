"""The settings: one table, from which the loader, the command line, the form and the docs page are made.

Later layers win: built-in default < the person's file < locked by an administrator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.errors import BadInput, did_you_mean
from ..core.words import Said

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Its label and help are ``settings.<name>.label`` and ``.help`` in the words.

    Attributes
    ----------
    name : str
    default : Value
        Its type is the setting's type.
    low, high : float or None
        Inclusive range of a number.
    choices : tuple of str
        For text that may only be one of these.
    group : str
        Heading on the settings page.
    """

    name: str
    default: Value
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    group: str = "session"

    @property
    def kind(self) -> str:
        if isinstance(self.default, bool):
            return "bool"
        if self.choices:
            return "choice"
        return {int: "int", float: "float", str: "text"}[type(self.default)]


SETTINGS: tuple[Setting, ...] = (
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
    if setting.kind == "int":
        if number != int(number):
            raise ValueError
        return int(number)
    return number


def _choice(setting: Setting, raw: object) -> Value:
    if str(raw) not in setting.choices:
        raise ValueError
    return str(raw)


_PARSERS = {"bool": _bool, "int": _number, "float": _number, "choice": _choice}


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
