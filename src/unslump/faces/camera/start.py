"""How the process that looks is started, for whoever starts it. Imports nothing heavy."""

from __future__ import annotations

import sys
from pathlib import Path


def start_command(models: Path) -> list[str]:
    """Return its command line.

    Parameters
    ----------
    models : Path
        Folder of the model files.
    """
    return [sys.executable, "-P", "-m", "unslump.faces.camera.main", str(models)]
