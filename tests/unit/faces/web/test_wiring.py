"""What the pages are given, from what the resident holds."""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

from saying import WORDS
from unslump.adapters.settings_file import SettingsFile
from unslump.adapters.store.memory import MemoryStore
from unslump.app.keyring import Keyring
from unslump.app.resident import Household
from unslump.app.settings_service import SettingsService
from unslump.app.watched_session import Found
from unslump.core.errors import Missing
from unslump.faces.web.main import wire
from unslump.testing.clock import FakeClock


def household(folder: Path) -> Household:
    ids, secrets = (f"id-{n}" for n in count()), (f"secret-{n}" for n in count())
    return Household(
        data_dir=folder,
        models_dir=folder / "models",
        words=WORDS,
        keyring=Keyring(make_secret=secrets.__next__, now_s=time.monotonic),
        clock=FakeClock(),
        ids=ids.__next__,
        store=MemoryStore(),
        settings=SettingsService(SettingsFile(folder)),
    )


def test_what_was_seen_and_what_is_laid_out_are_forgotten_with_everything_else(tmp_path: Path) -> None:
    held = household(tmp_path)
    deps = wire(held, lambda models: ["nobody", str(models)])
    deps.seen.put("a session", Found("told", {"file": "here"}))
    deps.sessions.plan = object()  # type: ignore[assignment]
    held.forgetting()
    assert deps.seen.of("a session") is None and deps.sessions.plan is None


def test_the_camera_says_what_is_missing_without_starting_anything(tmp_path: Path) -> None:
    deps = wire(household(tmp_path), lambda models: ["/nowhere", str(models)])
    assert deps.camera is not None
    trouble = deps.camera.trouble()
    assert isinstance(trouble, Missing) and "models" in trouble.said(WORDS)
