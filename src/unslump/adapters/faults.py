"""Note mistakes of our own in a file of the person's data folder, and take the file away again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ..core.errors import StoreTrouble

NAME = "faults.log"
MOST_BYTES = 256 * 1024


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class FaultsFile:
    """``ports.Faults`` on disk: ``faults.log`` in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.path = Path(folder) / NAME

    @property
    def name(self) -> str:
        return self.path.name

    def there(self) -> bool:
        return self.path.exists()

    def note(self, error: Exception) -> None:
        """Add an error's kind and the lines it came through; not its message: it may quote a person."""
        with suppress(OSError):  # a full disk must not hide the page that says what happened
            if self.path.exists() and self.path.stat().st_size > MOST_BYTES:
                return
            import traceback  # here: most days have no mistake of ours

            with open(self.path, "a", encoding="utf-8", opener=_for_its_owner) as file:
                traceback.print_tb(error.__traceback__, file=file)
                print(type(error).__name__, end="\n\n", file=file)

    def clear(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreTrouble(
                "store.file_stays", path=self.path, why=error.strerror or str(error)
            ) from error
