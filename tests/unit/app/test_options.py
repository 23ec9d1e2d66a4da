"""The options that every command takes, wherever they stand."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from saying import refused
from unslump.app.options import Options, take
from unslump.app.resident import chosen_folder, clock_speed
from unslump.core.errors import BadInput


def test_they_may_stand_anywhere() -> None:
    asked = (["--testing"], ["--data-dir", "here"], ["timeline", "D01"])
    expected = (Options(data_dir="here", testing=True), ["timeline", "D01"])
    for order in permutations(asked):
        assert take([word for part in order for word in part]) == expected
    assert take(["timeline", "--data-dir=here", "D01", "--testing"]) == expected


def test_what_belongs_to_a_command_is_left_to_it() -> None:
    assert take(["export", "--json", "-h", "--", "--testing"]) == (
        Options(),
        ["export", "--json", "-h", "--", "--testing"],
    )
    assert take([]) == (Options(), [])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["--data-dir"], "Expected DIR after --data-dir"),
        (["--data-dir="], "found an empty value"),
        (["--data-dir", "--testing"], "found nothing"),
        (["--testing=yes"], "is a switch"),
        (["--port", "80"], "from 1024 to 65535 after --port, found '80'"),
        (["--port", "65536"], "found '65536'"),
        (["--port", "٨٧٥٧"], "found '٨٧٥٧'"),
        (["--port", "-1"], "found '-1'"),
        (["--port=8757x"], "found '8757x'"),
        (["--port", "9" * 5000], "a whole number"),
    ],
)
def test_a_slip_is_named(line: list[str], says: str) -> None:
    with refused(BadInput, match=says):
        take(line)


def test_only_a_testing_run_bends_time() -> None:
    fast = {"UNSLUMP_TEST_SPEED": "60"}
    assert clock_speed(Options(testing=True), fast) == 60.0
    assert clock_speed(Options(), fast) == 1.0
    assert clock_speed(Options(testing=True), {}) == 1.0
    for wrong in ("0", "-5", "fast", "nan", "inf", "1001"):
        with refused(BadInput, match="UNSLUMP_TEST_SPEED"):
            clock_speed(Options(testing=True), {"UNSLUMP_TEST_SPEED": wrong})


def test_a_testing_run_keeps_away_from_a_persons_records(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("UNSLUMP_DATA_DIR", "/somewhere/precious")
    folder = chosen_folder(Options(testing=True))
    assert folder is not None and Path(folder).parent == tmp_path
    assert chosen_folder(Options(testing=True, data_dir="mine")) == "mine"
    assert chosen_folder(Options()) is None
