"""The one listening socket: opened at start, on loopback alone, and left unaccepted until somebody knocks."""

from __future__ import annotations

import errno
import selectors
import signal
import socket
import sys

from ...app.address import DEFAULT_PORT, HOST, NEIGHBOURS, TESTING_PORT
from ...app.ending import Ending
from ...core.errors import Missing, PortTaken

BACKLOG = 64
TICK_S = 1.0


def listen(asked: int | None, *, testing: bool) -> socket.socket:
    """Open the listening socket on the port asked for, or on the default one or one of its neighbours.

    Raises
    ------
    PortTaken
        The port asked for, or each of the ten, is in use.
    """
    default = TESTING_PORT if testing else DEFAULT_PORT
    ports = [asked] if asked is not None else list(range(default, default + NEIGHBOURS + 1))
    for port in ports:
        if opened := _try(port):
            return opened
    if asked is not None:
        raise PortTaken("server.trouble.port", port=asked)
    raise PortTaken("server.trouble.ports", first=ports[0], last=ports[-1])


def _try(port: int) -> socket.socket | None:
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # there, reuse would let two programs share the port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # here, it only skips the wait after an earlier run's connections
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((HOST, port))
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEADDRINUSE", 0)):
            return None
        raise Missing("server.trouble.no_loopback", host=HOST, why=error.strerror) from None
    opened.setblocking(False)
    return opened


def wait_for_a_knock(listening: socket.socket, ending: Ending) -> bool:
    """Wait until a connection is pending; False when the end was asked for first.

    The connection is not accepted here: the server that is imported next accepts it from the same socket.
    """
    woken, wake = socket.socketpair()
    woken.setblocking(False)
    wake.setblocking(False)
    before = signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    with woken, wake, selectors.DefaultSelector() as selector:
        selector.register(listening, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        try:
            while not ending.asked:
                if any(key.fileobj is listening for key, _ in selector.select(TICK_S)):
                    return True
        finally:
            signal.set_wakeup_fd(before)
    return False
