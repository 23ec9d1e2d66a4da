"""Do-not-disturb of the desktops that keep it in dconf: GNOME, Cinnamon, MATE.

Read from dconf's own file. Nothing else gives it away for little: the settings portal does not cover these
keys everywhere, dconf has no service to read from, GIO in process costs 2.1 MiB and three threads, and
``gsettings`` a program started each time (all measured). The file is looked at (one ``stat``) when the sense
is read, and read again only when it changed: dconf replaces it as a whole at each change.

=========  ====================================================  =====
desktop    key                                                   means
=========  ====================================================  =====
GNOME      /org/gnome/desktop/notifications/show-banners         off
Cinnamon   /org/cinnamon/desktop/notifications/                  off
           display-notifications
MATE       /org/mate/notification-daemon/do-not-disturb          on
=========  ====================================================  =====

A key that is not set has its default: do not disturb is off.

Reference: ``dconf(7)`` for profiles and where databases lie; GVDB's ``gvdb-format.h`` for the file: a header
with the place of a hash table, whose items hold their key's last part, their parent, and their value as a
serialised GVariant (a boolean: its byte, a zero, "b"). The locks of an administrator are not looked at: a
value of the person's own from before still counts here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ....core.words import Said
from ....ports import Sensed, SenseKind

SIGNATURE = b"GVariant"
HEADER, ITEM, WORD = struct.Struct("<8sIIII"), struct.Struct("<IIIHccII"), struct.Struct("<I")
BLOOM_WORDS = (1 << 27) - 1  # the five bits above are the filter's shift
NO_PARENT = 0xFFFFFFFF
DEEPEST = 32
"""Parents followed for one key at most: a broken file may go round in a circle."""
LONGEST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Key:
    """Where a desktop keeps it, and the value that means that it is on."""

    desktop: str
    path: str
    on: bool


KEYS = (
    Key("gnome", "/org/gnome/desktop/notifications/show-banners", False),
    Key("cinnamon", "/org/cinnamon/desktop/notifications/display-notifications", False),
    Key("mate", "/org/mate/notification-daemon/do-not-disturb", True),
)


class DconfDnd:
    """``ports.Sense`` of do-not-disturb from dconf's databases.

    Parameters
    ----------
    key : Key
    env : mapping of str to str
        Environment: where the home, its configuration and the profile are.
    etc : str
        Folder in the shape of /etc.
    """

    kind: SenseKind = "dnd"

    def __init__(self, key: Key, env: Mapping[str, str], *, etc: str = "/etc") -> None:
        self.name = key.desktop
        self._key = key
        self._files = databases(env, etc)
        self._stamp: tuple[object, ...] = ()
        self._seen: Sensed[bool] = Sensed(None, Said("senses.dnd.no_settings"))

    def read(self) -> Sensed[bool]:
        stamp = tuple(_stamp(path) for path in self._files)
        if not self._files or stamp != self._stamp:
            self._seen, self._stamp = self._looked(), stamp
        return self._seen

    def close(self) -> None:
        """Nothing is held."""

    def _looked(self) -> Sensed[bool]:
        if not self._files:
            return Sensed(None, Said("senses.dnd.no_settings"))
        for path in self._files:
            try:
                value = boolean_in(path.read_bytes()[:LONGEST_BYTES], self._key.path)
            except FileNotFoundError:
                continue
            except (OSError, ValueError):
                return Sensed(None, Said("senses.dnd.unreadable", file=str(path)))
            if value is not None:
                return Sensed(value is self._key.on)
        return Sensed(False)


def databases(env: Mapping[str, str], etc: str) -> Sequence[Path]:
    """Return the files of the profile, the one that decides first; none where no home is known."""
    config = env.get("XDG_CONFIG_HOME", "") or (f"{env['HOME']}/.config" if env.get("HOME") else "")
    if not config:
        return ()
    profile = env.get("DCONF_PROFILE", "") or "user"
    place = Path(profile) if profile.startswith("/") else Path(etc, "dconf", "profile", profile)
    try:
        lines = place.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        lines = ["user-db:user"]
    folders = {"user-db": Path(config, "dconf"), "system-db": Path(etc, "dconf", "db"), "file-db": Path("/")}
    rows = (line.partition("#")[0].strip().partition(":") for line in lines)
    return tuple(folders[kind] / name for kind, _, name in rows if kind in folders and name)


def _stamp(path: Path) -> tuple[int, int, int]:
    """What tells that a file was replaced or changed."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return status.st_ino, status.st_mtime_ns, status.st_size


def boolean_in(data: bytes, path: str) -> bool | None:
    """Return the boolean a database holds at ``path``, None if it holds none.

    Raises
    ------
    ValueError
        This is no database.
    """
    if not data:
        return None
    try:
        signature, _, _, start, end = HEADER.unpack_from(data)
        if signature != SIGNATURE:
            raise ValueError("no database of dconf")
        table = _Table(data, start, end)
        return next((_boolean(data, *value) for value in table.values(path)), None)
    except (struct.error, IndexError, ZeroDivisionError) as error:
        raise ValueError("a broken database of dconf") from error


class _Table:
    """The hash table of a database."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        bloom, buckets = struct.unpack_from("<II", data, start)
        self._data, self._n_buckets = data, buckets
        self._buckets = start + 8 + 4 * (bloom & BLOOM_WORDS)
        self._items = self._buckets + 4 * buckets
        self._n_items = (end - self._items) // ITEM.size

    def values(self, path: str) -> Iterator[tuple[int, int]]:
        """Yield the places of the values of this key: one, or none."""
        name = path.encode()
        hashed = djb_hash(name)
        bucket = hashed % self._n_buckets
        first = self._bucket(bucket)
        last = self._bucket(bucket + 1) if bucket + 1 < self._n_buckets else self._n_items
        for index in range(first, min(last, self._n_items)):
            of_item, _, _, _, kind, _, start, end = self._item(index)
            if of_item == hashed and kind == b"v" and self._named(index, name):
                yield start, end

    def _bucket(self, index: int) -> int:
        first: int = WORD.unpack_from(self._data, self._buckets + 4 * index)[0]
        return first

    def _item(self, index: int) -> tuple[int, int, int, int, bytes, bytes, int, int]:
        row: tuple[int, int, int, int, bytes, bytes, int, int] = ITEM.unpack_from(
            self._data, self._items + ITEM.size * index
        )
        return row

    def _named(self, index: int, name: bytes) -> bool:
        """Whether an item's whole key, with those of its parents, is this."""
        for _ in range(DEEPEST):
            _, parent, start, size, *_ = self._item(index)
            part = self._data[start : start + size]
            if not name.endswith(part):
                return False
            name = name[: len(name) - len(part)]
            if parent == NO_PARENT:
                return not name
            index = parent
        return False


def _boolean(data: bytes, start: int, end: int) -> bool | None:
    value = data[start:end]
    return value[0] == 1 if len(value) == 3 and value[1:] == b"\0b" else None


def djb_hash(name: bytes) -> int:
    """Return the hash of a key, 32 bits. Reference: Daniel J. Bernstein's, as GVDB uses it."""
    hashed = 5381
    for byte in name:
        hashed = hashed * 33 + (byte - 256 if byte > 127 else byte) & 0xFFFFFFFF
    return hashed
