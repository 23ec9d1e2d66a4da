"""Whoever follows a link in a document arrives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs_tree import DOCS, PACKAGE, ROOT, documents, page, rows, text_of, without_code

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def anchors(path: Path) -> set[str]:
    """Names that a heading can be reached by, as code hosts make them."""
    heads = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text_of(path), flags=re.M | re.S), flags=re.M
    )
    plain = (re.sub(r"[^\w\- ]", "", head.strip().lower()) for head in heads)
    return {head.replace(" ", "-") for head in plain}


@pytest.mark.parametrize("document", documents(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_relative_link_arrives(document: Path) -> None:
    lost = []
    for target in LINK.findall(without_code(text_of(document))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (document.parent / name).resolve() if name else document
        if not place.exists() or (anchor and anchor not in anchors(place)):
            lost.append(target)
    assert not lost, f"{document.relative_to(ROOT)} links to what is not there: {', '.join(lost)}"


def test_every_decision_is_on_the_list() -> None:
    decisions = DOCS / "decisions"
    listed = {
        LINK.search(cells[0])[1] for cells in rows(text_of(decisions / "README.md")) if LINK.search(cells[0])
    }
    there = {path.name for path in decisions.glob("[0-9]*.md")}
    assert listed == there
    assert len({name[:4] for name in there}) == len(there), "two decisions share a number"


def test_every_page_can_be_found_from_the_readme() -> None:
    reached, frontier = set(), [ROOT / "README.md"]
    while frontier:
        document = frontier.pop()
        reached.add(document)
        for target in LINK.findall(without_code(text_of(document))):
            place = (document.parent / target.partition("#")[0]).resolve()
            if place.suffix == ".md" and place.exists() and place not in reached:
                frontier.append(place)
    alone = [str(p.relative_to(ROOT)) for p in DOCS.rglob("*.md") if p.resolve() not in reached]
    assert not alone, f"no link leads to {', '.join(alone)}"


ENTRY = re.compile(
    r"docs/evidence\.md(?:,)? ((?:[A-G]\.\d+|[A-Z]{1,3}\d+)(?:[ ,/]+(?:and )?[A-Z]{1,3}\.?\d+)*)"
)


def test_every_citation_of_the_evidence_names_an_entry() -> None:
    evidence = page("evidence.md")
    lost = []
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml")]:
        for cited in ENTRY.findall(text_of(path)):
            for entry in re.findall(r"[A-Z]{1,3}\.?\d+", cited):
                if not re.search(rf"\b{re.escape(entry)}\b", evidence):
                    lost.append(f"{path.relative_to(ROOT)}: {entry}")
    assert not lost, "docs/evidence.md has no such entry:\n" + "\n".join(lost)
