"""What an error says to a person, in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from unslump.adapters.content import load_words
from unslump.core.errors import UnslumpError

WORDS = load_words()


def said(error: UnslumpError) -> str:
    return error.said(WORDS)


@contextmanager
def refused(kind: type[UnslumpError], match: str) -> Iterator[pytest.ExceptionInfo[UnslumpError]]:
    """Expect an error whose sentence matches, as ``pytest.raises`` does for others."""
    with pytest.raises(kind) as caught:
        yield caught
    assert re.search(match, said(caught.value)), said(caught.value)
