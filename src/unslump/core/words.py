"""Everything a person reads, by name. The sentences themselves are data (``data/words``).

A key is ``file.section.name`` (``session.stop.title`` lives in ``words/en/session.toml``). A missing key is
a bug and raises; it never shows an empty screen. A text may hold ``{names}`` to fill in.

Code that does not speak itself (the core, the services, every error) hands on a ``Said``: a key and what to
fill in. A face turns it into a sentence, in the person's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, init=False)
class Said:
    """A text that is not in any language yet: its key, and what to fill in.

    A value may itself be a ``Said``, or a tuple or list of texts and ``Said``. What stands between those is
    said by the text: ``{names:, }`` puts a comma and a space between them, ``{names}`` a space.
    """

    key: str
    values: Mapping[str, Any]

    def __init__(self, key: str, /, **values: object) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", values)


@dataclass(frozen=True)
class Words:
    """All sentences of one language.

    Parameters
    ----------
    language : str
        BCP 47 tag, as ``<html lang>`` wants it.
    texts : mapping of str to str
        Flat, dotted keys.
    """

    language: str
    texts: Mapping[str, str] = field(repr=False)

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the sentence for ``key`` with ``values`` filled in, as ``Said`` describes them.

        Raises
        ------
        KeyError
            The key or one of the values is missing; near keys are named.
        """
        try:
            text = self.texts[key]
        except KeyError:
            hint = " or ".join(near(key, self.texts))
            raise KeyError(f"No words for {key!r}." + (f" Did you mean {hint}?" if hint else "")) from None
        return text.format_map({n: self._filled(v) for n, v in values.items()}) if values else text

    def _filled(self, value: object) -> object:
        if isinstance(value, Said):
            return self(value.key, **value.values)
        if isinstance(value, tuple | list):
            return _Row(str(self._filled(each)) for each in value)
        return value

    def has(self, key: str) -> bool:
        return key in self.texts

    def count(self, key: str, n: int, **values: object) -> str:
        """Return ``key.one`` or ``key.other`` with ``{n}`` filled in."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=n, **values)

    def under(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield ``(key, text)`` of every text below ``prefix``."""
        start = prefix + "."
        return ((key, text) for key, text in self.texts.items() if key.startswith(start))


class _Row(tuple[str, ...]):
    """Several texts in one place of a sentence; the sentence says what stands between them."""

    __slots__ = ()

    def __format__(self, between: str) -> str:
        return (between or " ").join(self)


def near(found: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return at most three names that look like what was found, the nearest first."""
    from difflib import get_close_matches  # here: only a wrong name needs it

    by_lower = {name.lower(): name for name in known}
    return tuple(by_lower[name] for name in get_close_matches(found.lower(), by_lower, n=3, cutoff=0.6))


def flatten(tree: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Turn nested tables into dotted keys.

    Raises
    ------
    TypeError
        A leaf is not text.
    """
    flat: dict[str, str] = {}
    for name, value in tree.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(value, Mapping):
            flat |= flatten(value, key)
        elif isinstance(value, str):
            flat[key] = value
        else:
            raise TypeError(f"Words must be text: {key} is {type(value).__name__}.")
    return flat
