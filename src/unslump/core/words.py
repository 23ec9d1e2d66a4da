"""Everything a person reads, by name. The sentences themselves are data (``data/words``).

A key is ``file.section.name`` (``session.stop.title`` lives in ``words/en/session.toml``). A missing key is
a bug and raises; it never shows an empty screen. A text may hold ``{names}`` to fill in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .errors import did_you_mean


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

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence for ``key`` with ``values`` filled in.

        Raises
        ------
        KeyError
            The key or one of the values is missing; near keys are named.
        """
        try:
            text = self.texts[key]
        except KeyError:
            raise KeyError(f"No words for {key!r}.{did_you_mean(key, self.texts)}") from None
        return text.format_map(values) if values else text

    def has(self, key: str) -> bool:
        return key in self.texts

    def count(self, key: str, n: int, **values: object) -> str:
        """Return ``key.one`` or ``key.other`` with ``{n}`` filled in."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=n, **values)

    def under(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield ``(key, text)`` of every text below ``prefix``."""
        start = prefix + "."
        return ((key, text) for key, text in self.texts.items() if key.startswith(start))


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
