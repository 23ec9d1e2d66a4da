"""Where things lie on this computer.

``--data-dir`` (or ``UNSLUMP_DATA_DIR``; the option wins) moves everything a person has into one folder. The
administrator's file stays where it is: a lock that an option could walk around would be none.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "UNSLUMP_DATA_DIR"
_NAME = "unslump"


@dataclass(frozen=True, slots=True)
class Paths:
    """Places of one person. Nothing is made by naming them; who writes makes the folder (0700).

    Attributes
    ----------
    data : Path
        Folder of the records and of what a running Unslump leaves.
    config : Path
        Folder of the person's settings file.
    admin : Path
        The administrator's settings file.
    """

    data: Path
    config: Path
    admin: Path

    @property
    def database(self) -> Path:
        return self.data / "unslump.sqlite3"

    @property
    def runtime(self) -> Path:
        """What a running Unslump leaves for its own command line: port and bearer, 0600."""
        return self.data / "running.json"


def locate(data_dir: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> Paths:
    """Return where this person's files lie."""
    import platformdirs

    admin = platformdirs.site_config_path(_NAME, appauthor=False) / "settings.toml"
    chosen = str(data_dir or environ.get(VARIABLE, "")).strip()
    if chosen:
        folder = Path(os.path.abspath(Path(chosen).expanduser()))  # noqa: PTH100 (resolve() would follow links)
        return Paths(folder, folder, admin)
    return Paths(
        platformdirs.user_data_path(_NAME, appauthor=False),
        platformdirs.user_config_path(_NAME, appauthor=False),
        admin,
    )
