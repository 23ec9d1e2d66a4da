"""The name of this run of the computer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from unslump.adapters.boot import boot_id


@pytest.mark.skipif(sys.platform != "linux", reason="reads a file that only Linux has")
def test_it_stays_the_same_while_the_computer_runs() -> None:
    assert boot_id() and boot_id() == boot_id()


def test_two_runs_have_two_names(tmp_path: Path) -> None:
    file = tmp_path / "boot_id"
    names = []
    for text in ("6f2c\n", "91ab\n"):
        file.write_text(text)
        names.append(boot_id("linux", file=file))
    assert names == ["6f2c", "91ab"]


@pytest.mark.parametrize("text", ["", "\n", "\xe9"])
def test_a_name_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "boot_id"
    file.write_bytes(text.encode("latin-1"))
    assert boot_id("linux", file=file) is None
    assert boot_id("linux", file=tmp_path / "missing") is None


def test_a_system_without_one_says_so() -> None:
    assert boot_id("win32") is None
    if sys.platform != "darwin":
        assert boot_id("darwin") is None  # its name is not known to this C library
