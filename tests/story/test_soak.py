"""Some busy hours in small: nothing the resident opens is left open, whatever is done to it and taken away.

A whole day, and how fast memory grows where it does, is ``python -m benchmarks soak``.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import pytest

from desktops import until
from soaking import Soak, soak

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="what is held open is read from Linux's /proc"
)

SPEED = 60.0
SHORT = 1 / 60
"""An hour takes a minute of the clock, a few seconds of the world."""
WARM_HOURS, HOURS = 2, 6
"""The web stack is loaded in the first; everything has been taken away once in both."""
MOST_MIB = 3.0
"""So much more of its own data is no growth yet. Chosen: it was under half of one; a page kept is many."""
SETTINGS = """
nudge_after_s = 60
break_after_s = 120
ceiling_s = 900
postpone_s = 60
prelude_max_s = 60
"""


def held(soaked: Soak) -> list[str]:
    """What it holds open, to be read when a test fails."""
    folder, found = Path(f"/proc/{soaked.process.pid}/fd"), []
    for handle in folder.iterdir():
        with suppress(FileNotFoundError):  # closed in between
            found.append(str(handle.readlink()))
    return sorted(found)


def test_after_busy_hours_no_more_is_open_and_nothing_has_swollen(tmp_path: Path) -> None:
    with soak(tmp_path, speed=SPEED, share=SHORT, settings=SETTINGS) as soaked:
        for number in range(WARM_HOURS):
            soaked.hour(number, all_goes=True)
        before, open_before = soaked.look(), held(soaked)
        for number in range(HOURS):
            soaked.hour(number, all_goes=True)
        try:
            until(lambda: soaked.look().files <= before.files and soaked.look().threads <= before.threads)
        except AssertionError:
            pytest.fail(f"It held {open_before} before, and {held(soaked)} after {soaked.look()}.")
        assert soaked.look().data_mib <= before.data_mib + MOST_MIB
        assert {"offered", "postponed", "paused", "resumed"} <= soaked.happened().keys()
        assert soaked.end() == 0
