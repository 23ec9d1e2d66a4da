"""Read a posted form or JSON body, with limits. What does not fit raises ``BadInput`` with its sentence.

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
from ...core.words import Words
from .deps import deps_of

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
    words: Words

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
            self._refuse("once", field=name, count=len(values))
        return (values[0].strip() or None) if values else None

    def needed(self, name: str) -> str:
        """The one answer; raises ``BadInput`` when there is none."""
        value = self.text(name)
        return value if value is not None else self._refuse("needed", field=name)

    def choice(self, name: str, choices: Iterable[str]) -> str | None:
        value, known = self.text(name), tuple(choices)
        if value is not None and value not in known:
            self._refuse("choice", field=name, choices=", ".join(known), found=repr(value))
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
            self._refuse_number("whole", name, value, low, high)
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
            self._refuse_number("any_number", name, value, low, high)
        return number

    def _refuse_number(self, kind: str, name: str, value: str, low: float, high: float) -> NoReturn:
        what = self.words(f"server.form.{kind}")
        self._refuse(
            "number", field=name, kind=what, low=f"{low:g}", high=f"{high:g}", found=repr(value[:40])
        )

    def _refuse(self, key: str, **values: object) -> NoReturn:
        raise BadInput(self.words(f"server.form.{key}", **values))


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
    words = deps_of(request).words
    _expect_kind(request, FORM_KIND, words("server.form.kind", found=_kind(request) or "-"))
    try:
        pairs = parse_qsl(
            (await request.body()).decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeDecodeError:
        raise BadInput(words("server.form.text")) from None
    except ValueError:
        raise BadInput(words("server.form.fields", most=MOST_FIELDS)) from None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        _check_text(name, value, words)
        fields[name] = (*fields.get(name, ()), value)
    return Form(fields, words)


def _check_text(name: str, value: str, words: Words) -> None:
    shown = name[:40]
    if len(name) > MOST_CHARACTERS or len(value) > MOST_CHARACTERS:
        found = max(len(name), len(value))
        raise BadInput(words("server.form.length", field=shown, most=MOST_CHARACTERS, found=found))
    if any(c < " " and c not in ALLOWED_CONTROLS for c in name + value):
        raise BadInput(words("server.form.control", field=repr(shown)))


async def read_json(request: Request) -> dict[str, Any]:
    """Read the body as one JSON object.

    Raises
    ------
    BadInput
        Another content type, not UTF-8, not JSON, not an object, or numbers JSON does not have.
    """
    words = deps_of(request).words
    _expect_kind(request, JSON_KIND, words("server.form.json_kind", found=_kind(request) or "-"))
    try:
        document = json.loads((await request.body()).decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadInput(words("server.form.json")) from None
    if not isinstance(document, dict) or _has_lone_surrogates(document):
        raise BadInput(words("server.form.json"))
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _has_lone_surrogates(document: Any) -> bool:
    """JSON may spell half a character (``\\ud800``), which no file and no database can keep."""
    return any("\ud800" <= c <= "\udfff" for c in json.dumps(document, ensure_ascii=False))


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _expect_kind(request: Request, kind: str, sentence: str) -> None:
    if _kind(request) != kind:
        raise BadInput(sentence)
