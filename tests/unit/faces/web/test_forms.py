"""What a posted form or JSON body may hold. Whatever it holds, the answer is a value or one sentence."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from saying import refused, said
from unslump.core.errors import BadInput
from unslump.faces.web.forms import MOST_CHARACTERS, MOST_FIELDS, Form, read_form, read_json

FORM = "application/x-www-form-urlencoded"


def request(body: bytes, kind: str = FORM) -> Request:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind.encode("latin-1"))]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


def form(body: bytes, kind: str = FORM) -> Form:
    return asyncio.run(read_form(request(body, kind)))


def document(body: bytes, kind: str = "application/json") -> dict[str, Any]:
    return asyncio.run(read_json(request(body, kind)))


def test_a_form_says_what_was_ticked_and_typed() -> None:
    sent = form(b"pain=3&yes=RF01&yes=PC03&note=+stiff+today+&empty=&kg=1%2C5", f"{FORM}; charset=utf-8")
    assert sent.whole("pain", 0, 10) == 3
    assert sent.many("yes") == ("RF01", "PC03")
    assert sent.text("note") == "stiff today"
    assert sent.text("empty") is None and sent.text("not there") is None
    assert sent.decimal("kg", 0, 2) == 1.5
    assert sent.choice("pain", ("3", "4")) == "3"


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=3), st.text(max_size=30)), max_size=8))
def test_what_a_browser_sends_comes_back_as_it_was(fields: list[tuple[str, str]]) -> None:
    clean = [(k, v) for k, v in fields if v.encode("utf-8", "ignore").decode() == v and v.isprintable()]
    sent = form(urlencode(clean).encode())
    for name in {name for name, _ in clean}:
        assert sent.fields[name] == tuple(v for k, v in clean if k == name)


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (b"a=1", "multipart/form-data; boundary=x", "multipart/form-data"),
        (b"a=1", "text/plain", "text/plain"),
        (b"a=1", "", "found -"),
        (b"a=\xff", FORM, "not UTF-8"),
        (b"a=%ff", FORM, "not UTF-8"),
        (b"a=%ED%A0%80", FORM, "not UTF-8"),
        (b"&".join([b"a=1"] * (MOST_FIELDS + 1)), FORM, "more than 500 fields"),
        (b"a=" + b"x" * (MOST_CHARACTERS + 1), FORM, "at most 2000 characters, found 2001"),
        (b"a" * (MOST_CHARACTERS + 1) + b"=1", FORM, "at most 2000"),
        (b"a=%00", FORM, "cannot be shown"),
        (b"a%00=1", FORM, "cannot be shown"),
        (b"a=%1b[31m", FORM, "cannot be shown"),
    ],
)
def test_a_form_of_another_kind_is_refused_in_a_sentence(body: bytes, kind: str, says: str) -> None:
    with refused(BadInput, match=says):
        form(body, kind)


@pytest.mark.parametrize(
    "raw", ["11", "-1", "3.5", "1e1", "three", "٣", "0x3", "9" * 400, "--1", "1_0", "NaN"]
)
def test_a_whole_number_is_whole_and_in_range(raw: str) -> None:
    with refused(BadInput, match="a whole number from 0 to 10"):
        form(urlencode({"pain": raw}).encode()).whole("pain", 0, 10)


@pytest.mark.parametrize("raw", ["nan", "inf", "-inf", "1e999", "", "1,2,3", "x"])
def test_a_number_is_finite_and_in_range(raw: str) -> None:
    sent = form(urlencode({"cm": raw}).encode())
    if raw:
        with refused(BadInput, match="from 120 to 220"):
            sent.decimal("cm", 120, 220)
    else:
        assert sent.decimal("cm", 120, 220) is None


def test_one_answer_is_one_answer() -> None:
    sent = form(b"pain=1&pain=2&site=elsewhere")
    with refused(BadInput, match="expected one value, found 2"):
        sent.whole("pain", 0, 10)
    with refused(BadInput, match="expected one of back, thigh; found 'elsewhere'"):
        sent.choice("site", ("back", "thigh"))
    with refused(BadInput, match="expected an answer, found none"):
        sent.needed("name")


def test_a_json_object_comes_through() -> None:
    assert document(b'{"event": "stop", "n": 1.5}') == {"event": "stop", "n": 1.5}
    assert document('{"note": "müde"}'.encode(), "application/json; charset=utf-8") == {"note": "müde"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"1",
        b'"text"',
        b"null",
        b"{",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": "\xff"}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'\xef\xbb\xbf{"a": 1}',
    ],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        document(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=4), x, max_size=3),
        max_leaves=10,
    )
)
def test_any_json_is_read_or_refused(value: Any) -> None:
    try:
        found = document(json.dumps(value).encode())
    except BadInput:
        return
    assert isinstance(value, dict) and json.dumps(found) == json.dumps(value)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for kind in (FORM, "application/json"):
        try:
            asyncio.run((read_form if kind == FORM else read_json)(request(body, kind)))
        except BadInput as error:
            assert said(error)
