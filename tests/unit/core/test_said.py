"""An error holds a key and what to fill in; only a language makes a sentence of it."""

from __future__ import annotations

import pytest

from unslump.core.errors import BadInput, UnslumpError, did_you_mean
from unslump.core.words import Said, Words

ENGLISH = Words(
    "en",
    {
        "errors.did_you_mean": " (did you mean {names:, }?)",
        "lost": "Found {found!r}{near}. Try {known: or }.",
        "many": "{n} things: {problems:; }.",
        "one": "{place}: {what}",
        "braces": "Nothing to fill in: {}",
    },
)
GERMAN = Words(
    "de",
    {
        "errors.did_you_mean": " (etwa {names:, }?)",
        "lost": "{known: oder } erwartet, {found!r}{near} gefunden.",
        "many": "{n} Dinge: {problems: / }.",
        "one": "bei {place} {what}",
    },
)


def lost(found: str) -> BadInput:
    return BadInput("lost", found=found, near=did_you_mean(found, ("sit", "stand")), known=("sit", "stand"))


def test_each_language_makes_its_own_sentence_of_one_error() -> None:
    assert lost("stant").said(ENGLISH) == "Found 'stant' (did you mean stand?). Try sit or stand."
    assert lost("stant").said(GERMAN) == "sit oder stand erwartet, 'stant' (etwa stand?) gefunden."
    assert lost("xyz").said(ENGLISH) == "Found 'xyz'. Try sit or stand."


def test_parts_stand_within_parts() -> None:
    problems = [Said("one", place="age", what="young"), Said("one", place="site", what=lost("sitt").text)]
    error = BadInput("many", n=2, problems=problems)
    assert error.said(ENGLISH).startswith("2 things: age: young; site: Found 'sitt'")
    assert error.said(GERMAN).startswith("2 Dinge: bei age young / bei site sit oder stand")


def test_what_was_found_is_never_read_as_a_pattern() -> None:
    assert lost("{known}").said(ENGLISH).startswith("Found '{known}'")
    assert UnslumpError("braces").said(ENGLISH) == "Nothing to fill in: {}"


def test_an_error_itself_is_for_developers() -> None:
    assert str(lost("xyz")) == "lost found='xyz' near='' known=('sit', 'stand')"


def test_a_key_without_words_is_a_bug() -> None:
    with pytest.raises(KeyError, match="Did you mean lost"):
        UnslumpError("lots").said(ENGLISH)
