"""Read a posted form or JSON body, with limits. What does not fit raises ``BadInput``.

The guard has already read the body and holds it under 1 MB. No multipart: no page here sends a file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.requests import Request

from ...core.errors import BadInput
from ...core.words import Said

FORM_KIND = "application/x-www-form-urlencoded"
JSON_KIND = "application/json"
MOST_FIELDS = 500
MOST_CHARACTERS = 2000
"""Of one value. Chosen: a long note."""

ALLOWED_CONTROLS = "\t\n\r"


@dataclass(frozen=True)
class Form:
    """The fields of one form, in the order they came. An empty value counts as not answered."""

    fields: Mapping[str, tuple[str, ...]]

    def many(self, name: str) -> tuple[str, ...]:
        """All answers under a name (a group of tick boxes), empty ones left out."""
        return tuple(value for value in self.fields.get(name, ()) if value != "")

    def text(self, name: str) -> str | None:
        """The one answer, with the space around it taken off, or None.

        Raises
        ------
        BadInput
            There are several.
        """
        values = self.many(name)
        if len(values) > 1:
            raise BadInput("server.form.once", field=name, count=len(values))
        return (values[0].strip() or None) if values else None

    def needed(self, name: str) -> str:
        """The one answer; raises ``BadInput`` when there is none."""
        value = self.text(name)
        if value is None:
            raise BadInput("server.form.needed", field=name)
        return value

    def choice(self, name: str, choices: Iterable[str]) -> str | None:
        value, known = self.text(name), tuple(choices)
        if value is not None and value not in known:
            raise BadInput("server.form.choice", field=name, choices=known, found=value)
        return value

    def ticked(self, name: str) -> bool:
        """Whether a tick box was sent at all."""
        return self.text(name) is not None

    def whole(self, name: str, low: int, high: int) -> int | None:
        """A whole number from ``low`` to ``high``, both included, or None."""
        value = self.text(name)
        if value is None:
            return None
        number = int(value) if _is_whole(value) else None
        if number is None or not low <= number <= high:
            raise _no_number(Said("server.form.whole"), name, value, low, high)
        return number

    def decimal(self, name: str, low: float, high: float) -> float | None:
        """A number from ``low`` to ``high``, both included, or None; a comma may stand for the point."""
        value = self.text(name)
        if value is None:
            return None
        try:
            number = float(value.replace(",", "."))
        except ValueError:
            number = math.nan
        if not low <= number <= high:
            raise _no_number(Said("server.form.any_number"), name, value, low, high)
        return number


def _no_number(kind: Said, name: str, value: str, low: float, high: float) -> BadInput:
    return BadInput(
        "server.form.number", field=name, kind=kind, low=f"{low:g}", high=f"{high:g}", found=value[:40]
    )


def _is_whole(value: str) -> bool:
    digits = value.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 12


async def read_form(request: Request) -> Form:
    """Read the body as a form of this page.

    Raises
    ------
    BadInput
        Another content type, bytes that are not UTF-8, too many fields, a value too long or with characters
        that cannot be shown.
    """
    if (kind := _kind(request)) != FORM_KIND:
        raise BadInput("server.form.kind", found=kind or "-")
    try:
        pairs = parse_qsl(
            (await request.body()).decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeDecodeError:
        raise BadInput("server.form.text") from None
    except ValueError:
        raise BadInput("server.form.fields", most=MOST_FIELDS) from None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        _check_text(name, value)
        fields[name] = (*fields.get(name, ()), value)
    return Form(fields)


def _check_text(name: str, value: str) -> None:
    shown = name[:40]
    if len(name) > MOST_CHARACTERS or len(value) > MOST_CHARACTERS:
        found = max(len(name), len(value))
        raise BadInput("server.form.length", field=shown, most=MOST_CHARACTERS, found=found)
    if any(c < " " and c not in ALLOWED_CONTROLS for c in name + value):
        raise BadInput("server.form.control", field=shown)


async def read_json(request: Request) -> dict[str, Any]:
    """Read the body as one JSON object.

    Raises
    ------
    BadInput
        Another content type, not UTF-8, not JSON, not an object, or numbers JSON does not have.
    """
    if (kind := _kind(request)) != JSON_KIND:
        raise BadInput("server.form.json_kind", found=kind or "-")
    try:
        document = json.loads((await request.body()).decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadInput("server.form.json") from None
    if not isinstance(document, dict) or _has_lone_surrogates(document):
        raise BadInput("server.form.json")
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _has_lone_surrogates(document: Any) -> bool:
    """JSON may spell half a character (``\\ud800``), which no file and no database can keep."""
    return any("\ud800" <= c <= "\udfff" for c in json.dumps(document, ensure_ascii=False))


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
