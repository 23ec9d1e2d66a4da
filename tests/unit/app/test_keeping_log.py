"""Erasing takes the log along, both of its files."""

from __future__ import annotations

from pathlib import Path

from unslump.adapters.faults import FaultsFile
from unslump.adapters.logbook import LogFile
from unslump.adapters.settings_file import SettingsFile
from unslump.adapters.store.memory import MemoryStore
from unslump.app.keeping_service import KeepingService
from unslump.app.settings_service import SettingsService
from unslump.testing.clock import FakeClock


def test_the_log_is_among_what_is_kept_and_goes_with_it(tmp_path: Path) -> None:
    clock = FakeClock()
    log = LogFile(tmp_path, lambda: clock.now().wall, most_bytes=100)
    settings = SettingsService(SettingsFile(tmp_path))
    keeping = KeepingService(MemoryStore(), clock, settings, FaultsFile(tmp_path), log)
    assert keeping.everything()["log"] == 0 and not keeping.erase()
    for _ in range(5):
        log.line("nudged", "half an hour of sitting")
    assert keeping.everything()["log"] == 1 and len(list(tmp_path.iterdir())) == 2
    gone = keeping.erase()
    assert gone and gone.log and (gone.rows, gone.settings, gone.faults) == (0, False, False)
    assert list(tmp_path.iterdir()) == []


def test_without_a_log_everything_else_goes(tmp_path: Path) -> None:
    keeping = KeepingService(
        MemoryStore(), FakeClock(), SettingsService(SettingsFile(tmp_path)), FaultsFile(tmp_path)
    )
    assert keeping.everything()["log"] == 0 and not keeping.erase().log
