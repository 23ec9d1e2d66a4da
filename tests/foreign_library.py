"""A C library of Python functions, called through C all the same: what is passed must fit the signature."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from unslump.adapters.desktop.foreign import Library, Signature

Functions = Mapping[str, Callable[..., Any]]


def library(signatures: Mapping[str, Signature], functions: Functions) -> Library:
    """Return a library of these functions; one that is not among them is not there."""
    made = SimpleNamespace()
    for name, function in functions.items():
        returned, taken = signatures[name]
        simple = returned is None or not issubclass(returned, ctypes.Structure)
        called = ctypes.CFUNCTYPE(returned, *taken)(function) if simple else Plain(function)
        setattr(made, name, called)
    return Library(lambda: made, signatures)


def no_library(signatures: Mapping[str, Signature]) -> Library:
    """A library that cannot be loaded."""

    def load() -> Any:
        raise OSError("no such file")

    return Library(load, signatures)


class Plain:
    """A function that returns a structure, which C cannot be told from Python."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *arguments: Any) -> Any:
        return self._function(*arguments)


def put(address: int, value: ctypes._SimpleCData[Any] | ctypes.Structure | ctypes.Array[Any]) -> None:
    """Write a value where a pointer points to."""
    ctypes.memmove(address, ctypes.byref(value), ctypes.sizeof(value))
