"""What the report says, and in which order.

What stood out is chosen by this rule. Only what could be told counts, and never what is there to know only.
"Try this" comes before "ok"; within each the order of the uncurl, what moved as one and the hips come first,
then the rest as in ``FIRST``. At most three, and where there is anything that is ok, the last of the three is
one: nobody is to read a list of faults. "Can't tell" stands there only if nothing else can be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...core.words import Words
from .numbers import number

MOST = 3
FIRST = ("E12", "E13", "E1", "E11", "E9", "E2", "E3", "E4", "E10", "E7", "E6", "E8")
STATES = {"try this": "try", "ok": "ok", "info": "info", "can't tell": "cannot_tell"}
"""The states of the document, in the order of the report, and the words of each."""

SCALES = {"share": (100.0, 0), "deg": (1.0, 0), "s": (1.0, 1), "": (1.0, 1)}
"""Of a unit: what a value is multiplied with to be read, and its digits."""

UNITS = {"share": "share", "deg": "deg", "s": "s"}
USUAL = frozenset({"name", "value", "unit", "state", "reason"})
MORE = {
    "at": (100.0, 0),
    "at_deg": (1.0, 0),
    "fingers_to_floor_of_stature": (100.0, 0),
    "fold_s": (1.0, 1),
    "uncurl_s": (1.0, 1),
    "peak_deg_per_s": (1.0, 0),
    "pauses": (1.0, 0),
    "repetitions": (1.0, 0),
    "told": (1.0, 0),
    "pairs": (1.0, 0),
    "sideways_shift": (100.0, 0),
    "left_deg": (1.0, 0),
    "right_deg": (1.0, 0),
    "sole_lift_of_leg": (100.0, 1),
}
"""What a measure may carry besides, read in the same way."""

FACTS = {
    "frames": (1.0, 0),
    "seen": (1.0, 0),
    "fps": (1.0, 1),
    "length_px": (1.0, 0),
    "off_side_deg": (1.0, 0),
    "edge_noise": (100.0, 1),
    "residual": (100.0, 1),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure as it is read."""

    key: str
    name: str
    state: str
    value: str | None
    reason: str
    more: tuple[str, ...] = ()


def base_name(file: object) -> str:
    """Return a file's own name, whatever system its path is from."""
    return re.split(r"[\\/]", str(file or ""))[-1]


def stood_out(
    measures: Mapping[str, Mapping[str, Any]], clumps: Sequence[Sequence[str]], t: Words
) -> list[Mapping[str, Any]]:
    """Return at most three findings, by the rule above, each with the words of its state."""
    tries, fine = _in(measures, "try this"), _in(measures, "ok")
    kept = [*tries[: MOST - 1], *fine] if fine else tries
    found = kept or _in(measures, "can't tell")[:1]
    together = [_together(clump, t) for clump in clumps]
    which = t("analyse.report.stood_out.together", names=together) if together else None
    return [
        {**each, "state": STATES[each["state"]], "together": which if each is measures.get("E13") else None}
        for each in found[:MOST]
    ]


def _together(regions: Sequence[str], t: Words) -> str:
    *most, last = (t(f"analyse.report.mark.{region}") for region in regions)
    return t("analyse.report.stood_out.row", most=most, last=last) if most else last


def order_of(groups: Sequence[Sequence[str]], pattern: str | None, t: Words) -> str | None:
    """Say in which order the regions were half way; what is tied is said in one breath."""
    if not groups:
        return None
    key = "order_close" if pattern == "one_piece" or len(groups) == 1 else "order"
    return t(f"analyse.report.map.{key}", names=[_together(group, t) for group in groups])


def _in(measures: Mapping[str, Mapping[str, Any]], state: str) -> list[Mapping[str, Any]]:
    return [measures[key] for key in FIRST if key in measures and measures[key]["state"] == state]


