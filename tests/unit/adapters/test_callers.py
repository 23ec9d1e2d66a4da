"""Whose connection it is, from tables as the kernel writes them, and from the kernel itself."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import closing
from pathlib import Path

import pytest

from unslump.adapters.callers import is_ours

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads what only Linux tells")

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
LINE = "   {n}: {near} {far} 01 00000000:00000000 00:00000000 00000000  {uid}        0 37391 1\n"


def table(folder: Path, *lines: tuple[str, str, int]) -> tuple[Path, ...]:
    file = folder / "tcp"
    rows = "".join(LINE.format(n=n, near=near, far=far, uid=uid) for n, (near, far, uid) in enumerate(lines))
    file.write_text(HEAD + rows, encoding="ascii")
    return (folder / "missing", file)


@pytest.mark.parametrize(("uid", "ours"), [(1000, True), (0, True), (1001, False)])
def test_another_user_is_not_us(tmp_path: Path, uid: int, ours: bool) -> None:
    """Both ends stand in the table: only the caller's line counts."""
    here, there = "0100007F:2235", "0100007F:9C40"
    tables = table(tmp_path, (here, there, 1000), (there, here, uid))
    assert is_ours(0x9C40, 0x2235, uid=1000, tables=tables) is ours


def test_where_nobody_says_it_is_let_through(tmp_path: Path) -> None:
    assert is_ours(1, 2, uid=1000, tables=(tmp_path / "missing",))
    assert is_ours(1, 2, uid=1000, tables=table(tmp_path, ("0100007F:0003", "0100007F:0004", 1)))
    (tmp_path / "tcp").write_bytes(b"\xff nonsense\n nonsense")
    assert is_ours(1, 2, uid=1000, tables=(tmp_path / "tcp",))


def test_an_address_elsewhere_is_no_match(tmp_path: Path) -> None:
    tables = table(tmp_path, ("0200A8C0:0001", "0100007F:0002", 1001))
    assert is_ours(1, 2, uid=1000, tables=tables)


def test_a_real_connection_of_ours_is_ours_and_nobody_else_s() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        with closing(socket.create_connection(("127.0.0.1", port))) as line:
            caller = line.getsockname()[1]
            assert is_ours(caller, port)
            if os.getuid() != 0:
                assert not is_ours(caller, port, uid=os.getuid() + 1)
