"""A video file: its times, its way up, its size, and what is said of one that cannot be read."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from films import HEIGHT, PICTURES, STEADY, TURNS, UNEVEN, UNEVEN_FILMS, WIDTH, cut_short, film, number_of
from saying import WORDS, refused
from unslump.adapters.camera import decoding, video
from unslump.adapters.camera.video import VideoFile, open_video, shown
from unslump.core.errors import BadInput, Missing
from unslump.core.motion.frames import Picture

MATROSKA_S = 0.001
"""Matroska keeps milliseconds."""


def read(path: Path, **options: object) -> tuple[VideoFile, list[Picture]]:
    with open_video(path, **options) as opened:  # type: ignore[arg-type]
        return opened, list(opened)


class TestTimes:
    @pytest.mark.parametrize("name", UNEVEN_FILMS)
    def test_each_picture_has_the_time_it_was_given(self, name: str) -> None:
        """With pictures that refer ahead, ten bits, and a first time stamp that is not nought."""
        _, pictures = read(film(name))
        assert [number_of(each.rgb) for each in pictures] == list(range(PICTURES))
        np.testing.assert_allclose([each.t_s for each in pictures], UNEVEN, atol=MATROSKA_S)

    def test_what_an_editor_cut_off_is_not_shown(self) -> None:
        opened, pictures = read(film("trimmed.mp4"))
        numbers = [number_of(each.rgb) for each in pictures]
        assert numbers[0] > 0 and numbers == list(range(numbers[0], PICTURES))
        expected = np.array(UNEVEN[numbers[0] :]) - UNEVEN[numbers[0]]
        np.testing.assert_allclose([each.t_s for each in pictures], expected, atol=MATROSKA_S)
        assert opened.length_s == pytest.approx(expected[-1], abs=0.05)

    @pytest.mark.parametrize("at_most_fps", [3.0, 10.0, 15.5, 100.0])
    def test_thinning_changes_no_time_of_what_it_keeps(self, at_most_fps: float) -> None:
        _, pictures = read(film("uneven.mp4"), at_most_fps=at_most_fps)
        times = [each.t_s for each in pictures]
        of_their_numbers = [UNEVEN[number_of(each.rgb)] for each in pictures]
        np.testing.assert_allclose(times, of_their_numbers, atol=1e-4)
        assert np.diff(times).min() >= 1 / at_most_fps - 1e-4

    def test_thinning_to_about_half_takes_every_second_picture(self) -> None:
        _, pictures = read(film("steady.mp4"), at_most_fps=15.5)
        assert [number_of(each.rgb) for each in pictures] == list(range(0, PICTURES, 2))

    def test_times_that_begin_again_are_left_out_and_counted(self, tmp_path: Path) -> None:
        twice = tmp_path / "twice.ts"
        twice.write_bytes(film("uneven.ts").read_bytes() * 2)
        opened, pictures = read(twice)
        assert len(pictures) == PICTURES
        assert opened.recipe["frames_out_of_order"] == PICTURES
        assert [note.key for note in opened.notes] == ["video.note.out_of_order"]

    def test_times_that_stand_still_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lines = [a_video(8, 8), '{"t_s": 0}', "P" * 192, '{"end": {"seen": 9, "backwards": 8, "last_s": 0}}']
        play(monkeypatch, lines)
        with refused(BadInput, "8 of 9 stand still"):
            read(film("steady.mp4"))


class TestPicture:
    @pytest.mark.parametrize("name", TURNS)
    def test_a_phone_held_any_way_gives_the_same_picture(self, name: str) -> None:
        opened, turned = read(film(name))
        _, upright = read(film("steady.mp4"))
        assert opened.recipe["rotation_deg"] == TURNS[name]
        assert opened.size_px == (WIDTH, HEIGHT)
        for one, other in zip(turned, upright, strict=True):
            assert one.t_s == other.t_s
            assert np.abs(one.rgb.astype(int) - other.rgb).mean() < 3  # coded lying, so not to the last bit

    @pytest.mark.parametrize(("name", "size"), [("odd.webm", (129, 97)), ("portrait.mp4", (96, 160))])
    def test_any_size_is_delivered_as_it_is(self, name: str, size: tuple[int, int]) -> None:
        opened, pictures = read(film(name))
        assert opened.size_px == size == pictures[0].size_px

    @pytest.mark.parametrize(
        "name", ["steady.mp4", "ten-bit.mp4", "full-range.mp4", "jpegs.avi", "uneven.webm"]
    )
    def test_colours_are_red_green_blue_and_of_full_range(self, name: str) -> None:
        _, pictures = read(film(name))
        blue, dark, light = pictures[1].rgb[-6, 6], pictures[1].rgb[8, 24], pictures[1].rgb[8, 8]
        assert np.abs(blue.astype(int) - (40, 40, 220)).max() < 14
        assert np.abs(dark.astype(int) - 16).max() < 10 and np.abs(light.astype(int) - 235).max() < 10

    def test_pixels_that_are_not_square_are_made_so(self) -> None:
        opened, pictures = read(film("wide-pixels.mp4"))
        assert opened.size_px == (171, 96) == pictures[0].size_px
        assert opened.recipe["original_px"] == [128, 96]

    def test_large_pictures_are_scaled_down_and_small_ones_left(self) -> None:
        small, pictures = read(film("turned-90.mp4"), long_side_px=64)
        assert small.size_px == (64, 48) == pictures[0].size_px
        assert small.recipe["original_px"] == [128, 96] and small.recipe["delivered_px"] == [64, 48]
        assert read(film("steady.mp4"), long_side_px=1280)[0].size_px == (128, 96)
        assert read(film("steady.mp4"), long_side_px=None)[0].size_px == (128, 96)

    def test_scaling_down_averages(self) -> None:
        _, full = read(film("steady.mp4"))
        _, half = read(film("steady.mp4"), long_side_px=WIDTH // 2)
        averaged = full[5].rgb.reshape(HEIGHT // 2, 2, WIDTH // 2, 2, 3).mean(axis=(1, 3))
        assert np.abs(half[5].rgb - averaged).max() <= 1


class TestCutShort:
    @pytest.mark.parametrize("name", ["steady.mp4", "uneven.mkv", "uneven.webm", "jpegs.avi"])
    def test_what_is_whole_is_read_and_the_rest_noted(self, name: str, tmp_path: Path) -> None:
        opened, pictures = read(cut_short(name, 0.8, tmp_path))
        times = UNEVEN if name in UNEVEN_FILMS else STEADY
        assert 5 < len(pictures) < PICTURES
        of_their_numbers = [times[number_of(each.rgb)] for each in pictures]
        np.testing.assert_allclose([each.t_s for each in pictures], of_their_numbers, atol=MATROSKA_S)
        assert opened.recipe["broke_off_at_s"] == pictures[-1].t_s
        (note,) = opened.notes
        assert f"breaks off at {pictures[-1].t_s:.1f} s" in WORDS(note.key, **note.values)

    @pytest.mark.parametrize("name", ["steady.mp4", "fragments.mp4", "uneven.ts", "late.mkv", "ahead.avi"])
    def test_a_whole_file_is_not_called_broken(self, name: str) -> None:
        assert read(film(name))[0].recipe["broke_off_at_s"] is None

    def test_without_the_part_that_says_how_to_read_it_nothing_is_read(self, tmp_path: Path) -> None:
        with refused(BadInput, "ends before the part that says how to read it"):
            open_video(cut_short("head-last.mp4", 0.5, tmp_path))


class TestRefused:
    def test_no_such_file(self, tmp_path: Path) -> None:
        for name in ("none.mp4", "a\0b.mp4", "x/y.mp4"):
            with refused(BadInput, "Expected a file at .*, found none"):
                open_video(tmp_path / name)

    def test_a_folder(self, tmp_path: Path) -> None:
        with refused(BadInput, "found a folder"):
            open_video(tmp_path)

    @pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs rights that can be missing")
    def test_one_that_may_not_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.mp4"
        path.touch(mode=0o000)
        with refused(BadInput, "cannot be read"):
            open_video(path)

    @pytest.mark.skipif(os.name != "posix", reason="needs pipes with names")
    def test_what_would_keep_us_waiting_for_ever(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.mp4")
        for path in (tmp_path / "pipe.mp4", Path("/dev/zero")):
            before = time.monotonic()
            with refused(BadInput, "a device or a pipe"):
                open_video(path)
            assert time.monotonic() - before < 2

    @pytest.mark.parametrize(
        ("head", "says"),
        [
            (b"", "found an empty file"),
            (b"A diary, not a film.\n" * 50, "found something else"),
            (b"\0" * 5000, "found something else"),
            (b"\xff\xd8\xff\xe0" + b"\0" * 500, "found one still picture"),
            (b"\0\0\0\x18ftypheic" + b"\0" * 500, "found one still picture"),
            (b"RIFF\0\0\0\0WAVEfmt ", "found sound without pictures"),
            (
                b"\0\0\0\x14ftypmp42" + b"\0" * 8 + b"\0\0\0\x10moov" + b"\0" * 8,
                "damaged, or of an unusual kind",
            ),
            (
                b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm" + b"\7" * 999,
                "damaged, or of an unusual kind",
            ),
        ],
    )
    def test_what_is_no_video(self, head: bytes, says: str, tmp_path: Path) -> None:
        path = tmp_path / "film.mp4"
        path.write_bytes(head)
        with refused(BadInput, says):
            open_video(path)

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("sound.m4a", "sound without pictures"),
            ("sound.mkv", "sound without pictures"),
            ("locked.mp4", "are encrypted"),
            ("av1.webm", "are coded as AV1"),
        ],
    )
    def test_what_has_no_pictures_that_can_be_read(self, name: str, says: str) -> None:
        with refused(BadInput, says):
            open_video(film(name))

    def test_too_few_pictures(self) -> None:
        with refused(BadInput, "Expected 2 pictures or more .*, found 1"):
            read(film("one.mp4"))
        with refused(BadInput, "Expected 99 pictures or more .*, found 40"):
            read(film("steady.mp4"), at_least=99, at_most_fps=5)
        assert len(read(film("one.mp4"), at_least=1)[1]) == 1

    def test_without_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(video, "find_spec", lambda name: None)
        with refused(Missing, r"extra \[camera\]"):
            open_video(film("steady.mp4"))

    def test_pictures_that_are_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        play(monkeypatch, ['{"problem": "too_large", "original_px": [16384, 16384]}'])
        with refused(BadInput, "40 million pixels at most .*, found 16384 by 16384"):
            open_video(film("steady.mp4"))


class TestNames:
    @pytest.mark.parametrize(
        "name",
        ["a film.mp4", "Dehnübung 背中.mp4", "two\nlines.mp4", "-i.mp4", "concat:a|b.mp4", "%d.mp4", "'.mp4"],
    )
    def test_a_name_is_only_a_name(self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if os.name != "posix" and set(name) & set("\n:|'"):
            pytest.skip("not a name on this system")
        (tmp_path / name).write_bytes(film("steady.mp4").read_bytes())
        monkeypatch.chdir(tmp_path)
        assert len(read(Path(name))[1]) == PICTURES

    def test_a_name_stays_on_its_line(self) -> None:
        assert shown("a\nb\x1b[31m\udcff.mp4") == r"a\nb\x1b[31m\udcff.mp4"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[int]]]:
    """A port of this computer, and who came to it."""
    came: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        over = threading.Event()

        def wait() -> None:
            while not over.is_set():
                try:
                    server.accept()[0].close()
                    came.append(1)
                except TimeoutError:
                    continue

        waiting = threading.Thread(target=wait)
        waiting.start()
        yield server.getsockname()[1], came
        over.set()
        waiting.join()


DISGUISES = (
    b"",
    b"\x1aE\xdf\xa3webm\n",
    b"RIFF0000AVI LIST\n",
    (b"G" + b"\1" * 187) * 5 + b"\n",
    b"0000ftyp\n",
)
"""Beginnings of kinds that are read, which get a list as far as the decoder."""


class TestNetwork:
    @pytest.mark.parametrize(
        "address", ["http://127.0.0.1:{}/x.mp4", "tcp://127.0.0.1:{}", "rtsp://127.0.0.1:{}/"]
    )
    def test_an_address_is_a_name_of_no_file(self, address: str, listener: tuple[int, list[int]]) -> None:
        port, came = listener
        with refused(BadInput, "found none"):
            open_video(address.format(port))
        assert came == []

    @pytest.mark.parametrize(
        "text",
        [
            "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{}\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile {}\n",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
            '<?xml version="1.0"?><MPD><BaseURL>{}</BaseURL></MPD>',
        ],
    )
    @pytest.mark.parametrize("disguise", DISGUISES)
    def test_a_list_of_addresses_leads_nowhere(
        self, text: str, disguise: bytes, listener: tuple[int, list[int]], tmp_path: Path
    ) -> None:
        port, came = listener
        path = tmp_path / "film.mp4"
        raw = text.format(f"http://127.0.0.1:{port}/x.ts").encode()
        path.write_bytes(disguise + raw)
        with pytest.raises(BadInput):
            read(path)
        assert came == []


def a_video(width: int, height: int) -> str:
    """Return the first line of a decoder."""
    about = {"codec": "h264", "fps": 30, "frames": 9, "rotation_deg": 0, "pixel_aspect": 1}
    return json.dumps({"video": about | {"original_px": [width, height], "size_px": [width, height]}})


def play(monkeypatch: pytest.MonkeyPatch, lines: list[str], then: str = "") -> None:
    """Put a decoder in place that says these lines; "P..." is the bytes of a picture."""
    said = "".join(line if line.startswith("P") else line + "\n" for line in lines)
    script = f"import os, sys, time; sys.stdout.write({said!r}); sys.stdout.flush(); {then}"
    monkeypatch.setattr(video, "command", lambda wish: [sys.executable, "-c", script])


class TestDecoderThatFails:
    @pytest.mark.parametrize("then", ["os.abort()", "os._exit(3)", ""])
    def test_before_the_first_picture(self, then: str, monkeypatch: pytest.MonkeyPatch) -> None:
        play(monkeypatch, [], then)
        with refused(BadInput, "no picture of it can be read"):
            open_video(film("steady.mp4"))

    @pytest.mark.parametrize("more", [[], ['{"t_s": 0.7}'], ['{"t_s": 0.7}', "PPP"], ['P{"t_'], ["P" * 9000]])
    def test_in_the_middle_what_came_before_holds(
        self, more: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        play(monkeypatch, [a_video(8, 8), '{"t_s": 0}', "P" * 192, '{"t_s": 0.5}', "P" * 192, *more])
        with open_video(film("steady.mp4")) as opened:
            pictures = iter(opened)
            assert [next(pictures).t_s, next(pictures).t_s] == [0, 0.5]
            with refused(BadInput, r"came to a halt at 0\.5 s"):
                next(pictures)

    @pytest.mark.skipif(os.name != "posix", reason="reads the table of processes")
    def test_closing_ends_one_that_hangs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        play(monkeypatch, [a_video(8, 8)], "time.sleep(600)")
        opened = open_video(film("steady.mp4"))
        number = opened._process.pid
        opened.close()
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)

    def test_its_chatter_reaches_nobody(self, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        raw = bytearray(film("steady.mp4").read_bytes())
        raw[len(raw) // 2 : len(raw) // 2 + 60] = bytes(60)
        (tmp_path / "hole.mp4").write_bytes(raw)
        opened, pictures = read(tmp_path / "hole.mp4")
        assert pictures and opened.recipe["codec"] == "h264"
        assert capfd.readouterr() == ("", "")


def test_the_command_names_no_file() -> None:
    """Command lines can be seen by every user of a computer."""
    assert "steady" not in " ".join(decoding.command(decoding.Wish(15.5, 1280)))


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMPDIR", "TEMP", "TMP", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    read(film("steady.mp4"))
    assert list(tmp_path.iterdir()) == []


def test_the_recipe_is_plain_json_and_whole_at_the_end() -> None:
    opened, pictures = read(film("uneven.mkv"), at_most_fps=15.5)
    recipe = json.loads(json.dumps(opened.recipe))
    assert recipe["container"] == "matroska" and recipe["codec"] == "h264"
    assert (recipe["frames_seen"], recipe["frames_delivered"]) == (PICTURES, len(pictures))
    assert recipe["at_most_fps"] == 15.5 and recipe["frames_out_of_order"] == 0
