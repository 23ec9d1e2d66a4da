"""The import table of docs/design.md, read from the syntax tree of every file.

Change the table here and its picture in docs/design.md together, and say why in docs/decisions/.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "src" / "unslump"
FILES = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for p in sorted(ROOT.rglob("*.py"))}
MODULES = {name.removesuffix("__init__").removesuffix("."): path for name, path in FILES.items()}

SHARED = ("core.vocab", "core.errors", "core.words")
READING, STATURE = "core.reading", "core.stature"
VALUES = (
    *SHARED,
    "core.catalogue.model",
    "core.screening.verdict",
    "core.screening.questions",
    "core.screening.rules",
    "core.session.timeline",
    "core.session.pace",
    "core.session.table",
    "core.history.records",
    "core.breaks.events",
    "core.breaks.phase",
    "core.breaks.policy",
    "core.breaks.hours",
    "core.breaks.outlook",
    "core.breaks.saying",
    "core.breaks.ribbon",
    "core.motion.frames",
)
MAY_IMPORT = {  # the longest matching layer holds; a module's own part is always open to it
    "core": SHARED,
    "core.catalogue": (*SHARED, READING),
    "core.screening": (*SHARED, READING),
    "core.session": (*SHARED, "core.catalogue", "core.screening.verdict"),
    "core.breaks": (*SHARED, READING),
    "core.figure": (*SHARED, STATURE),
    "core.motion": (*SHARED, STATURE),
    "core.history": VALUES,
    "ports": VALUES,
    "app": ("core", "ports", "app"),
    "adapters": (*VALUES, "core.catalogue.parse", "ports"),  # the parser makes the value a file holds
    "faces": (*VALUES, "core.figure", "ports", "app", "faces.motion_report", "faces.templating"),
    "testing": (*VALUES, "core.breaks", "ports", "testing"),  # a scripted day runs through the machine itself
    "__main__": ("core.errors", "adapters.content", "app", "faces"),
}
PURE_NAMES = """__future__ abc bisect collections copy dataclasses datetime difflib enum functools hashlib
heapq itertools json math operator re statistics string textwrap tomllib types typing"""
PURE = frozenset(PURE_NAMES.split())
EDGE_ONLY = {"sqlite3", "cv2"}
QT = {"PySide6", "shiboken6"}
QT_FACE, QT_FREE_DOOR = "faces.desktop", "faces.desktop.start"
"""Qt lives in one face, a process of its own; from elsewhere only the module that starts it may be read."""
IMPURE_CALLS = {"open", "print", "input", "now", "today", "utcnow", "sleep", "read_text", "write_text"}


def imports(name: str) -> Iterator[tuple[str, int]]:
    """Yield each imported module, ours as ``unslump.x.y``, with its line."""
    package = ["unslump", *name.split(".")][: None if MODULES[name].name == "__init__.py" else -1]
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield (inner if inner.removeprefix("unslump.") in MODULES else base), node.lineno


def inside(name: str, layer: str) -> bool:
    return name == layer or name.startswith(layer + ".")


def part(name: str) -> str:
    """``core.session.player`` belongs to ``core.session``; a single file is a part of its own."""
    return ".".join(name.split(".")[:2])


def wires_adapters(name: str) -> bool:
    return name.startswith("faces.") and name.split(".")[-1] == "main"


def layer_of(name: str) -> str:
    return max((layer for layer in MAY_IMPORT if inside(name, layer)), key=len, default="")


def breach(name: str, target: str) -> str | None:
    """Say what is wrong with ``name`` importing ``target``, or None."""
    layer = layer_of(name)
    if target == "unslump":
        return None
    if target.split(".")[0] in QT and not inside(name, QT_FACE):
        return f"may not carry Qt; {QT_FACE} does, in a process of its own"
    if target.startswith("unslump."):
        ours = target.removeprefix("unslump.")
        if inside(ours, QT_FACE) and not inside(name, QT_FACE) and ours not in (QT_FACE, QT_FREE_DOOR):
            return f"may read only {QT_FREE_DOOR} of the face that carries Qt"
        open_to_it = (*MAY_IMPORT[layer], part(name), *(("adapters",) if wires_adapters(name) else ()))
        return (
            None if any(inside(ours, o) for o in open_to_it) else f"may import only {', '.join(open_to_it)}"
        )
    top = target.split(".")[0]
    if inside(name, "core.motion"):
        return None if top in PURE | {"numpy", "scipy"} else "may import only pure modules, numpy and scipy"
    if layer.startswith("core"):
        return None if top in PURE else "is pure core: no clock, no randomness, no files, no third party"
    if not layer.startswith("adapters") and top in EDGE_ONLY:
        return "may not touch this; an adapter does"
    if layer in ("ports", "app") and top not in sys.stdlib_module_names:
        return "may import the standard library only"
    return None


def test_every_import_is_in_the_table() -> None:
    known = [name for name in MODULES if name and name not in ("core", "data")]
    assert [name for name in known if not layer_of(name)] == [], "a module outside every layer of the table"
    breaches = [
        f"src/unslump/{MODULES[name].relative_to(ROOT)}:{line}: {name} imports {target}, but {name} {why}"
        for name in known
        for target, line in imports(name)
        if (why := breach(name, target))
    ]
    assert not breaches, "The import table of docs/design.md does not hold:\n" + "\n".join(breaches)


def test_an_adapter_has_one_outside_library() -> None:
    for name in (n for n in MODULES if n.startswith("adapters.")):
        tops = {target.split(".")[0] for target, _ in imports(name)} - sys.stdlib_module_names
        tops -= {"unslump", "numpy"}  # arrays are what camera adapters hand on, not what they wrap
        assert len(tops) <= 1, f"{name} uses {sorted(tops)}: one outside library an adapter"


def test_the_core_calls_no_clock_and_opens_nothing() -> None:
    calls = [
        f"src/unslump/{path.relative_to(ROOT)}:{node.lineno}: {called}()"
        for name, path in MODULES.items()
        if inside(name, "core")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for called in [getattr(node.func, "attr", getattr(node.func, "id", ""))]
        if called in IMPURE_CALLS
    ]
    assert not calls, "core/ reads no clock, prints nothing and opens nothing:\n" + "\n".join(calls)


def test_the_table_can_fail() -> None:
    for name, target in (
        ("core.session.player", "unslump.core.screening.rules"),
        ("core.history.summary", "time"),
        ("app.session_service", "unslump.adapters.store"),
        ("adapters.store.sqlite", "unslump.adapters.clock"),
        ("faces.web.routes", "unslump.adapters.store"),
        ("faces.web.routes", "sqlite3"),
        ("faces.web.routes", "unslump.core.session.player"),
        ("faces.cli.commands", "unslump.faces.web.server"),
        ("faces.agent.main", "unslump.faces.desktop.start"),
        ("faces.agent.main", "PySide6.QtWidgets"),
        ("adapters.desktop.qt", "PySide6.QtCore"),
        ("__main__", "unslump.faces.desktop.app"),
    ):
        assert breach(name, target), f"{name} importing {target} should break the table"
    assert breach("faces.web.main", "unslump.adapters.store") is None
    assert breach("faces.desktop.tray", "PySide6.QtWidgets") is None
    assert breach("__main__", "unslump.faces.desktop.start") is None
    assert breach("core.session.player", "unslump.core.screening.verdict") is None
