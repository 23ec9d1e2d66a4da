"""Somebody who looks at a page's pictures, without a camera, a process or a network."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unslump.core.errors import Missing

SRC = Path(__file__).resolve().parents[1] / "src"


def python(script: str) -> list[str]:
    """Return the command of a process that runs a script with Unslump at hand, installed or not."""
    return [sys.executable, "-c", f"import sys\nsys.path.insert(0, {str(SRC)!r})\n{script}"]


LOOKED = {"follows": True, "advice": "", "help": "", "hint": "Long, easy back.", "enough": False}


class FakeWatcher:
    """Somebody who looks: keeps what was asked, answers as told."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.pictures: list[bytes] = []
        self.looked: Mapping[str, Any] = LOOKED
        self.read: Mapping[str, Any] = {"document": {"file": "here"}}
        self.is_gone, self.is_closed = False, False
        self.may_look, self.may_read = asyncio.Event(), asyncio.Event()
        self.may_look.set()
        self.may_read.set()

    async def ask(self, asked: Mapping[str, Any], picture: bytes = b"") -> Mapping[str, Any]:
        if self.is_gone:
            raise Missing("watch.gone")
        self.asked.append(dict(asked))
        if asked["do"] == "look":
            self.pictures.append(picture)
            await self.may_look.wait()
            return self.looked
        if asked["do"] == "read":
            await self.may_read.wait()
        return self.read if asked["do"] == "read" else {}

    async def close(self) -> None:
        self.is_closed = True

    def did(self) -> list[str]:
        return [each["do"] for each in self.asked]


class FakeCoach:
    """The way to it; ``missing`` is what is not set up."""

    def __init__(self) -> None:
        self.watcher, self.missing, self.asked, self.started = FakeWatcher(), "", 0, 0
        self.may_start = asyncio.Event()
        self.may_start.set()

    def trouble(self) -> Missing | None:
        return Missing(self.missing) if self.missing else None

    async def start(self) -> FakeWatcher:
        if self.missing:
            raise Missing(self.missing)
        self.asked += 1
        await self.may_start.wait()
        self.started += 1
        return self.watcher
