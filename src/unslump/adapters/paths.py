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
MODELS_VARIABLE = "UNSLUMP_MODELS"
"""Names the folder of the model files alone: several data folders can share one copy."""
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
    models : Path
        Folder of the camera's model files. Nothing in it is about the person, so erasing leaves it.
    """

    data: Path
    config: Path
    admin: Path
    own_models: Path | None = None

    @property
    def models(self) -> Path:
        return self.own_models or self.data / "models"

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
    models = _folder(environ.get(MODELS_VARIABLE, ""))
    if folder := _folder(str(data_dir or environ.get(VARIABLE, ""))):
        return Paths(folder, folder, admin, models)
    return Paths(
        platformdirs.user_data_path(_NAME, appauthor=False),
        platformdirs.user_config_path(_NAME, appauthor=False),
        admin,
        models,
    )


def _folder(chosen: str) -> Path | None:
    """Read the name of a folder; None where it is empty."""
    if not chosen.strip():
        return None
    return Path(os.path.abspath(Path(chosen.strip()).expanduser()))  # noqa: PTH100 (resolve() would follow links)
