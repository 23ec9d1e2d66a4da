"""What can be said about a full screen without a display."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from unslump.adapters.content import load_words
from unslump.adapters.desktop.linux.fullscreen_x11 import X11Fullscreen
from unslump.adapters.desktop.linux.x11_window import COOKIE, Display, read_cookie

WORDS = load_words()
HERE = os.uname().nodename.encode()


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "no display"),
        ({"DISPLAY": "nonsense"}, "no display"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "Wayland"),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, "Wayland"),
        ({"DISPLAY": ":998"}, "does not answer"),
    ],
)
def test_it_says_why_it_cannot_tell(env: dict[str, str], said: str) -> None:
    seen = X11Fullscreen(env).read()
    assert seen.value is None and seen.why is not None
    assert said in WORDS(seen.why.key, **seen.why.values)


@pytest.mark.parametrize(
    ("name", "display"),
    [
        (":0", Display("", 0)),
        (":1.0", Display("", 1)),
        ("unix:7", Display("", 7)),
        ("localhost:10.0", Display("localhost", 10)),
        ("", None),
        ("host:", None),
        ("7", None),
    ],
)
def test_a_display_is_known_by_its_name(name: str, display: Display | None) -> None:
    assert Display.named(name) == display


def entry(address: bytes, number: bytes, kind: bytes, secret: bytes) -> bytes:
    parts = (address, number, kind, secret)
    return struct.pack(">H", 256) + b"".join(struct.pack(">H", len(part)) + part for part in parts)


ROWS = {
    "another display": entry(HERE, b"1", COOKIE, b"one"),
    "another kind": entry(HERE, b"0", b"XDM-AUTHORIZATION-1", b"two"),
    "another computer": entry(b"elsewhere", b"0", COOKIE, b"three"),
    "ours": entry(HERE, b"0", COOKIE, b"four"),
    "any display": entry(b"", b"", COOKIE, b"five"),
}


@pytest.mark.parametrize(
    ("rows", "secret"),
    [
        (tuple(ROWS), b"four"),
        (("another display", "another kind", "any display"), b"five"),
        (("another computer",), b"three"),  # the computer was renamed since it logged in
        (("another display", "another kind"), b""),
        ((), b""),
    ],
)
def test_the_secret_of_our_display_is_found(tmp_path: Path, rows: tuple[str, ...], secret: bytes) -> None:
    file = tmp_path / "authority"
    file.write_bytes(b"".join(ROWS[row] for row in rows))
    assert read_cookie({"XAUTHORITY": str(file)}, Display("", 0)) == secret


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_a_broken_file_of_secrets_is_none(tmp_path: Path, cut: int) -> None:
    (tmp_path / ".Xauthority").write_bytes(ROWS["ours"][:-cut] if cut < 30 else b"\xff" * 30)
    assert read_cookie({"HOME": str(tmp_path)}, Display("", 0)) in (b"", ROWS["ours"][-4:-cut])
