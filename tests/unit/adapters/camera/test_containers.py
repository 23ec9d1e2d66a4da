"""What a file says of itself, by its own bytes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from films import FOLDER, film
from unslump.adapters.camera.containers import VIDEO, Contents, look

FILMS = sorted(path.name for path in FOLDER.iterdir())


def look_at(raw: bytes) -> Contents:
    return look(io.BytesIO(raw), len(raw))


@pytest.mark.parametrize("name", FILMS)
def test_a_whole_file_is_whole(name: str) -> None:
    contents = look_at(film(name).read_bytes())
    assert contents.kind in VIDEO
    assert not contents.cut and not contents.headless


@pytest.mark.parametrize("name", [name for name in FILMS if not name.endswith(".ts")])
def test_one_byte_less_is_cut(name: str) -> None:
    """A transport stream is the one kind that does not say where it ends."""
    contents = look_at(film(name).read_bytes()[:-1])
    assert contents.cut


def test_tracks_and_length_of_an_mp4() -> None:
    contents = look_at(film("steady.mp4").read_bytes())
    assert contents.tracks == (("vide", "avc1"),)
    assert contents.length_s == pytest.approx(4 / 3, abs=0.002)
    assert look_at(film("uneven.mov").read_bytes()).tracks == (("vide", "hvc1"),)
    assert look_at(film("locked.mp4").read_bytes()).tracks == (("vide", "encv"),)
    assert look_at(film("sound.m4a").read_bytes()).tracks == (("soun", "mp4a"),)


def test_tracks_of_a_matroska() -> None:
    assert look_at(film("av1.webm").read_bytes()).tracks == (("vide", "V_AV1"),)
    assert look_at(film("sound.mkv").read_bytes()).tracks == (("soun", "A_AAC"),)


def test_a_long_avi_in_several_parts_is_looked_at_to_its_end() -> None:
    part = b"RIFF" + (20).to_bytes(4, "little") + b"AVI " + bytes(16)
    more = b"RIFF" + (20).to_bytes(4, "little") + b"AVIX" + bytes(16)
    assert not look_at(part + more).cut
    assert look_at(part + more[:-1]).cut


def test_a_matroska_that_was_never_finished_does_not_say_where_it_ends() -> None:
    raw = bytearray(film("uneven.mkv").read_bytes())
    place = raw.index(b"\x18\x53\x80\x67") + 4
    raw[place : place + 8] = b"\x01" + b"\xff" * 7
    assert not look_at(bytes(raw[:2000])).cut


def test_large_boxes_have_large_lengths() -> None:
    head = b"\0\0\0\x10ftypisom\0\0\0\0"
    beyond = b"\0\0\0\1mdat" + (1 << 40).to_bytes(8, "big")
    assert look_at(head + beyond).cut
    to_the_end = b"\0\0\0\0mdat" + bytes(90)
    assert not look_at(head + to_the_end).cut


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(raw: bytes) -> None:
    assert look_at(raw).kind


@settings(max_examples=200)
@given(
    st.sampled_from(FILMS),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=9),
)
def test_a_damaged_file_has_an_answer(name: str, damage: list[tuple[float, bytes]]) -> None:
    raw = bytearray(film(name).read_bytes())
    for where, what in damage:
        place = int(where * len(raw))
        raw[place : place + len(what)] = what
    assert look_at(bytes(raw)).kind


def test_a_length_beyond_all_bounds_leads_nowhere() -> None:
    raw = bytearray(film("steady.mp4").read_bytes())
    for name in (b"trak", b"mdia", b"stsd"):
        place = raw.index(name) - 4
        raw[place : place + 4] = b"\0\0\0\1"
        raw[place + 8 : place + 16] = b"\xff" * 8
        assert look_at(bytes(raw)).kind == "mov"
