"""One TensorFlow Lite network, run on one thread. The only file that touches the runtime.

One thread: two cores of a small machine are for two people or for the page beside it, and a second thread
gained less than a tenth here (docs/benchmarks.md).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from ...core.errors import BadInput
from ...core.motion.frames import Floats

Numbers = NDArray[np.float32]


def likelihood(logits: NDArray[Any]) -> Floats:
    """Return the logistic function of each number: 0 to 1."""
    likely: Floats = 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -80, 80)))
    return likely


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the runtime's own greeting from standard error: it has no switch for it."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


class Network:
    """A network of one picture in and some tables out.

    Parameters
    ----------
    path : Path
        A ``.tflite`` file.

    Raises
    ------
    BadInput
        If the runtime cannot read the file.
    """

    def __init__(self, path: Path) -> None:
        try:
            with _quiet():
                self._run = Interpreter(str(path), num_threads=1)
                self._run.allocate_tensors()
        except (ValueError, RuntimeError) as broken:
            raise BadInput("motion.model_unreadable", path=str(path)) from broken
        self._inlet = self._run.get_input_details()[0]["index"]
        self._outlets = [each["index"] for each in self._run.get_output_details()]
        self.side_px = int(self._run.get_input_details()[0]["shape"][1])

    def __call__(self, picture: Numbers) -> Sequence[Numbers]:
        """Return the tables, in the network's own order, without the batch axis.

        Parameters
        ----------
        picture : ndarray of float32, shape (side_px, side_px, 3)
            Scaled as the network wants it.
        """
        self._run.set_tensor(self._inlet, picture[np.newaxis])
        self._run.invoke()
        return [self._run.get_tensor(index)[0] for index in self._outlets]
