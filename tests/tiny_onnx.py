"""A spine network of some kilobytes, written byte by byte: nobody's model, and no package needed to make it.

It finds the brightest column and the brightest row of a picture and names them for every point, each point as
sure as ``SURE`` says. The form is that of protocol buffers: a number for the field, then what it holds.
"""

from __future__ import annotations

import importlib.util
import os
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

WIDTH, HEIGHT, POINTS = 24, 32, 37
FLOAT = 1

SURE = np.linspace(0.1, 0.4, POINTS, dtype=np.float32)
"""How much of the picture's brightness each point takes for its own sureness."""

HAS_RUNTIME = importlib.util.find_spec("onnxruntime") is not None


def needs_runtime() -> None:
    """Skip a test where the extra ``spine`` is not installed, or fail it under CI."""
    if not HAS_RUNTIME:
        why = "onnxruntime is not installed here: it comes with the extra [spine]"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)


def _number(value: int) -> bytes:
    raw = b""
    while value > 0x7F:
        raw, value = raw + bytes([value & 0x7F | 0x80]), value >> 7
    return raw + bytes([value])


def _field(number: int, *values: bytes | str | int) -> bytes:
    """Return one field, as often as there are values."""
    raw = b""
    for value in values:
        if isinstance(value, int):
            raw += _number(number << 3) + _number(value)
        else:
            inside = value.encode() if isinstance(value, str) else value
            raw += _number(number << 3 | 2) + _number(len(inside)) + inside
    return raw


def _node(kind: str, inlets: Sequence[str], outlet: str, axes: Sequence[int] = (), **flags: int) -> bytes:
    attributes = [_field(1, name) + _field(3, value) + _field(20, 2) for name, value in flags.items()]
    if axes:
        attributes.append(_field(1, "axes") + _field(8, *axes) + _field(20, 7))
    return _field(1, *inlets) + _field(2, outlet) + _field(4, kind) + _field(5, *attributes)


def _tensor(name: str, values: np.ndarray) -> bytes:
    raw = struct.pack(f"<{values.size}f", *values.ravel())
    return _field(1, *values.shape) + _field(2, FLOAT) + _field(8, name) + _field(9, raw)


def _value(name: str, shape: Sequence[int]) -> bytes:
    dims = _field(1, *(_field(1, each) for each in shape))
    return _field(1, name) + _field(2, _field(1, _field(1, FLOAT) + _field(2, dims)))


def _spread(length: int, steps: int) -> np.ndarray:
    """Return what lays each of so many pixels on the first of its steps."""
    laid = np.zeros((length, length * steps), np.float32)
    laid[np.arange(length), np.arange(length) * steps] = 1
    return laid


def network(
    *, width: int = WIDTH, height: int = HEIGHT, points: int = POINTS, steps: int = 2, tables: int = 2
) -> bytes:
    """Return the bytes of a network; other numbers than the usual make one of another form."""
    nodes, held, outlets = [], [_tensor("sure", np.resize(SURE, (1, points, 1)))], []
    for name, length, axes in (("x", width, (1, 2)), ("y", height, (1, 3)))[:tables]:
        held.append(_tensor(f"laid_{name}", _spread(length, steps)))
        nodes += [
            _node("ReduceMax", ["picture"], f"line_{name}", axes, keepdims=0),
            _node("MatMul", [f"line_{name}", f"laid_{name}"], f"fine_{name}"),
            _node("Unsqueeze", [f"fine_{name}"], f"one_{name}", [1]),
            _node("Mul", ["sure", f"one_{name}"], f"simcc_{name}"),
        ]
        outlets.append(_value(f"simcc_{name}", (1, points, length * steps)))
    inlet = _value("picture", (1, 3, height, width))
    graph = (
        _field(1, *nodes) + _field(2, "tiny") + _field(5, *held) + _field(11, inlet) + _field(12, *outlets)
    )
    return _field(1, 7) + _field(7, graph) + _field(8, _field(2, 11))


def written(folder: Path, name: str = "my spine.onnx", raw: bytes | None = None) -> Path:
    path = folder / name
    path.write_bytes(network() if raw is None else raw)
    return path
