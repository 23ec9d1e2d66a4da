"""A compositor that offers what it is told to, made with pywayland's server side: real bytes, a real socket.

It has no screen and no input: a test says when a seat becomes idle, and when somebody is back. It runs in a
process of its own (this file is also its program), so that it can hang and be killed.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAME = "wayland-test"
ASKS = {1: "idle", 2: "input"}
"""Opcodes of the notifier's requests for a notification."""


class FakeCompositor:
    """One compositor in a process of its own.

    Attributes
    ----------
    env : dict
        Environment of a program that shall find it.
    """

    def __init__(self, folder: Path, *, notifier: int, seats: int) -> None:
        from desktops import Running

        self._argv = [sys.executable, __file__, str(notifier), str(seats)]
        self._folder = folder
        self.env = {"WAYLAND_DISPLAY": NAME, "XDG_RUNTIME_DIR": str(folder), "XDG_SESSION_TYPE": "wayland"}
        self._running = Running
        self.start()

    def start(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": None, "text": True}
        for left in self._folder.glob(f"{NAME}*"):
            left.unlink()
        self.program = self._running(*self._argv, env={**os.environ, **self.env}, **pipes)
        assert self._said() == "ready"

    def _said(self) -> str:
        out = self.program.process.stdout
        assert out is not None
        return out.readline().strip()

    def tell(self, *words: object) -> str:
        """Let it do something and say how it went."""
        into = self.program.process.stdin
        assert into is not None
        into.write(" ".join(map(str, words)) + "\n")
        into.flush()
        return self._said()

    def idled(self, seat: int = 0) -> None:
        assert self.tell("idled", seat) == "done"

    def resumed(self, seat: int = 0) -> None:
        assert self.tell("resumed", seat) == "done"

    def asked(self) -> list[str]:
        """What was asked for: "input 1000" (input only), "idle 1000" (that respects inhibitors)."""
        return [each for each in self.tell("asked").split(";") if each]

    def freeze(self) -> None:
        self.program.freeze()

    def thaw(self) -> None:
        self.program.thaw()

    def stop(self) -> None:
        self.program.end()
        for pipe in (self.program.process.stdin, self.program.process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def compositor(*, notifier: int = 2, seats: int = 1) -> Iterator[FakeCompositor]:
    """Run a compositor with this version of the idle notifier (0: none)."""
    import pytest

    if importlib.util.find_spec("pywayland") is None:
        reason = "no pywayland (a development dependency)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="unslump-wl-") as folder:
        made = FakeCompositor(Path(folder), notifier=notifier, seats=seats)
        try:
            yield made
        finally:
            made.stop()


class Program:
    """The compositor itself."""

    def __init__(self, notifier: int, seats: int) -> None:
        from pywayland import ffi, lib
        from pywayland.protocol.ext_idle_notify_v1 import ExtIdleNotificationV1, ExtIdleNotifierV1
        from pywayland.protocol.wayland import WlCompositor, WlSeat
        from pywayland.server import Display

        self._ffi, self._lib, self._seat, self._notification = ffi, lib, WlSeat, ExtIdleNotificationV1
        ffi.def_extern(name="dispatcher_func")(self._requested)
        self._display = Display()
        self._display.add_socket(NAME)
        self._kept: list[Any] = []
        self._asked: list[str] = []
        self._notifiers: dict[int, Any] = {}
        self._notifications: list[Any] = []
        self._offer(WlCompositor.global_class(self._display))
        self._seats = [self._offer(WlSeat.global_class(self._display)) for _ in range(seats)]
        if notifier:
            offered = self._offer(ExtIdleNotifierV1.global_class(self._display, notifier))
            offered.bind_func = self._bound

    def _offer(self, offered: Any) -> Any:
        """Offer something, and keep what clients make of it alive: C code points to it."""
        offered.bind_func = self._kept.append
        self._kept.append(offered)
        return offered

    def _bound(self, resource: Any) -> None:
        """Somebody wants the notifier: note what they ask of it."""
        self._kept.append(resource)
        self._notifiers[self._address(resource._ptr)] = resource

    def _address(self, pointer: Any) -> int:
        return int(self._ffi.cast("uintptr_t", pointer))

    def _requested(self, _data: Any, target: Any, opcode: int, _message: Any, args: Any) -> int:
        """Take a request, instead of pywayland: 0.4.19 looks for the object in the wrong argument."""
        notifier = self._notifiers.get(self._address(target))
        if notifier is not None and opcode in ASKS:
            client = self._lib.wl_resource_get_client(notifier._ptr)
            self._notifications.append(self._notification.resource_class(client, notifier.version, args[0].n))
            self._asked.append(f"{ASKS[opcode]} {args[1].u}")
        return 0

    def _do(self, what: str, *words: str) -> str:
        if what in ("idled", "resumed"):
            getattr(self._notifications[int(words[0])], what)()
        elif what == "add-seat":
            self._seats.append(self._offer(self._seat.global_class(self._display)))
        elif what == "remove-seat":
            self._lib.wl_global_destroy(self._seats.pop()._ptr)
        elif what == "object":
            self._notifications[0]._post_error(7, "not like this")
        elif what == "asked":
            return ";".join(self._asked)
        return "done"

    def run(self) -> None:
        def told(_fd: int, _mask: int, _data: Any) -> int:
            line = os.read(0, 4096)
            if not line:
                os._exit(0)
            for each in line.decode().splitlines():
                print(self._do(*each.split()), flush=True)
            return 1

        loop = self._display.get_event_loop()
        loop.add_fd(0, told, loop.FdMask.WL_EVENT_READABLE, None)
        print("ready", flush=True)
        while True:
            self._display.flush_clients()
            loop.dispatch(-1)


if __name__ == "__main__":
    Program(int(sys.argv[1]), int(sys.argv[2])).run()
