"""What a command costs before it answers: a script calls it often, and a resident is never started by it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from terminals import environment

HEAVY = ("starlette", "uvicorn", "jinja2", "sqlite3", "asyncio", "tomlkit", "unslump.core.figure")

PROBE = """
import sys
from unslump.__main__ import main
code = main(sys.argv[1:])
print(code, *sorted(sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["timeline", "D01", "--json"],
        ["timeline", "D02"],
        ["screen", "--questions", "--json"],
        ["screen", "--answers", "-", "--json"],
        ["exercises", "--json"],
        ["settings", "--json"],
        ["--version"],
        ["--help"],
    ],
)
def test_reading_commands_leave_the_rest_alone(arguments: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, "--data-dir", str(folder), *arguments],
        input="{}",
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env=environment(),
        check=True,
    )
    code, *modules = ran.stderr.split()
    assert code == "0"
    loaded = [name for name in HEAVY if any(m == name or m.startswith(f"{name}.") for m in modules)]
    assert loaded == []
    assert not folder.exists()
    if "--json" in arguments:
        assert json.loads(ran.stdout)
