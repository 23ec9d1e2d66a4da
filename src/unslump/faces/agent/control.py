"""The line on which the resident answers its own command line, its tray icon and its break windows.

::

    one JSON object, one line, within 2 s --> bearer right? --> answer, one line --> closed
                  |                               |                    follow: stays open, a line a change
                  +-- anything else --------------+--> closed without a word

Rules:

* Loopback alone, a port the system chooses, written into ``running.json`` that only its owner can read.
* Whoever cannot show the bearer learns nothing, not even that somebody is there to answer: a page in a
  browser can reach this port, and what it sends (``POST / HTTP/1.1``) is no line of ours.
* One thread waits for everybody and never for one: every line is read and written as far as it goes, and has
  a deadline. The ticking only leaves a mark and goes on.
* The web stack is not loaded for any of it.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import threading
import time
from _operator import _compare_digest as same_in_constant_time  # ``hmac`` has it too, with 4 MiB of libcrypto
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from ...app.address import HOST
from ...core.errors import BadInput, UnslumpError
from ...core.words import Words

LONGEST_LINE = 4096
"""Bytes of a request, its end of line included. Chosen: ten times what any request needs."""

WITHIN_S = 2.0
"""A line that has not come, or an answer that was not taken, after so long is given up, seconds."""

MOST_LINES = 16
MOST_FOLLOWERS = 8
"""Chosen: a tray icon and its windows need two. Below the first, so that a command always gets through."""

MOST_UNREAD = 64 * 1024
"""A follower that leaves more than this unread is given up, bytes."""

BACKLOG = 16

OUT_OF_HANDLES_S = 0.2


class Handler(Protocol):
    """What the requests do (``app.control.Control``)."""

    def status(self) -> dict[str, Any]: ...
    def say(self, what: object, for_s: object = None) -> dict[str, Any]: ...
    def open(self, where: object = None) -> str: ...
    def senses(self) -> list[dict[str, Any]]: ...
    def forget(self) -> None: ...
    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]: ...


class Line:
    """One connection: what came, what is still to go, and until when."""

    def __init__(self, connection: socket.socket, now_s: float) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.heard = b""
        self.unsent = b""
        self.follows = False
        self.answered = False
        self.until_s: float | None = now_s + WITHIN_S

    def put(self, answer: bytes, now_s: float) -> None:
        """Lay an answer ready; its deadline begins when there was none waiting before."""
        if not self.unsent:
            self.until_s = now_s + WITHIN_S
        self.unsent += answer

    def flush(self) -> bool:
        """Send as much as goes now; False when the line is over."""
        try:
            sent = self.connection.send(self.unsent)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.unsent = self.unsent[sent:]
        if not self.unsent:
            self.until_s = None
        return bool(self.unsent) or self.follows


class ControlServer:
    """Listen, answer, and tell whoever follows.

    Parameters
    ----------
    bearer : str
        What every request must carry.
    words : Words
        To say what is refused.
    note : callable
        Takes note of a mistake of our own, which the asking side is told of in one sentence.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        bearer: str,
        words: Words,
        note: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        self._handler, self._bearer, self._words, self._note = handler, bearer.encode(), words, note
        self._selector = selectors.DefaultSelector()
        self._listening: socket.socket | None = None
        self._woken, self._wake = socket.socketpair()
        self._lines: dict[socket.socket, Line] = {}
        self._thread = threading.Thread(target=self._run, name="control", daemon=True)
        self._changed = self._ending = False
        self._unsubscribe: Callable[[], None] | None = None

    def start(self) -> int:
        """Open the port and begin to answer; return the port.

        Raises
        ------
        OSError
            Nothing can listen on the loopback address.
        """
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform == "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        listening.bind((HOST, 0))
        listening.listen(BACKLOG)
        for opened in (listening, self._woken, self._wake):
            opened.setblocking(False)
        self._listening = listening
        self._selector.register(listening, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._thread.start()
        return int(listening.getsockname()[1])

    def close(self) -> None:
        """End every line and the thread. May be called twice."""
        self._ending = True
        self._rouse()
        if self._thread.is_alive():
            self._thread.join(timeout=WITHIN_S)
        for opened in (self._woken, self._wake):
            opened.close()

    def _rouse(self) -> None:
        with suppress(OSError):  # full: it is awake already; closed: nobody is there
            self._wake.send(b"\0")

    def _change(self) -> None:
        """Called by whoever changed something: leave a mark, and go on at once."""
        self._changed = True
        self._rouse()

    # -- the one thread

    def _run(self) -> None:
        try:
            while not self._ending:
                events = self._selector.select(self._patience())
                now_s = time.monotonic()  # here: an answer that takes long makes nobody else late
                for key, mask in events:
                    self._attend(key.fileobj, mask)
                if self._changed:
                    self._changed = False
                    self._tell_followers()
                self._drop_the_late(now_s)
        finally:
            for line in list(self._lines.values()):
                self._drop(line)
            if self._listening is not None:
                self._listening.close()
            self._selector.close()

    def _patience(self) -> float | None:
        """How long nothing needs doing; None: until somebody comes."""
        times = [line.until_s for line in self._lines.values() if line.until_s is not None]
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _attend(self, opened: Any, mask: int) -> None:
        if opened is self._listening:
            self._accept()
        elif opened is self._woken:
            with suppress(OSError):
                self._woken.recv(4096)
        elif (line := self._lines.get(opened)) is not None:
            if mask & selectors.EVENT_READ:
                self._read(line)
            if mask & selectors.EVENT_WRITE and opened in self._lines:
                self._send(line)

    def _accept(self) -> None:
        assert self._listening is not None
        try:
            connection, _ = self._listening.accept()
        except BlockingIOError:
            return
        except OSError:  # no file handle left: whoever waits goes on waiting, and nothing spins meanwhile
            time.sleep(OUT_OF_HANDLES_S)
            return
        if len(self._lines) >= MOST_LINES:  # those who have said nothing yet make room, the oldest first
            silent = next((line for line in self._lines.values() if not line.answered), None)
            if silent is None:
                connection.close()
                return
            self._drop(silent)
        self._lines[connection] = Line(connection, time.monotonic())
        self._selector.register(connection, selectors.EVENT_READ)

    def _read(self, line: Line) -> None:
        try:
            got = line.connection.recv(LONGEST_LINE + 1)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        if not got:
            self._drop(line)
        elif not line.answered:  # what comes after the one request is not read into anything
            line.heard += got
            self._heard(line)

    def _heard(self, line: Line) -> None:
        said, end, _ = line.heard.partition(b"\n")
        if not line.heard.startswith(b"{") or len(said) + 1 > LONGEST_LINE:
            self._drop(line)
        elif end:
            request = self._understood(said)
            if request is None:
                self._drop(line)
                return
            line.heard, line.answered = b"", True
            self._put(line, self._answer(line, request))

    def _understood(self, said: bytes) -> Mapping[str, Any] | None:
        """Return the request, or None: not one of ours."""
        try:
            request = json.loads(said)
        except (ValueError, RecursionError):
            return None
        bearer = request.get("bearer") if isinstance(request, dict) else None
        if not isinstance(bearer, str):
            return None
        shown = bearer.encode("utf-8", "surrogatepass")
        return request if same_in_constant_time(shown, self._bearer) else None

    def _answer(self, line: Line, request: Mapping[str, Any]) -> bytes:
        try:
            return _written(self._done(line, request))
        except Exception as error:
            return self._trouble(error)

    def _trouble(self, error: Exception) -> bytes:
        """Say what went wrong; a mistake of ours is noted, and ends neither this thread nor the resident."""
        try:
            if isinstance(error, UnslumpError):
                return _written({"error": error.said(self._words)})
            self._note(error)
            return _written({"error": self._words("control.fault")})
        except Exception:  # not even that can be said: the line is closed without a word
            return b""

    def _done(self, line: Line, request: Mapping[str, Any]) -> Mapping[str, Any]:
        do = request.get("do")
        if do == "status":
            return self._handler.status()
        if do == "say":
            return self._handler.say(request.get("what"), request.get("for_s"))
        if do == "open":
            return {"url": self._handler.open(request.get("where"))}
        if do == "senses":
            return {"senses": self._handler.senses()}
        if do == "forget":
            self._handler.forget()
            return self._handler.status()
        if do == "follow":
            return self._follow(line)
        raise BadInput("control.request", found=str(do)[:40])

    # -- those who follow

    def _followers(self) -> list[Line]:
        return [line for line in self._lines.values() if line.follows]

    def _follow(self, line: Line) -> Mapping[str, Any]:
        if len(self._followers()) >= MOST_FOLLOWERS:
            raise BadInput("control.followers", most=MOST_FOLLOWERS)
        if self._unsubscribe is None:  # first, so that no change falls between
            self._unsubscribe = self._handler.on_change(self._change)
        status = self._handler.status()
        line.follows = True
        return status

    def _tell_followers(self) -> None:
        followers = self._followers()
        if not followers:
            return
        try:
            status = _written(self._handler.status())
        except Exception as error:  # as above; the next change is told again
            self._note(error)
            return
        for line in followers:
            self._put(line, status)

    # -- sending and ending

    def _put(self, line: Line, answer: bytes) -> None:
        line.put(answer, time.monotonic())
        if len(line.unsent) > MOST_UNREAD:
            self._drop(line)
        else:
            self._send(line)

    def _send(self, line: Line) -> None:
        if not line.flush():
            self._drop(line)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.unsent else 0)
        self._selector.modify(line.connection, wanted)

    def _drop_the_late(self, now_s: float) -> None:
        for line in list(self._lines.values()):
            if line.until_s is not None and now_s >= line.until_s:
                self._drop(line)

    def _drop(self, line: Line) -> None:
        del self._lines[line.connection]
        self._selector.unregister(line.connection)
        line.connection.close()
        if self._unsubscribe is not None and not self._followers():
            self._unsubscribe()
            self._unsubscribe = None


def _written(answer: Mapping[str, Any]) -> bytes:
    return json.dumps(answer, allow_nan=False).encode() + b"\n"
