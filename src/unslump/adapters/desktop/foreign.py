"""Call a C library of the system through ctypes; a fake of the same signatures can stand in for it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from typing import Any

Signature = tuple[Any, tuple[Any, ...]]
"""What a function returns (None: nothing) and takes, as ctypes types."""

FAILURES = (OSError, ImportError, AttributeError, ValueError, TypeError, ctypes.ArgumentError)
"""What a call may raise: no such library, module or function, a value of another form, a refusal."""


class Library:
    """Functions of one library, each with its signature. Loaded when the first is called, not before.

    A library or function that is not there raises one of ``FAILURES`` at the call, each time anew.

    Parameters
    ----------
    load : callable
        Returns the library: a ``ctypes.CDLL``, or anything that has the functions.
    signatures : mapping of str to Signature
        Every function that may be called.
    """

    def __init__(self, load: Callable[[], Any], signatures: Mapping[str, Signature]) -> None:
        self._load = load
        self._signatures = signatures
        self._loaded: Any = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._signatures:
            raise AttributeError(name)
        if self._loaded is None:
            self._loaded = self._load()
        function = getattr(self._loaded, name)
        function.restype, function.argtypes = self._signatures[name]
        setattr(self, name, function)  # found once: the next call does not come here
        return function


def reason(error: BaseException) -> str:
    """What the system says of a failure, in its own words and on one line."""
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(said).split())
