"""Whether an exercise holds together, beyond each value being of its kind.

The rules:

1. Ids are unique; every named phase, sentence, source and gap exists.
2. A cue says what observes it, lies inside its phase, and cues stand in the order in which they are said.
3. At most two ``lead`` cues a breath at any level: nobody follows more while moving (docs/evidence.md D01).
4. What the article says of sitting alone or standing alone stays there (S26-S29; S30-S32, S58).
5. Where ``moves_on_exhale`` holds: movement on the exhale only, and an inhale before each movement
   (S33, S34, S52, S53; G11 where the uncurl takes several breaths).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from ..reading import NOTHING, Problems, expected_but
from ..vocab import MAX_LEVEL, MIN_LEVEL
from ..words import Said
from .model import Cue, Exercise, Phase
from .placing import place

MAX_LEADS = 2
"""Lead cues in one breath (docs/evidence.md D01/D02, voice rules)."""

SITTING_ONLY = frozenset({"S26", "S27", "S28", "S29"})
STANDING_ONLY = frozenset({"S30", "S31", "S32", "S58"})

_EXERCISE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_S = re.compile(r"S([1-9]|[1-5]\d|6[0-8])")
_G = re.compile(r"G([1-9]|1[0-2])")
_E = re.compile(r"E([1-9]|1[0-5])")

NO_BREATH = Said("errors.found.no_breath")

HasWords = Callable[[str], bool]
Found = Iterator[tuple[str, Said]]


def check_exercise(exercise: Exercise, problems: Problems, has_words: HasWords | None = None) -> None:
    """Note every rule that ``exercise`` breaks, each with its place in the file."""
    readable = not problems
    found = [*_whole(exercise), *_each_phase(exercise)]
    if has_words is not None:
        found += _words(exercise, has_words)
    if readable and exercise.moves_on_exhale:  # a step that could not be read would only echo here
        found += _breath(exercise)
    for where, what in found:
        problems.add(where, what)


def _but(expected: str, found: object, **values: object) -> Said:
    """Expected what ``errors.exercise.<expected>`` says, found something else."""
    return expected_but(Said(f"errors.exercise.{expected}", **values), found)


def _whole(exercise: Exercise) -> Found:
    if exercise.id and not _EXERCISE_ID.fullmatch(exercise.id):
        yield "id", _but("id", exercise.id)
    if not exercise.phases:
        yield "phases", _but("a_phase", NOTHING)
    for i, gap in enumerate(exercise.gaps):
        if not _G.fullmatch(gap):
            yield f"gaps[{i}]", _but("gap", gap)
    if not exercise.levels and exercise.tags_from:
        yield "tags_from", Said("errors.exercise.no_levels")
    yield from _ends(exercise, "cycle", exercise.cycle)
    yield from _ends(exercise, "read_first", exercise.read_first)
    yield from _twice("phases", ((f"phases[{i}].id", p.id) for i, p in enumerate(exercise.phases)))
    yield from _twice("cues", ((f"{where}.id", cue.id) for where, cue in _cues(exercise)))


def _ends(exercise: Exercise, key: str, ends: tuple[str, str] | None) -> Found:
    if ends is None:
        return
    ids = [phase.id for phase in exercise.phases]
    missing = [end for end in ends if end not in ids]
    for end in missing:
        yield key, _but("phase_id", end)
    if not missing and ids.index(ends[0]) > ids.index(ends[1]):
        yield key, Said("errors.exercise.backwards", first=ends[0], last=ends[1])


def _twice(what: str, ids: Iterator[tuple[str, str]]) -> Found:
    places = list(ids)
    counts = Counter(name for _, name in places)
    first: set[str] = set()
    for where, name in places:
        if name and counts[name] > 1 and name in first:
            yield where, Said(f"errors.exercise.twice_{what}", found=name)
        first.add(name)


def _cues(exercise: Exercise) -> Iterator[tuple[str, Cue]]:
    for p, phase in enumerate(exercise.phases):
        for c, cue in enumerate(phase.cues):
            yield f"phases[{p}].cues[{c}]", cue


def _each_phase(exercise: Exercise) -> Found:
    for where, cue in _cues(exercise):
        yield from _cue(exercise, where, cue)
    for p, phase in enumerate(exercise.phases):
        where = f"phases[{p}]"
        yield from _phase(exercise, where, phase)
        yield from _order(where, phase)
        yield from _leads(where, phase)


def _cue(exercise: Exercise, where: str, cue: Cue) -> Found:
    if cue.source != "added" and not _S.fullmatch(cue.source):
        yield f"{where}.source", _but("cue_source", cue.source)
    if cue.observed_by != "felt" and not _E.fullmatch(cue.observed_by):
        yield f"{where}.observed_by", _but("observed_by", cue.observed_by)
    if not 0 <= cue.at < 1:
        yield f"{where}.at", _but("at", cue.at)
    if cue.every and cue.on is None:
        yield f"{where}.every", _but("on_beside", NOTHING)
    for sources, variant in ((SITTING_ONLY, "sit"), (STANDING_ONLY, "stand")):
        if cue.source in sources and exercise.variant != variant:
            yield f"{where}.source", Said(f"errors.exercise.only_{variant}", source=cue.source)


def _phase(exercise: Exercise, where: str, phase: Phase) -> Found:
    for i, source in enumerate(phase.sources):
        if not (_S.fullmatch(source) or _G.fullmatch(source)):
            yield f"{where}.sources[{i}]", _but("phase_source", source)
    if not phase.steps:
        yield f"{where}.steps", _but("a_step", NOTHING)
    if not exercise.levels and phase.from_level > MIN_LEVEL:
        yield f"{where}.from_level", Said("errors.exercise.no_levels")
    breaths = {step.breath for step in (*phase.steps, *phase.closing)}
    for c, cue in enumerate(phase.cues):
        if cue.on is not None and cue.on not in breaths:
            yield f"{where}.cues[{c}].on", _but("breath_there", cue.on)


def _order(where: str, phase: Phase) -> Found:
    """Compare each cue with the one before it that counts on the same breath."""
    last: dict[str | None, Cue] = {}
    for c, cue in enumerate(phase.cues):
        before = last.get(cue.on)
        if before is not None and cue.at < before.at:
            yield f"{where}.cues[{c}].at", _but("in_order", cue.at, least=f"{before.at:g}", before=before.id)
        last[cue.on] = cue


def _leads(where: str, phase: Phase) -> Found:
    for level in range(MIN_LEVEL, MAX_LEVEL + 1):
        crowded = max(leads_per_step(phase, level).values(), default=0)
        if crowded > MAX_LEADS:
            yield (
                f"{where}.cues",
                Said("errors.exercise.leads", most=MAX_LEADS, found=crowded, level=level),
            )
            return


def leads_per_step(phase: Phase, level: int) -> Counter[int]:
    """Count the lead cues of each unrolled step at its default seconds, for someone with no restrictions."""
    runs = phase.repeats[level]
    steps = phase.unrolled(runs)
    seconds = [step.span.default_s for step in steps]
    leads = [
        cue
        for cue in phase.cues
        if cue.role == "lead"
        and cue.at_level(level)
        and cue.runs[0] <= runs <= cue.runs[1]
        and cue.when in (None, "abs", "head_hang")
    ]
    return Counter(spot.step for cue in leads for spot in place(cue, steps, seconds))


def _words(exercise: Exercise, has_words: HasWords) -> Found:
    yield from _missing("name", exercise.name, has_words)
    yield from _missing("summary", exercise.summary, has_words)
    for i, caution in enumerate(exercise.cautions):
        yield from _missing(f"cautions[{i}]", caution, has_words)
    for i, source in enumerate(exercise.sources):
        known = source.key == "GK" or _S.fullmatch(source.key)
        if not known and not has_words(f"why.source.{source.key}.title"):
            yield f"sources[{i}].key", _but("source_key", source.key)
    for p, phase in enumerate(exercise.phases):
        yield from _missing(f"phases[{p}].name", phase.name, has_words)
    for where, cue in _cues(exercise):
        yield from _missing(f"{where}.words", cue.words, has_words)


def _missing(where: str, key: str, has_words: HasWords) -> Found:
    if not has_words(key):
        yield where, _but("words", key)


def _breath(exercise: Exercise) -> Found:
    """Walk every level's steps in order; each problem is named once."""
    seen: list[tuple[str, Said]] = []
    for level in range(MIN_LEVEL, MAX_LEVEL + 1):
        for problem in _breath_at(exercise, level):
            if problem not in seen:
                seen.append(problem)
                yield problem


def _breath_at(exercise: Exercise, level: int) -> Found:
    breathed_in = False
    for p, phase in enumerate(exercise.phases):
        if phase.from_level > level:
            continue
        for step in phase.unrolled(phase.repeats[level]):
            if step.breath == "inhale":
                breathed_in = True
            if not step.moves:
                continue
            if step.breath != "exhale":
                yield f"phases[{p}]", Said("errors.exercise.on_exhale", found=step.breath or NO_BREATH)
            elif not breathed_in:
                yield f"phases[{p}]", _but("inhale_first", NOTHING, phase=phase.id)
            breathed_in = False
