"""Whether the session is locked, as logind (or elogind) keeps it.

``LockedHint`` is what the desktop has told logind; GNOME and KDE do. Small screen lockers (swaylock, i3lock)
tell nobody: then it says "not locked", which is believed only as far as nobody else says otherwise.
``Lock`` and ``Unlock`` are wishes, which nobody may fulfil, so they only make us look, at once and for some
seconds.

Which session is ours: that of ``XDG_SESSION_ID`` if it is graphical; else the one logind shows for this
person (a service of the user manager belongs to none itself); else whatever session we run in.

Reference: org.freedesktop.login1(5).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from ....ports import Sensed, SenseKind
from ..bus import Bus, BusTrouble, Signal
from .lock_screensaver import ABSENT_POLL_S, POLL_S

NAME = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
MANAGER, SESSION, USER = f"{NAME}.Manager", f"{NAME}.Session", f"{NAME}.User"
GRAPHICAL = ("x11", "wayland", "mir")
LOOK_S = 5.0
"""After a wish to lock or unlock every read looks, for this long, seconds. Chosen: lockers need a moment."""


class LogindLock:
    """``ports.Sense`` of the lock from ``bus``, the system's.

    Parameters
    ----------
    session_id : str
        ``XDG_SESSION_ID``; may be empty.
    """

    kind: SenseKind = "lock"
    name = "logind"

    def __init__(self, bus: Bus, session_id: str = "", *, now: Callable[[], float] = time.monotonic) -> None:
        self._bus = bus
        self._session_id = session_id
        self._now = now
        self._path = ""
        self._due_s, self._look_until_s, self._joined = float("-inf"), float("-inf"), -1
        self._said: bool | BusTrouble = False
        self._deafen: list[Callable[[], None]] = []

    def read(self) -> Sensed[bool]:
        if self._joined != self._bus.joined:
            self._forget()
        if self._now() >= self._due_s or self._now() < self._look_until_s:
            self._ask()
        return Sensed(None, self._said.why) if isinstance(self._said, BusTrouble) else Sensed(self._said)

    def close(self) -> None:
        """The bus is another's."""
        for end in self._deafen:
            end()
        self._deafen = []

    def _ask(self) -> None:
        path = self._path or self._found()
        said = path if isinstance(path, BusTrouble) else self._bus.get(NAME, path, SESSION, "LockedHint", "b")
        self._joined = self._bus.joined
        self._said = said
        if isinstance(said, BusTrouble) and said.kind != "silent":
            self._forget()  # the session may have ended: look for ours anew
        seldom = isinstance(said, BusTrouble) and said.kind in ("absent", "refused", "odd")
        self._due_s = self._now() + (ABSENT_POLL_S if seldom else POLL_S)

    def _forget(self) -> None:
        self.close()
        self._path, self._due_s = "", float("-inf")

    def _found(self) -> str | BusTrouble:
        """Find our session and listen to it."""
        trouble, first = BusTrouble("absent", NAME), ""
        for path in self._sessions():
            if isinstance(path, BusTrouble):
                trouble = path
                if path.kind in ("missing", "silent", "absent"):
                    break
                continue
            first = first or path
            if self._bus.get(NAME, path, SESSION, "Type", "s") in GRAPHICAL:
                first = path
                break
        if not first:
            return trouble
        self._path = first
        self._listen(first)
        return first

    def _sessions(self) -> Iterator[str | BusTrouble]:
        """Yield the sessions that may be ours, the likeliest first."""
        if self._session_id:
            yield self._object("GetSession", "s", (self._session_id,))
        shown = self._bus.get(NAME, f"{PATH}/user/self", USER, "Display", "(so)")
        if isinstance(shown, BusTrouble) or shown[0]:
            yield shown if isinstance(shown, BusTrouble) else str(shown[1])
        yield self._object("GetSessionByPID", "u", (0,))

    def _object(self, method: str, signature: str, body: tuple[object, ...]) -> str | BusTrouble:
        reply = self._bus.call(NAME, PATH, MANAGER, method, signature, body, answers="o")
        return reply if isinstance(reply, BusTrouble) else str(reply[0])

    def _listen(self, path: str) -> None:
        wishes = [(SESSION, "Lock", "", ""), (SESSION, "Unlock", "", "")]
        changes = ("org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", SESSION)
        self._deafen = [
            self._bus.listen(
                self._wished if member != "PropertiesChanged" else self._changed,
                sender=NAME,
                interface=interface,
                member=member,
                signature=signature,
                path=path,
                arg0=arg0,
            )
            for interface, member, signature, arg0 in [*wishes, changes]
        ]

    def _wished(self, _signal: Signal) -> None:
        self._look_until_s = self._now() + LOOK_S

    def _changed(self, signal: Signal) -> None:
        found, locked = signal.body[1].get("LockedHint", ("", None))
        if found == "b":
            self._said, self._due_s = bool(locked), self._now() + POLL_S
        elif "LockedHint" in signal.body[2]:
            self._due_s = float("-inf")
