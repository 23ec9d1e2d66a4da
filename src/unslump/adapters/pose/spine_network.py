"""A spine model of the person's own: one ONNX file, run on one thread. The only file that touches ONNX.

Why not OpenCV, which is there already: its 5.0 takes ``x * HardSigmoid(y)`` for ``x * HardSigmoid(x)``
without a word, and networks of this kind hold that (docs/decisions/0028-a-spine-model-of-ones-own.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ...core.errors import BadInput

Numbers = NDArray[np.float32]

POINTS = 37
"""What a network of this kind names; nine of them lie along the spine."""

MOST_BYTES = 1 << 30
"""The largest one published has about a tenth of it."""

MOST_PX = 1024
"""Longest side of the picture it may ask for. Chosen: the largest one published asks for 384."""


class SpineNetwork:
    """A network of one picture in and two tables out: how likely each point lies in each column, each row.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    recipe : dict
        The file's name, its SHA-256 and the runtime, as plain JSON values.
    size_px : tuple of int
        Width and height of the picture it looks at; never wider than high.
    steps : int
        Columns for each pixel of that picture, and rows.

    Raises
    ------
    BadInput
        The file is not there, cannot be read, is no ONNX network, or one of another form.
    """

    def __init__(self, path: Path) -> None:
        raw = _read(path)
        self._run = _session(raw, path)
        self.size_px = _size_px(self._run.get_inputs(), path)
        self._inlet = self._run.get_inputs()[0].name
        self.steps = self._tried(path)
        self.recipe = {
            "file": path.name,
            "sha256": hashlib.sha256(raw).hexdigest(),
            "runtime": f"onnxruntime {onnxruntime.__version__}",
        }

    def __call__(self, picture: Numbers) -> tuple[Numbers, Numbers]:
        """Return the columns and the rows: shapes (POINTS, width * steps) and (POINTS, height * steps).

        Parameters
        ----------
        picture : ndarray of float32, shape (height, width, 3)
            Scaled as the network wants it.
        """
        columns, rows = self._run.run(None, {self._inlet: picture.transpose(2, 0, 1)[np.newaxis]})
        return columns[0], rows[0]

    def _tried(self, path: Path) -> int:
        """Look at nothing once, and see that what comes out has the form."""
        width, height = self.size_px
        nothing = np.zeros((1, 3, height, width), np.float32)
        try:
            tables = self._run.run(None, {self._inlet: nothing})
        except Exception as broken:
            raise BadInput("spine.unreadable", path=str(path)) from broken
        shapes = [getattr(table, "shape", ()) for table in tables]
        steps = shapes[0][-1] // width if shapes and shapes[0] else 0
        if steps < 1 or shapes != [(1, POINTS, steps * width), (1, POINTS, steps * height)]:
            raise BadInput("spine.other", path=str(path), points=POINTS)
        return int(steps)


def _read(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a pipe could keep us waiting for ever
            raise BadInput("spine.unreadable", path=str(path))
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, ValueError) as error:
        raise BadInput("errors.file.missing", path=path) from error
    except OSError as error:
        raise BadInput("errors.file.unreadable", path=path, why=error.strerror or error) from error
    if len(raw) > MOST_BYTES:
        raise BadInput("spine.too_large", path=str(path), most=MOST_BYTES >> 20)
    return raw


def _session(raw: bytes, path: Path) -> Any:
    """Open the network from what was read, so that what is hashed is what is run."""
    onnxruntime.disable_telemetry_events()
    asked = onnxruntime.SessionOptions()
    asked.intra_op_num_threads = asked.inter_op_num_threads = 1
    asked.log_severity_level = 4  # what is wrong is raised, and said by us
    try:
        return onnxruntime.InferenceSession(raw, asked, providers=["CPUExecutionProvider"])
    except Exception as broken:  # its errors have no other common kind
        raise BadInput("spine.unreadable", path=str(path)) from broken


def _size_px(inlets: Sequence[Any], path: Path) -> tuple[int, int]:
    """Return width and height of the one picture that a network asks for."""
    shape = inlets[0].shape if len(inlets) == 1 and inlets[0].type == "tensor(float)" else ()
    match shape:
        case [1 | str() | None, 3, int(height), int(width)] if 1 <= width <= height <= MOST_PX:
            return width, height
    raise BadInput("spine.other", path=str(path), points=POINTS)
