"""The repository stands alone: it names no machine it was made on, and no address to install from."""

from __future__ import annotations

import re

from docs_tree import ROOT, tracked_files

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = [
    *("py" + r"pi\.org", "python" + r"hosted\.org", "anaconda" + r"\.org", "conda" + r"\.io"),
    *("registry\\." + r"npmjs\.org", "npm" + r"js\.com", "yarn" + r"pkg\.com", "jsr" + r"\.io"),
    *("crates" + r"\.io", "proxy\\." + r"golang\.org", "ruby" + r"gems\.org", "pub" + r"\.dev"),
    *("hugging" + r"face\.co", "docker" + r"\.io", "ghcr" + r"\.io"),
]
ADDRESSES = ["--(?:extra-)?index" + "-url", "--find" + "-links", r"\[\[tool\.uv\.index\]\]"]
PLACES = [
    r"(?<![\w.~-])/wo" + "rk/",
    r"\.\./sha" + r"red\b",
    "source-" + r"article\.txt",
    r"(?<![\w.~-])/ro" + "ot/",
]
FORBIDDEN = re.compile("|".join([*HOSTS, *ADDRESSES, *PLACES]), re.IGNORECASE)


def test_no_tracked_file_names_a_registry_or_a_place_of_one_machine() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        for number, line in enumerate(text.splitlines(), 1):
            if hit := FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {hit[0]}")
    assert not found, "\n".join(found)


def test_the_search_finds_what_it_looks_for() -> None:
    for sample in (
        "https://" + "py" + "pi.org/simple",
        "see /wo" + "rk/main",
        "from ../sha" + "red",
        "pub" + ".dev",
    ):
        assert FORBIDDEN.search(sample), sample
    for harmless in ("network/", "https://example.org/framework/x", "a shared room"):
        assert not FORBIDDEN.search(harmless), harmless
