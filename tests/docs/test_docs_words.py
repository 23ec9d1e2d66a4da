"""What the documents say to a person keeps to docs/evidence.md B.7, and languages say the same things."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest
from docs_tree import DOCS, PACKAGE, ROOT, documents, text_of, without_code

from unslump.core.words import flatten

WORDS = PACKAGE / "data" / "words"

MAY_NOT_SAY = re.compile(
    r"\b(you are cleared|safe for you|clinically proven|touch the floor"
    r"|treats?|reliev\w+|cur(?:es?|ed|ing)|prevents?|preventing|decompress\w*"
    r"|further|push(?:es|ing)?|perfect(?:ly)?"
    r"|herniat\w+|sciatica|stenosis|osteoporo\w+|cauda equina|glaucoma)\b",
    re.IGNORECASE,
)
SAYS_IT_FOR_A_REASON = {
    "docs/evidence.md": "the base itself: it holds the list, the conditions and the sources",
    "docs/peers.md": "about other programs, in their own terms",
    "docs/motion-findings.md": "a measurement report",
    "docs/house-style.md": "about code",
    "docs/screening.md": "explains rules to maintainers, and must name what a rule is about",
}


@pytest.mark.parametrize("document", documents(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_document_promises_nothing(document: Path) -> None:
    name = str(document.relative_to(ROOT))
    if name in SAYS_IT_FOR_A_REASON or document.parent == DOCS / "decisions":
        return
    said = [
        f"{number}: {hit[0]}"
        for number, line in enumerate(without_code(text_of(document)).splitlines(), 1)
        if (hit := MAY_NOT_SAY.search(line))
    ]
    assert not said, f"{name} says what B.7 does not allow: {'; '.join(said)}"


def test_the_list_is_alive() -> None:
    assert MAY_NOT_SAY.search("This relieves a stiff back") and not MAY_NOT_SAY.search(
        "a treaty about pushchairs"
    )
    assert all((ROOT / name).exists() for name in SAYS_IT_FOR_A_REASON), "a page on the list is gone"


def texts(language: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(language.glob("*.toml")):
        found |= flatten(tomllib.loads(text_of(path)), path.stem)
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_the_same_keys_and_fields() -> None:
    english = texts(WORDS / "en")
    assert english
    for language in (folder for folder in WORDS.iterdir() if folder.is_dir()):
        other = texts(language)
        assert other.keys() == english.keys(), f"{language.name}: {sorted(other.keys() ^ english.keys())}"
        differ = [key for key in english if fields(english[key]) != fields(other[key])]
        assert not differ, f"{language.name}: other {{names}} than English in {differ}"


def test_every_sentence_can_be_filled_in() -> None:
    """A lone brace would raise in front of a person."""
    for key, text in texts(WORDS / "en").items():
        assert all(name.isidentifier() for name in fields(text)), f"{key}: {text}"


class TestWhy:
    """The why page: each claim has a text, a status that is explained and sources that are listed."""

    why = texts(WORDS / "en")

    def claims(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for key, text in self.why.items():
            if match := re.fullmatch(r"why\.section\.(\w+\.claim\.\w+)\.(\w+)", key):
                found.setdefault(match[1], {})[match[2]] = text
        return found

    def test_every_claim_says_how_sure_it_is_and_where_it_comes_from(self) -> None:
        assert len(self.claims()) >= 20
        for name, claim in self.claims().items():
            assert claim.keys() == {"text", "status", "source"}, name
            assert f"why.status.{claim['status']}.name" in self.why, name
            for key in claim["source"].split():
                assert f"why.said.{key}" in self.why or f"why.source.{key}.title" in self.why, (
                    f"{name}: {key}"
                )

    def test_sitting_is_never_called_worst_without_perhaps(self) -> None:
        about = [t for k, t in self.why.items() if k.startswith("why.") and re.search(r"hardest|worst", t)]
        assert about and all("perhaps" in text for text in about)

    def test_the_book_is_cited_without_borrowing_its_authority(self) -> None:
        for text in (self.why["why.panel.book"], self.why["why.section.stretch.claim.book.text"]):
            assert "1999" in text and "have not seen its text" in text and "attributed" in text

    def test_the_association_is_quoted_with_for_some_people(self) -> None:
        quoting = [t for t in self.why.values() if "Association" in t and "recommend" in t]
        assert quoting and all("some people" in text for text in quoting)

    def test_every_source_is_one_of_the_evidence(self) -> None:
        evidence = text_of(DOCS / "evidence.md")
        for key in {k.split(".")[2] for k in self.why if k.startswith("why.source.")} - {"LOOKED"}:
            stem = re.sub(r"\d$", "", key) if key.startswith("DESK") else key
            assert stem in evidence, key
