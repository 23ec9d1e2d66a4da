"""Every sentence a person reads, against what may and may not be said (docs/evidence.md B.7, docs/words.md).

Another language needs lists of its own: ``MAY_NOT_SAY`` and ``CONDITIONS`` are English.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest

from unslump.adapters.content import exercise_ids, languages, load_exercise, load_words

WORDS = load_words("en")
SHINGLES = frozenset(
    line
    for line in (Path(__file__).parents[1] / "data" / "article-shingles.txt").read_text().splitlines()
    if not line.startswith("#")
)
RUN = 8
"""Words in a row that may not be the article's (facts carry over, sentences do not)."""

MAY_NOT_SAY = {
    r"(you are|you're) cleared|clears you": "only professionals can give the O.K. (S17)",
    r"safe for you|(is|are) safe": "we cannot know (S17)",
    r"(?<!not )recommends? (it|this|that) (for|to) you": "recommended for some people, not for you (S10)",
    r"recommended for you|we recommend": "it describes, it does not recommend (S16)",
    r"treat(s|ing|ments?)?(?! \w+ as)|therapy for": "no medical claim (B.7)",
    r"reliev\w+|relief|cures?|curing|heals?|healing": "no medical claim (B.7)",
    r"prevents?|preventing|prevention": "no medical claim (B.7)",
    r"decompress\w*|(lowers|reduces?) (the |disc )*(pressure|compression)": "the fold loads the disc (C.9)",
    r"proven|guarantee\w*": "no trial of this stretch was found (B.7)",
    r"disc damage|damages? \w* ?discs?|health score": "not shown, not measured (B.7, C.9)",
    r"dysfunction\w*|patholog\w*|abnormal\w*": "no verdict on a body (B.7)",
    r"you (may|might|could) have (a|an)": "no guess at what someone has (B.7)",
    r"further|push|pushes|pushing|deeper!|harder|no pain,? no gain": "as far as stays easy (S64)",
    r"touch(es|ing)? (the floor|your toes)|record depth|personal best|streaks?": "depth is no goal (S64, G5)",
    r"perfect\w*|correct posture|bad posture": "nobody is marked (S64)",
    r"lazy|you (only|failed|forgot|missed)|shame": "a skipped break is never scolded",
    r"L[1-5]\s?[-–/]\s?(L[1-5]|S1)": "regions, never vertebrae (E.13)",
}
CONDITIONS = re.compile(
    r"\b(sciatica|herniat\w*|slipped disc|bulging disc|disc (bulge|problem|disease)|stenosis|osteop\w+"
    r"|spondyl\w+|scoliosis|arthritis|rheumat\w+|ankylosing|glaucoma|detached retina|hernias?|diastasis"
    r"|strokes?|aneurysms?|heart (failure|disease|attack)|hypertension|cauda equina|cancers?|tumou?rs?"
    r"|fibromyalgia|vertigo|migraines?|diabetes|carpal tunnel|asthma|impingement|labral|whiplash"
    r"|parkinson\w*|epilepsy|thrombosis|hypermobility)\b",
    re.IGNORECASE,
)
ASKED = "screening.question."
"""Questions may use a plain word for a condition, output never (docs/decisions/0007)."""

ALLOWED = {
    ("why.section.stretch.claim.steps.text", "is safe"): "says that nobody has studied it",
}
"""(key, words found) -> why they may stand there. Only for sentences that say what we do not do."""

AMERICAN = re.compile(r"\b(color|center|centimeter|behavior|neighbor|labor|fiber|meter)s?\b", re.IGNORECASE)


def hits(pattern: str | re.Pattern[str], text: str) -> list[str]:
    found = (
        re.finditer(rf"\b({pattern})" + r"(?!\w)", text, re.IGNORECASE) if isinstance(pattern, str) else None
    )
    return [match.group(0).lower() for match in (found or pattern.finditer(text))]  # type: ignore[union-attr]


