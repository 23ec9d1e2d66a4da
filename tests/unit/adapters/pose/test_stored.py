"""Frames in a file: written as a whole or not at all, and believed only after a look."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saying import refused
from standing import frames, with_spines
from unslump.adapters.pose import stored
from unslump.adapters.pose.stored import FIELDS, VERSION, open_stored, save
from unslump.core.errors import BadInput, UnslumpError
from unslump.core.motion.frames import JOINTS, PoseFrame

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "frames.npz"
    save(path, frames(), {"source": "drawn"})
    return path


def changed(path: Path, change: Change, **about: object) -> Path:
    """Write a file anew as numpy alone would, with something else in it."""
    with np.load(path) as arrays:
        everything = dict(arrays)
    document = json.loads(everything["about"].tobytes()) | about
    everything["about"] = np.frombuffer(json.dumps(document).encode(), np.uint8)
    change(everything)
    np.savez(path, **everything)
    return path


def test_every_array_opens_in_numpy_alone_and_none_is_a_picture(path: Path) -> None:
    with np.load(path, allow_pickle=False) as arrays:
        assert set(arrays) == {"about", *FIELDS}
        assert all(arrays[name].ndim <= 3 and arrays[name].shape[1:] == FIELDS[name][1] for name in FIELDS)
        assert sum(arrays[name].nbytes for name in FIELDS) < 20_000
        assert arrays["t_s"].dtype == np.float64


def version_of(path: Path) -> int:
    with np.load(path) as arrays:
        return int(json.loads(arrays["about"].tobytes())["unslump_frames"])


def test_a_file_without_spine_points_stays_one_that_older_programs_read(path: Path) -> None:
    assert version_of(path) == 2 and all(frame.spine_px is None for frame in open_stored(path))


def test_one_with_them_says_so(tmp_path: Path) -> None:
    mixed = [*frames()[:5], *with_spines()[5:]]
    save(tmp_path / "spines.npz", mixed, {})
    assert version_of(tmp_path / "spines.npz") == VERSION == 3
    found = [frame.spine_px for frame in open_stored(tmp_path / "spines.npz")]
    assert all(points is not None for points in found)
    assert np.isnan(np.array(found[:5])).all() and np.isfinite(np.array(found[5:])).any()


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.pop("spine_px"),
        lambda a: a.update(spine_px=a["spine_px"][:-1]),
        lambda a: a.update(spine_px=a["spine_px"] + np.float32(np.inf)),
        lambda a: a.update(spine_confidence=a["spine_confidence"] * np.float32(np.nan)),
        lambda a: a.update(spine_confidence=a["spine_confidence"] + np.float32(2)),
        lambda a: a.update(spine_confidence=a["spine_confidence"][:, :-1]),
    ],
)
def test_spine_points_that_do_not_belong(change: Change, tmp_path: Path) -> None:
    save(tmp_path / "spines.npz", with_spines(), {})
    with refused(BadInput, "damaged"):
        open_stored(changed(tmp_path / "spines.npz", change))


def test_times_are_kept_to_the_last_bit(path: Path) -> None:
    assert [frame.t_s for frame in open_stored(path)] == [frame.t_s for frame in frames()]


@given(st.lists(st.lists(st.integers(3, 9), max_size=3), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_stay_with_their_frames(tmp_path: Path, lines: list[list[int]]) -> None:
    random = np.random.default_rng(1)
    drawn = [
        PoseFrame(
            float(t_s),
            (640, 360),
            np.full((JOINTS, 2), np.nan),
            np.zeros(JOINTS),
            tuple(random.random((n, 2)).astype(np.float32).astype(float) for n in lengths),
        )
        for t_s, lengths in enumerate(lines)
    ]
    save(tmp_path / "lines.npz", drawn, {})
    for found, before in zip(open_stored(tmp_path / "lines.npz"), drawn, strict=True):
        assert [line.tolist() for line in found.edge_px] == [line.tolist() for line in before.edge_px]


def test_a_file_of_before_the_hands_opens_without_them(path: Path) -> None:
    def older(arrays: dict[str, Any]) -> None:
        arrays.update({name: arrays[name][:, :19] for name in ("joints_px", "confidence")})

    changed(path, older, unslump_frames=1, joints=stored.JOINT_NAMES[:19])
    for found, before in zip(open_stored(path), frames(), strict=True):
        np.testing.assert_array_equal(found.joints_px[:19], before.joints_px[:19])
        assert np.isnan(found.joints_px[19:]).all() and not found.confidence[19:].any()


@pytest.mark.parametrize(("form", "joints"), [(1, 23), (2, 19)])
def test_a_form_with_the_joints_of_another_is_damaged(path: Path, form: int, joints: int) -> None:
    with refused(BadInput, "damaged"):
        open_stored(changed(path, dict, unslump_frames=form, joints=stored.JOINT_NAMES[:joints]))


def test_saving_what_was_stored_changes_nothing(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.npz"
    save(again, open_stored(path), open_stored(path).recipe)
    with np.load(path) as one, np.load(again) as other:
        for name in one:
            np.testing.assert_array_equal(one[name], other[name])


def test_no_frames_are_frames_too(tmp_path: Path) -> None:
    save(tmp_path / "none.npz", [], {})
    assert list(open_stored(tmp_path / "none.npz")) == []


class TestWriting:
    def test_it_replaces_and_leaves_nothing_beside(self, path: Path) -> None:
        save(path, frames()[:3], {})
        assert len(open_stored(path)) == 3
        assert [each.name for each in path.parent.iterdir()] == [path.name]

    @pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights otherwise")
    def test_only_its_owner_may_read_it(self, path: Path) -> None:
        assert path.stat().st_mode & 0o077 == 0

    def test_when_it_fails_what_was_there_still_is(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        before = path.read_bytes()
        monkeypatch.setattr(np, "savez_compressed", full)
        with refused(BadInput, "cannot be written .No space left"):
            save(path, frames(), {})
        assert path.read_bytes() == before
        assert [each.name for each in path.parent.iterdir()] == [path.name]

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        for name in ("none/frames.npz", "a\0b.npz"):
            with refused(BadInput, "cannot be written"):
                save(tmp_path / name, frames(), {})

    def test_more_than_could_be_opened_again_is_not_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stored, "MOST_BYTES", 5 << 10)
        with refused(BadInput, "Expected stored frames of"):
            save(tmp_path / "long.npz", frames(), {})
        assert list(tmp_path.iterdir()) == []

    def test_a_recipe_is_plain_json(self, tmp_path: Path) -> None:
        for wrong in ({"a": float("nan")}, {"a": {1}}):
            with pytest.raises((ValueError, TypeError)):
                save(tmp_path / "x.npz", frames(), wrong)


class TestRefused:
    def test_no_such_file(self, tmp_path: Path) -> None:
        for name in ("none.npz", "a\0b.npz"):
            with refused(BadInput, "Expected a file at"):
                open_stored(tmp_path / name)

    @pytest.mark.parametrize("raw", [b"", b"PK", b"Dear diary", b"\x93NUMPY\x01\0"])
    def test_something_else(self, raw: bytes, tmp_path: Path) -> None:
        (tmp_path / "x.npz").write_bytes(raw)
        with refused(BadInput, "found something else"):
            open_stored(tmp_path / "x.npz")

    def test_a_folder_or_a_pipe(self, tmp_path: Path) -> None:
        with refused(BadInput, "found something else"):
            open_stored(tmp_path)
        if os.name == "posix":
            os.mkfifo(tmp_path / "pipe.npz")
            with refused(BadInput, "found something else"):
                open_stored(tmp_path / "pipe.npz")

    def test_arrays_of_somebody_else(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "x.npz", t_s=np.arange(3.0))
        np.savez(tmp_path / "y.npz", about=np.frombuffer(b'{"title": "mine"}', np.uint8))
        for name in ("x.npz", "y.npz"):
            with refused(BadInput, "found something else"):
                open_stored(tmp_path / name)

    def test_a_newer_version(self, path: Path) -> None:
        with refused(BadInput, rf"newer Unslump .form {VERSION + 1}; this one knows {VERSION}"):
            open_stored(changed(path, dict, unslump_frames=VERSION + 1))

    @pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
    def test_one_that_was_cut_short(self, part: float, path: Path) -> None:
        raw = path.read_bytes()
        path.write_bytes(raw[: int(len(raw) * part)])
        with refused(BadInput, "damaged or was cut short"):
            open_stored(path)

    @pytest.mark.parametrize(
        "change",
        [
            lambda a: a.pop("people"),
            lambda a: a.update(t_s=a["t_s"][::-1]),
            lambda a: a.update(t_s=a["t_s"] * np.nan),
            lambda a: a.update(t_s=a["t_s"].astype(np.float32)),
            lambda a: a.update(t_s=a["t_s"][:-1]),
            lambda a: a.update(size_px=a["size_px"] * 0),
            lambda a: a.update(size_px=a["size_px"].T),
            lambda a: a.update(joints_px=a["joints_px"][:, :-1]),
            lambda a: a.update(joints_px=a["joints_px"] + np.float32(np.inf)),
            lambda a: a.update(confidence=a["confidence"] * 2),
            lambda a: a.update(confidence=a["confidence"] * np.float32(np.nan)),
            lambda a: a.update(lines_per_frame=a["lines_per_frame"] - 1),
            lambda a: a.update(line_lengths=a["line_lengths"] + 1),
            lambda a: a.update(line_lengths=-a["line_lengths"]),
            lambda a: a.update(points_px=a["points_px"] * np.float32(np.nan)),
            lambda a: a.update(people=np.array([{"a": 1}] * len(a["t_s"]), dtype=object)),
            lambda a: a.update(people=a["people"].astype(">i4")),
        ],
    )
    def test_what_does_not_belong_together(self, change: Change, path: Path) -> None:
        with refused(BadInput, "damaged"):
            open_stored(changed(path, change))

    @pytest.mark.parametrize("about", [{"joints": []}, {"recipe": 3}, {"unslump_frames": 0}])
    def test_an_about_that_is_not_ours(self, about: dict[str, object], path: Path) -> None:
        with refused(BadInput, "damaged"):
            open_stored(changed(path, dict, **about))


class TestTooMuch:
    def packed(self, path: Path, name: str, raw: bytes, way: int = zipfile.ZIP_DEFLATED) -> Path:
        """Put one thing in the place of one of ours."""
        with zipfile.ZipFile(path) as packed:
            rest = {n: packed.read(n) for n in packed.namelist()}
        with zipfile.ZipFile(path, "w", way) as packed:
            for each, its in (rest | {name: raw}).items():
                packed.writestr(each, its)
        return path

    def test_a_small_file_that_unpacks_to_a_huge_one_is_not_unpacked(self, path: Path) -> None:
        self.packed(path, "extra.npy", b"\0" * (stored.MOST_BYTES + 1))
        assert path.stat().st_size < 2 << 20
        with refused(BadInput, "found more. Read a shorter video"):
            open_stored(path)

    def test_a_header_that_asks_for_more_than_is_there_gets_nothing(self, path: Path) -> None:
        file = io.BytesIO()
        np.lib.format.write_array_header_1_0(
            file, {"descr": "<f8", "fortran_order": False, "shape": (10**15,)}
        )
        with refused(BadInput, "damaged"):
            open_stored(self.packed(path, "t_s.npy", file.getvalue() + bytes(64)))

    def test_a_size_that_is_a_lie(self, path: Path) -> None:
        raw = bytearray(path.read_bytes())
        entry = raw.index(b"PK\x01\x02")
        raw[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
        path.write_bytes(raw)
        with pytest.raises(BadInput):
            open_stored(path)

    @pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_ways_of_packing_that_we_never_use(self, way: int, path: Path) -> None:
        with refused(BadInput, "found something else"):
            open_stored(self.packed(path, "about.npy", b"x", way))

    def test_nested_beyond_reason(self, path: Path) -> None:
        deep = np.frombuffer(b"[" * 200_000, np.uint8)
        with refused(BadInput, "damaged"):
            open_stored(self.packed(path, "about.npy", npy(deep)))


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4))
def test_a_damaged_file_opens_or_is_one_sentence(path: Path, damage: list[tuple[float, bytes]]) -> None:
    raw = bytearray(path.read_bytes())
    for where, what in damage:
        place = int(where * (len(raw) - 1))
        raw[place : place + len(what)] = what
    hurt = path.with_name("hurt.npz")
    hurt.write_bytes(raw)
    with suppress(UnslumpError):
        list(open_stored(hurt))