def groups_of(
    measures: Mapping[str, Mapping[str, Any]], t: Words, *, readable: bool
) -> list[tuple[str, list[Measure]]]:
    """Return every measure, grouped by state; a state nothing has is left out.

    Where the recording could not be read, what cannot be told would say the same reason twelve times.
    """
    read = [_measure(key, each, t) for key, each in measures.items()]
    groups = ((state, [each for each in read if each.state == state]) for state in STATES.values())
    return [(state, found) for state, found in groups if found and (readable or state != "cannot_tell")]


def _measure(key: str, finding: Mapping[str, Any], t: Words) -> Measure:
    return Measure(
        key=key,
        name=finding["name"],
        state=STATES[finding["state"]],
        value=_value(key, finding, t),
        reason=finding["reason"],
        more=tuple(_more(finding, t)),
    )


def _value(key: str, finding: Mapping[str, Any], t: Words) -> str | None:
    times, digits = SCALES.get(finding["unit"], (1.0, 1))
    n = number(finding["value"], digits, times)
    if n is None:
        return None
    own = f"analyse.report.value.{key}"
    return t(own if t.has(own) else f"analyse.report.unit.{UNITS.get(finding['unit'], 'plain')}", n=n)


def _more(finding: Mapping[str, Any], t: Words) -> Iterator[str]:
    for name, value in finding.items():
        if name in USUAL or value is None:
            continue
        if name == "at":
            yield from (_extra("at", share, t, deg=deg) for deg, share in value.items() if share is not None)
        elif name in MORE:
            yield _extra(name, value, t)
        else:
            yield f"{name}: {value}"


def _extra(name: str, value: Any, t: Words, **more: str) -> str:
    times, digits = MORE[name]
    return t(f"analyse.report.more.{name}", n=number(value, digits, times), **more)


def facts_of(quality: Mapping[str, Any], t: Words) -> list[tuple[str, str]]:
    """Return what the answers rest on, each with its name."""
    unknown = t("analyse.report.unknown")

    def said(name: str) -> str:
        times, digits = FACTS[name]
        n = number(quality.get(name), digits, times)
        return unknown if n is None else t(f"analyse.report.fact.{name}", n=n)

    facts = [(t(f"analyse.report.fact_name.{name}"), said(name)) for name in FACTS]
    for name in ("facing", "posture"):
        value = quality.get(name)
        own = f"analyse.report.{name}.{value}"
        facts.append((t(f"analyse.report.fact_name.{name}"), t(own) if t.has(own) else unknown))
    return [*facts, (t("analyse.report.fact_name.still_s"), _still(quality.get("still_s"), t) or unknown)]


def _still(span: Sequence[float | None] | None, t: Words) -> str | None:
    begin, end = (number(each, 1) for each in span or (None, None))
    return t("analyse.report.fact.still_s", begin=begin, end=end) if begin and end else None


def phases_of(phases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The phases as a table."""
    return [
        {
            "id": phase["id"],
            "repetition": phase.get("repetition"),
            "start": number(phase.get("start_s"), 1),
            "end": number(phase.get("end_s"), 1),
        }
        for phase in phases
    ]


def recordings_of(document: Mapping[str, Any], t: Words) -> list[tuple[str, str]]:
    """Return the files of one person that were read together, each with what became of it."""
    return [
        (base_name(each["file"]), each["quality"].get("reason") or t("analyse.report.recording_ok"))
        for each in document.get("recordings") or []
    ]


def recipe_of(recipe: Mapping[str, Any], t: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the recipe, part by part, every value of it; what has no name in the words keeps its own."""
    return [(_named("recipe_part", part, t), list(_rows(values, t))) for part, values in recipe.items()]


def _rows(values: Any, t: Words) -> Iterator[tuple[str, str]]:
    if not isinstance(values, Mapping):
        yield "", _plain(values, t)
        return
    for name, value in values.items():
        yield _named("recipe", name, t), _plain(value, t)


def _named(group: str, name: str, t: Words) -> str:
    own = f"analyse.report.{group}.{name}"
    return t(own) if t.has(own) else name


def _plain(value: Any, t: Words) -> str:
    if value is None:
        return t("analyse.report.none")
    if isinstance(value, list | tuple):
        return " × ".join(_plain(each, t) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_named('recipe', name, t)} {_plain(each, t)}" for name, each in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)
