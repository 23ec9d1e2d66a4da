"""Bad input at every route of a real resident: no 5xx, no traceback, no change without the right.

Routes come from the application's own table, field names and values from its own templates and exercises, so
that a new page is fuzzed from the day it is there, and not only at its door.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from houses import ROOT, Answer, House, house, routes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unslump.adapters.clock import system_clock
from unslump.adapters.content import load_catalogue, load_toml, load_words
from unslump.adapters.ids import TimeOrderedIds
from unslump.adapters.store.sqlite import SqliteStore
from unslump.app.lesson_service import LessonService
from unslump.app.screening_service import ScreeningService
from unslump.core.screening.rules import parse_rules
from unslump.core.session.table import Event
from unslump.testing.records import FITS_NOBODY

WEB = ROOT / "src" / "unslump" / "faces" / "web"
ROUTES = routes()
GETS = [path for method, path in ROUTES if method == "GET"]
POSTS = [path for method, path in ROUTES if method == "POST"]

FORM = "application/x-www-form-urlencoded"
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def harvest(pattern: str, *globs: str) -> list[str]:
    """Every match in our own sources: what a person's browser would send, and what the code reads."""
    files = [path for glob in globs for path in sorted(WEB.rglob(glob))]
    return sorted(
        {found for path in files for found in re.findall(pattern, path.read_text(encoding="utf-8"))}
    )


NAMES = harvest(r'name="([a-z_0-9]+)"', "*.html") + harvest(
    r'(?:text|whole|decimal|choice|many|ticked|needed|get)\(\s*"([a-z_0-9]+)"', "*.py"
)
VALUES = harvest(r'value="([A-Za-z_0-9.]+)"', "*.html")

odd_text = st.one_of(
    st.text(max_size=40),
    st.sampled_from(VALUES or ["yes"]),
    st.sampled_from(
        ["D01", "D02", "RF01", "PC03", "PC31", "ST1", "sit", "stand", "back", "none", "P5", "start", "stop"]
    ),
    st.sampled_from(
        ["-1", "0", "10", "11", "1e308", "NaN", "9" * 400, "2026-02-30", "9999-12-31", "0001-01-01"]
    ),
    st.sampled_from(
        ["'; DROP TABLE screens; --", "<script>", "{{7*7}}", "../../etc/passwd", "\u202e", "%00", "{0}"]
    ),
)
names = st.one_of(st.sampled_from(NAMES or ["pain"]), st.text(max_size=12))
forms = st.lists(st.tuples(names, odd_text), max_size=12)
documents = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | odd_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=12,
)
said_in_session = st.fixed_dictionaries(
    {},
    optional={
        "event": st.sampled_from([event.value for event in Event]) | documents,
        "session": odd_text | documents,
        "reason": odd_text,
        "detail": documents,
        "marks": documents,
    },
)
bodies = st.one_of(
    forms.map(lambda fields: (FORM, urlencode(fields, errors="replace").encode())),
    st.binary(max_size=200).map(lambda raw: (FORM, raw)),
    documents.map(lambda value: ("application/json", json.dumps(value).encode("utf-8", "replace"))),
    said_in_session.map(lambda value: ("application/json", json.dumps(value).encode("utf-8", "replace"))),
    st.tuples(
        st.sampled_from(["multipart/form-data; boundary=x", "text/plain", "", "a/b; c=\xff"]),
        st.binary(max_size=50),
    ),
)


@st.composite
def addresses(draw: st.DrawFn, paths: list[str]) -> str:
    """A path of the table with odd text for its parameters, and an odd query."""
    path = draw(st.sampled_from(paths))
    path = re.sub(r"(?<=/)x(?=$|/|\.)", lambda _: quote(draw(odd_text), safe=""), path)
    query = urlencode(draw(forms), errors="replace") if draw(st.booleans()) else ""
    return f"{path}?{query}" if query else path


def move_in(folder: Path) -> None:
    """Fill a data folder as someone leaves it who has answered the questions and done the lesson just now."""
    clock, words = system_clock(), load_words()
    with closing(SqliteStore(folder / "unslump.sqlite3", lambda: clock.now().wall)) as store:
        ids = TimeOrderedIds(lambda: clock.now().wall)
        rules = parse_rules(load_toml("screening/rules.toml"))
        screening = ScreeningService(store, clock, ids, rules, load_catalogue(words))
        screening.submit(FITS_NOBODY, "full")
        LessonService(store, clock, ids).in_words(stature_cm=170)


