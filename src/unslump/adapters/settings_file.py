"""Read and write the settings files. What the names and values mean is ``app/settings``' business.

* The person's file is theirs: comments and order stay where they can, and only what changed is touched.
* It is replaced as a whole or not at all (a new file beside it, on the disk, then one rename).
* A file that cannot be read is never overwritten, whatever the reason.
* Reading takes the standard library alone; the library that keeps comments is loaded for the first write.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..core.errors import BadInput, StoreTrouble
from ..core.words import Said

NAME = "settings.toml"


class SettingsFile:
    """``ports.SettingsFile`` on disk.

    Parameters
    ----------
    folder : Path
        Holds the person's ``settings.toml``; made (0700) by the first write where it is missing.
    admin : Path, optional
        The administrator's file; one that is not there fixes nothing.
    """

    def __init__(self, folder: Path, *, admin: Path | None = None) -> None:
        self.path = Path(folder) / NAME
        self._admin = admin

    def person(self) -> Mapping[str, Any]:
        return self._values(self.path)

    def admin(self) -> Mapping[str, Any]:
        return self._values(self._admin) if self._admin else {}

    def write(self, values: Mapping[str, Any]) -> None:
        before = self._text(self.path)
        self._parse(self.path, before)  # says in our words what is wrong, before anything is begun
        after = self._merged(before, values)
        if after == before:
            return
        try:
            self._replace(after)
        except OSError as error:
            raise StoreTrouble("store.settings.unwritable", path=self.path, why=_why(error)) from error

    def clear(self) -> None:
        """Remove the file, through a link too, and what a broken-off write may have left beside it."""
        target = self.path.resolve()
        try:
            for path in (*target.parent.glob(f".{NAME}-*"), target, self.path):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreTrouble("store.file_stays", path=self.path, why=_why(error)) from error

    def _values(self, path: Path) -> dict[str, Any]:
        return self._parse(path, self._text(path))

    def _text(self, path: Path) -> str:
        """Return what stands in a file, "" where there is none."""
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise BadInput("store.settings.unreadable", path=path, why=_why(error)) from error
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise BadInput("store.settings.not_text", path=path, line=line) from error

    def _parse(self, path: Path, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            what = re.sub(r" \(at .*\)$", "", str(error))
            raise BadInput("store.settings.broken", path=path, line=_line(error, text), why=what) from error
        except RecursionError as error:
            why = Said("store.why.too_deep")
            raise BadInput("store.settings.broken", path=path, line=1, why=why) from error

    def _merged(self, before: str, values: Mapping[str, Any]) -> str:
        """Return the file's text with exactly these values, everything else where it was."""
        import tomlkit

        document = tomlkit.parse(before)
        for name in [name for name in document if name not in values]:
            del document[name]
        for name, value in values.items():
            if name not in document or document[name] != value:
                document[name] = value
        return tomlkit.dumps(document)

    def _replace(self, text: str) -> None:
        """Put a new file in the place of the old one; through a link, in the place it leads to."""
        import tempfile  # here: settings are read often and written seldom

        path = self.path.resolve()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{NAME}-", dir=path.parent)
        new = Path(name)
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileNotFoundError):
                new.chmod(path.stat().st_mode & 0o777)
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def _line(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found.group(1)) if found else text.count("\n") + 1


def _why(error: OSError) -> str:
    return error.strerror or str(error)
