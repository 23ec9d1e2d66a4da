"""What is started at login.

* From a clone: the clone's own ``run`` script, which also sees to what it needs after an update. * On
Windows always the interpreter that shows no window. ``run.cmd`` would leave a black one on the screen for
  the whole day, and ``cmd`` fills in each ``%NAME%`` of a folder's name, which nothing can prevent.
* Installed: the interpreter with ``-m unslump``. Where Python finds Unslump only through ``PYTHONPATH``,
which
  a login does not set, the folder is put into the command itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

SHELL = "/bin/sh"
SCRIPT = "run"
QUIET = "--no-browser"
FROM_FOLDER = "import sys;sys.path.insert(0,{folder});from unslump.__main__ import main;sys.exit(main())"
WINDOWLESS = {"python.exe": "pythonw.exe"}


def program(platform: str, executable: str, source: Path, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return what to start, options left out.

    Parameters
    ----------
    executable : str
        The interpreter that runs now.
    source : Path
        The folder that holds the package.
    """
    script = source.parent / SCRIPT
    if platform != "win32" and source.name == "src" and script.is_file():
        return (str(script),) if os.access(script, os.X_OK) else (SHELL, str(script))
    if platform == "win32":
        executable = _windowless(executable)
    if str(source) in environ.get("PYTHONPATH", "").split(os.pathsep):
        return (executable, "-c", FROM_FOLDER.format(folder=ascii(str(source))))
    return (executable, "-m", "unslump")


def _windowless(executable: str) -> str:
    name = executable.replace("\\", "/").rpartition("/")[2]
    quiet = executable[: len(executable) - len(name)] + WINDOWLESS.get(name.lower(), name)
    return quiet if Path(quiet).is_file() else executable


def is_ours(command: Sequence[str]) -> bool:
    """Whether a command is one that ``program`` may have made, with our options."""
    if QUIET not in command:
        return False
    starts = tuple(command[1:3])
    return (
        starts == ("-m", "unslump")
        or (starts[:1] == ("-c",) and "from unslump.__main__ import main" in starts[-1])
        or PurePath(command[0]).name == SCRIPT
        or (command[0] == SHELL and PurePath(command[1]).name == SCRIPT)
    )
