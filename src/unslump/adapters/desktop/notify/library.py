"""Notifications through the library desktop-notifier (Windows and macOS), from a thread of its own.

The library is asyncio: its loop runs in one thread that is started with the first notice. Whoever shows waits
for at most ``SENSE_WITHIN_S``; what takes longer goes on there and is ``unknown``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from importlib import import_module
from typing import Any

from ....core.words import Said, Words
from ....ports import SENSE_WITHIN_S, Answered, Button, Delivery, Notice

Load = Callable[[], Any]


def load_library() -> Any:
    """Import the library; raises ``ImportError`` where it is missing, and whatever its back end raises."""
    return import_module("desktop_notifier")


class Library:
    """``ports.Notifier``.

    Parameters
    ----------
    words : Words
    has_buttons : bool
        Whether this system tells us of a button that was used.
    load : callable
        Returns the module.
    """

    name = "desktop-notifier"

    def __init__(self, words: Words, *, has_buttons: bool, load: Load = load_library) -> None:
        self._words = words
        self._has_buttons = has_buttons
        self._load = load
        self._lock = threading.Lock()
        self._loop: Any = None
        self._module: Any = None
        self._notifier: Any = None
        self._stands: dict[str, Notice] = {}
        self._sent: set[str] = set()
        self._answers: list[Answered] = []
        self._why: Said | None = None

    def show(self, notice: Notice) -> Delivery:
        with self._lock:
            self._stands[notice.id] = notice
            self._sent.discard(notice.id)
        try:
            done = self._within(self._send(notice))
        except Exception as error:  # the library's, and its back ends' own
            self._why = _why(error)
            return "failed"
        if done is None:
            return "unknown"
        self._why = None if done else Said("notices.trouble.turned_off")
        with self._lock:
            sent = notice.id in self._sent
        if not sent:
            return "failed"
        return "delivered" if done else "unknown"

    def close(self, notice_id: str) -> None:
        with self._lock:
            if self._stands.pop(notice_id, None) is None or self._notifier is None:
                return
        try:
            self._within(self._notifier.clear(notice_id))
        except Exception as error:
            self._why = _why(error)

    def answers(self) -> Sequence[Answered]:
        with self._lock:
            taken, self._answers = self._answers, []
        return taken

    def trouble(self) -> Said | None:
        try:
            return self._why if self._module or self._load() else None
        except Exception as error:
            return _why(error)

    def end(self) -> None:
        for notice_id in list(self._stands):
            self.close(notice_id)
        if self._loop:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = self._notifier = None

    # -- in the loop's thread

    async def _send(self, notice: Notice) -> bool:
        """Send it; return whether this person lets us notify at all."""
        if self._notifier is None:
            self._module = self._load()
            self._notifier = self._module.DesktopNotifier(app_name="Unslump", app_icon=None)
        allowed = bool(await self._notifier.has_authorisation())
        await self._notifier.send_notification(self._native(notice))
        return allowed or bool(await self._notifier.has_authorisation())

    def _native(self, notice: Notice) -> Any:
        offer = notice.kind == "offer"
        text = notice.body
        if notice.buttons and not self._has_buttons:
            text = f"{text} {self._words('notices.elsewhere')}"
        return self._module.Notification(
            title=notice.title,
            message=text,
            urgency=self._module.Urgency.Normal if offer else self._module.Urgency.Low,
            buttons=self._buttons(notice) if self._has_buttons else (),
            on_dispatched=lambda: self._dispatched(notice),
            on_clicked=lambda: self._pressed(notice, "start"),
            sound=self._module.DEFAULT_SOUND if offer else None,
            identifier=notice.id,
        )

    def _buttons(self, notice: Notice) -> tuple[Any, ...]:
        def pressed(button: Button) -> Callable[[], None]:
            return lambda: self._pressed(notice, button)

        made: Mapping[Button, str] = notice.buttons
        return tuple(
            self._module.Button(title=label, on_pressed=pressed(button), identifier=button)
            for button, label in made.items()
        )

    def _dispatched(self, notice: Notice) -> None:
        with self._lock:
            self._sent.add(notice.id)

    def _pressed(self, notice: Notice, button: Button) -> None:
        """Note an answer, once, to what still stands. A click on the notice itself means "start"."""
        with self._lock:
            if button in notice.buttons and self._stands.get(notice.id) is notice:
                del self._stands[notice.id]
                self._answers.append(Answered(notice.id, button))

    # -- the thread

    def _within(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do it in the loop; return what it returned, or None when it takes longer than we may wait."""
        import asyncio

        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=_turn, args=(self._loop,), daemon=True, name="notices").start()
        doing = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return doing.result(SENSE_WITHIN_S)
        except TimeoutError:
            return None


def _turn(loop: Any) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def _why(error: Exception) -> Said:
    missing = isinstance(error, ImportError)
    return Said("notices.trouble.no_library" if missing else "notices.trouble.silent")