def shingles(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", ""))
    runs = (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
    return {sha256(run.encode()).hexdigest()[:12] for run in runs}


def test_there_is_something_to_read() -> None:
    assert "en" in languages()
    assert len(WORDS.texts) > 500
    assert len(SHINGLES) > 500


@pytest.mark.parametrize("pattern", MAY_NOT_SAY)
def test_what_may_not_be_said_is_not_said(pattern: str) -> None:
    said = [
        f"{key}: {found!r} in {text!r}"
        for key, text in WORDS.texts.items()
        for found in hits(pattern, text)
        if (key, found) not in ALLOWED
    ]
    assert not said, f"{MAY_NOT_SAY[pattern]}:\n" + "\n".join(said)


def test_no_condition_is_named_but_in_a_question() -> None:
    named = [
        f"{key}: {found!r} in {text!r}"
        for key, text in WORDS.texts.items()
        if not key.startswith(ASKED)
        for found in hits(CONDITIONS, text)
    ]
    assert not named, "say what to do, never what someone has (B.7):\n" + "\n".join(named)


def test_every_exception_is_still_needed() -> None:
    for key, found in ALLOWED:
        assert any(found in hits(pattern, WORDS(key)) for pattern in MAY_NOT_SAY), (
            f"{key} no longer says {found!r}"
        )


@pytest.mark.parametrize(
    ("key", "hedge"),
    [
        ("why.said.S2", "perhaps"),
        ("why.said.S9", "may"),
        ("why.said.S10", "for some people"),
        ("why.said.S45", "may"),
        ("exercises.stretch.fold_psoas", "may"),
    ],
)
def test_the_article_s_hedges_survive(key: str, hedge: str) -> None:
    assert re.search(rf"\b{hedge}\b", WORDS(key))


def test_a_claim_never_stands_without_its_hedge() -> None:
    needs = [
        (r"(worst|hardest).{0,40}(back|disc)", "perhaps"),  # S2
        (r"Physical Therapy Association.{0,40}recommend", "for some people"),  # S10
        (r"help\w*.{0,40}psoas|psoas.{0,40}help", "may"),  # S45, C.10
    ]
    for key, text in WORDS.texts.items():
        for claim, hedge in needs:
            if re.search(claim, text, re.IGNORECASE):
                assert re.search(rf"\b{hedge}\b", text, re.IGNORECASE), (
                    f"{key} says it without {hedge!r}: {text!r}"
                )


def test_the_cues_about_the_psoas_keep_their_caveats() -> None:
    for exercise_id in ("D01", "D02"):
        said = {
            cue.source: WORDS(cue.words)
            for phase in load_exercise(exercise_id, WORDS).phases
            for cue in phase.cues
        }
        assert "may" in said["S45"].split()
        assert "may help" in said["S46"] and "loads the spine" in said["S46"]  # C.10


def test_no_sentence_of_the_article_is_copied() -> None:
    copied = [f"{key}: {text!r}" for key, text in WORDS.texts.items() if shingles(text) & SHINGLES]
    assert not copied, f"{RUN} words in a row are the article's:\n" + "\n".join(copied)


def test_the_spelling_is_british() -> None:
    found = [f"{key}: {hit!r}" for key, text in WORDS.texts.items() for hit in hits(AMERICAN, text)]
    assert not found, "\n".join(found)


def test_no_words_are_left_over_in_the_exercises() -> None:
    """A sentence nobody says is a sentence nobody checks."""
    exercises = [load_exercise(exercise_id, WORDS) for exercise_id in exercise_ids()]
    used = {cue.words for e in exercises for p in e.phases for cue in p.cues}
    used |= {key for e in exercises for key in (e.name, e.summary, *e.cautions)}
    used |= {p.name for e in exercises for p in e.phases}
    assert sorted(key for key, _ in WORDS.under("exercises") if key not in used) == []


def test_the_lint_can_fail() -> None:
    assert hits(r"further", "Go further!") and not hits(r"further", "furthermore")
    assert hits(CONDITIONS, "You have Sciatica.") and not hits(CONDITIONS, "a strong back")
    assert shingles("one two three four five six seven eight") and not shingles(
        "seven words are too few to tell"
    )
