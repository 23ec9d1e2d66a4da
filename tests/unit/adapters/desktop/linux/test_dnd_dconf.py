"""Do-not-disturb in dconf's file, and in files that are none."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.adapters.content import load_words
from unslump.adapters.desktop.linux.dnd_dconf import KEYS, DconfDnd, boolean_in, databases
from unslump.ports import Sensed

WORDS = load_words()
GNOME = KEYS[0]
SHOW_BANNERS_FALSE = b64decode(
    "R1ZhcmlhbnQAAAAAAAAAABgAAADIAAAAAAAAKAYAAAAAAAAAAAAAAAIAAAAEAAAABQAAAAYAAABLUJALAgAAAMgAAAAEAEwA"
    "zAAAANAAAADZgrUcBQAAANAAAAAMAHYA4AAAAOMAAADUtQIA/////+MAAAABAEwA5AAAAOgAAACwtyQwAAAAAOgAAAAGAEwA"
    "8AAAAPQAAAC5iP3aAwAAAPQAAAAIAEwA/AAAAAABAADCHYyFBAAAAAABAAAOAEwAEAEAABQBAABvcmcvAwAAAHNob3ctYmFu"
    "bmVycwAAAAAAAGIvAAAAAGdub21lLwAABAAAAGRlc2t0b3AvBQAAAG5vdGlmaWNhdGlvbnMvAAABAAAA"
)
"""Written by dconf 0.40: one key, GNOME's, is set, and set to false."""


def test_what_dconf_wrote_is_read() -> None:
    assert boolean_in(SHOW_BANNERS_FALSE, GNOME.path) is False


@pytest.mark.parametrize("path", [key.path for key in KEYS[1:]] + ["/org/gnome/desktop/notifications/", "/"])
def test_what_is_not_in_it_is_not_found(path: str) -> None:
    assert boolean_in(SHOW_BANNERS_FALSE, path) is None


def test_an_empty_database_holds_nothing() -> None:
    assert boolean_in(b"", GNOME.path) is None


@given(st.lists(st.tuples(st.integers(0, len(SHOW_BANNERS_FALSE) - 1), st.integers(0, 255)), max_size=12))
def test_a_broken_database_is_read_or_refused_and_never_hangs(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SHOW_BANNERS_FALSE)
    for at, byte in changes:
        data[at] = byte
    try:
        assert boolean_in(bytes(data), GNOME.path) in (None, True, False)
    except ValueError:
        return


@given(st.integers(0, len(SHOW_BANNERS_FALSE) - 1))
def test_a_database_that_was_cut_says_nothing_wrong(length: int) -> None:
    try:
        assert boolean_in(SHOW_BANNERS_FALSE[:length], GNOME.path) in (None, False)
    except ValueError:
        return


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "dconf").mkdir()
    return tmp_path


def sense(home: Path) -> DconfDnd:
    return DconfDnd(GNOME, {"XDG_CONFIG_HOME": str(home)}, etc=str(home / "etc"))


def test_a_person_who_never_set_anything_may_be_disturbed(home: Path) -> None:
    assert sense(home).read() == Sensed(False)


def test_a_change_is_seen_at_the_next_read(home: Path) -> None:
    gnome = sense(home)
    assert gnome.read() == Sensed(False)
    (home / "dconf" / "user").write_bytes(SHOW_BANNERS_FALSE)
    assert gnome.read() == Sensed(True)
    (home / "dconf" / "user").unlink()
    assert gnome.read() == Sensed(False)


def test_a_file_that_is_no_database_is_named(home: Path) -> None:
    gnome = sense(home)
    (home / "dconf" / "user").write_text("[org/gnome]")
    seen = gnome.read()
    assert seen.value is None and seen.why is not None
    assert str(home / "dconf" / "user") in WORDS(seen.why.key, **seen.why.values)
    (home / "dconf" / "user").write_bytes(SHOW_BANNERS_FALSE)
    assert gnome.read() == Sensed(True)


def test_without_a_home_it_says_so() -> None:
    seen = DconfDnd(GNOME, {}).read()
    assert seen.value is None and seen.why is not None
    assert "not known" in WORDS(seen.why.key, **seen.why.values)


def test_a_site_s_database_counts_where_the_person_set_nothing(home: Path) -> None:
    profile = home / "etc" / "dconf" / "profile"
    profile.mkdir(parents=True)
    (profile / "user").write_text("user-db:user\n# the office\nsystem-db:site\nservice-db:keyfile\n")
    (home / "etc" / "dconf" / "db").mkdir()
    (home / "etc" / "dconf" / "db" / "site").write_bytes(SHOW_BANNERS_FALSE)
    assert sense(home).read() == Sensed(True)


def test_the_profile_says_where_to_look(tmp_path: Path) -> None:
    mine = tmp_path / "profile"
    mine.write_text("user-db:other\nfile-db:/srv/settings\n")
    env = {"HOME": "/home/me", "DCONF_PROFILE": str(mine)}
    assert databases(env, "/etc") == (Path("/home/me/.config/dconf/other"), Path("/srv/settings"))
    assert databases({"HOME": "/home/me"}, str(tmp_path)) == (Path("/home/me/.config/dconf/user"),)