@pytest.fixture(scope="module")
def resident(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that is lived in: the questions are answered, so that what lies behind them can be reached."""
    folder = tmp_path_factory.mktemp("lived-in")
    move_in(folder)
    with house(folder) as running:
        yield running


@pytest.fixture(scope="module")
def cookie(resident: House) -> str:
    return resident.cookie()


@pytest.fixture(autouse=True)
def no_fault_of_ours(resident: House) -> Any:
    """Whatever was sent, the resident lives and has written down no mistake of its own."""
    yield
    assert resident.process.poll() is None
    faults = resident.data_dir / "faults.log"
    assert not faults.exists(), faults.read_text(encoding="utf-8")


def calm(answer: Answer) -> None:
    assert 200 <= answer.status < 500, answer.head + answer.text
    assert "Traceback" not in answer.text
    assert "set-cookie" not in answer.head.lower()


def test_there_is_something_to_fuzz() -> None:
    assert len(GETS) > 8 and len(POSTS) > 6
    assert {"pain", "discomfort"} <= set(NAMES)


@MANY
@given(
    address=addresses(GETS),
    sent=st.sampled_from(["GET", "HEAD"]),
    accept=st.sampled_from(["text/html", "*/*"]),
)
def test_reading_changes_nothing(resident: House, cookie: str, address: str, sent: str, accept: str) -> None:
    before = resident.records()
    calm(resident.get(address, cookie=cookie, method=sent, headers=f"Accept: {accept}\r\n"))
    assert resident.records() == before


@MANY
@given(address=addresses(POSTS), body=bodies)
def test_whatever_is_posted_is_answered_calmly(
    resident: House, cookie: str, address: str, body: tuple[str, bytes]
) -> None:
    kind, raw = body
    calm(resident.post(address, raw, cookie=cookie, kind=kind))


WITHOUT_RIGHT: Mapping[str, str] = {
    "no key": "Origin: {base}\r\n",
    "a wrong key": "Origin: {base}\r\nCookie: unslump_{port}=0123456789abcdef0123456789abcdef\r\n",
    "another page": "Origin: http://evil.example\r\nCookie: {cookie}\r\n",
    "no page at all": "Cookie: {cookie}\r\n",
    "another local server": "Origin: {base}\r\nSec-Fetch-Site: same-site\r\nCookie: {cookie}\r\n",
}


@MANY
@given(address=addresses(POSTS), body=bodies, who=st.sampled_from(sorted(WITHOUT_RIGHT)))
def test_without_the_right_nothing_changes(
    resident: House, cookie: str, address: str, body: tuple[str, bytes], who: str
) -> None:
    kind, raw = body
    lines = WITHOUT_RIGHT[who].format(base=resident.base, port=resident.port, cookie=cookie)
    lines += f"Content-Type: {kind}\r\nContent-Length: {len(raw)}\r\n"
    head = f"POST {address} HTTP/1.1\r\nHost: {resident.host}\r\n{lines}\r\n"
    before = resident.records()
    answer = resident.speak(head.encode("latin-1") + raw)
    assert answer.status in (400, 403), answer.head
    assert resident.records() == before


@MANY
@given(
    raw=st.one_of(
        st.binary(max_size=300), st.text(alphabet="GETPOST /HTP1.\r\n:ahost0", max_size=200).map(str.encode)
    )
)
def test_any_bytes_on_the_line_are_survived(resident: House, raw: bytes) -> None:
    before = resident.records()
    assert resident.speak(raw, then_end=True).status < 500
    assert resident.records() == before


EVENTS = st.sampled_from([*(event.value for event in Event), "x"])
QUICK = "new=none&today=none&pain=0&discomfort=3&awake=300&sitting=10&level=0"
"""The short questions before a session, answered by someone whom nothing hinders."""

steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), EVENTS),
        st.tuples(st.just("get"), st.sampled_from(GETS)),
        st.tuples(st.just("post"), st.sampled_from(POSTS)),
        st.tuples(st.just("begin"), st.sampled_from(["sit", "stand"])),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=steps, form=forms)
def test_a_session_in_any_order_stays_calm(
    resident: House, cookie: str, steps: list[tuple[str, str]], form: list[tuple[str, str]]
) -> None:
    """Begin, say and leave in every order, with pages and forms in between that do not fit the moment."""
    sent = urlencode(form, errors="replace").encode()
    for kind, what in steps:
        if kind == "say":
            body = json.dumps({"session": running_session(resident, cookie), "event": what}).encode()
            calm(resident.post("/session/say", body, cookie=cookie, kind="application/json"))
        elif kind == "get":
            calm(resident.get(what, cookie=cookie, headers="Accept: text/html\r\n"))
        elif kind == "begin":
            calm(resident.post("/stretch", f"{QUICK}&variant={what}".encode(), cookie=cookie))
        else:
            calm(resident.post(what, sent, cookie=cookie))


def running_session(house: House, cookie: str) -> str | None:
    plan = house.get("/session/plan.json", cookie=cookie)
    return str(json.loads(plan.body)["session"]) if plan.status == 200 else None


def test_a_session_can_be_begun_here(tmp_path: Path) -> None:
    """The control of the one above: in such a house a session begins, runs, and ends when it is stopped."""
    move_in(tmp_path)
    with house(tmp_path) as resident:
        begin_and_stop(resident, resident.cookie())


def begin_and_stop(resident: House, cookie: str) -> None:
    resident.post("/stretch", f"{QUICK}&variant=sit".encode(), cookie=cookie)
    session = running_session(resident, cookie)
    assert session is not None
    for event in ("begin", "stop"):
        said = json.dumps({"session": session, "event": event}).encode()
        answer = resident.post("/session/say", said, cookie=cookie, kind="application/json")
        assert answer.status == 200, answer.text
    assert json.loads(answer.body)["over"] is True


def test_the_right_makes_the_difference(resident: House, cookie: str) -> None:
    """The control: the same kind of request with the right does change the records."""
    before = resident.records()
    answer = resident.post("/lesson/words", b"stature_cm=170", cookie=cookie)
    assert answer.status in (200, 303), answer.head + answer.text
    assert resident.records() != before
