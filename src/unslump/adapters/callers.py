"""Whose program is at the other end of a loopback connection, as the kernel says it.

A launch address is for one browser of one user. It works once and for a minute; but where it goes through
a command line, every user of the computer may read it in that time. So a connection of another user is not
ours.

Reference: Linux, Documentation/networking/proc_net_tcp: a line a socket, addresses in hexadecimal, the user
id in the eighth column.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
LOOPBACK = ("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000")
"""127.0.0.1, the same as IPv6 writes it, and ::1, as the kernel prints them on a little-endian computer."""


def is_ours(
    caller_port: int, our_port: int, *, uid: int | None = None, tables: tuple[Path, ...] = TABLES
) -> bool:
    """Tell whether the program that connected from ``caller_port`` belongs to this user, or to root.

    True too where the kernel does not say: then the other walls must do.

    Parameters
    ----------
    uid : int, optional
        This user; the one the program runs as, if not said.
    """
    if sys.platform != "linux":
        return True
    ours = os.getuid() if uid is None else uid
    found = next(_owners(caller_port, our_port, tables), None)
    return found is None or found in (ours, 0)


def _owners(caller_port: int, our_port: int, tables: tuple[Path, ...]) -> Iterator[int]:
    """Yield the user of each socket between these two ports, seen from the caller's side."""
    near, far = f":{caller_port:04X}", f":{our_port:04X}"
    for table in tables:
        try:
            lines = table.read_text(encoding="ascii").splitlines()[1:]
        except (OSError, ValueError):
            continue
        for line in lines:
            cells = line.split()
            if len(cells) > 7 and _is(cells[1], near) and _is(cells[2], far) and cells[7].isdigit():
                yield int(cells[7])


def _is(address: str, end: str) -> bool:
    return address.endswith(end) and address.removesuffix(end) in LOOPBACK
