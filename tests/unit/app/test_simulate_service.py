"""A scripted day from its JSON to the promised answer."""

from __future__ import annotations

from typing import Any

from saying import WORDS, refused
from unslump.app.simulate_service import Day, simulate
from unslump.core.errors import BadInput


def a_day(*steps: dict[str, Any], **settings: Any) -> Day:
    return simulate({"settings": settings, "start": "2026-03-02T09:00:00+01:00", "steps": list(steps)}, WORDS)


def kinds(day: Day) -> list[str]:
    return [event["kind"] for event in day.document["events"]]


def work(for_s: float, do: str = "work", **more: Any) -> dict[str, Any]:
    return {"do": do, "for_s": for_s, **more}


def test_the_shape_is_the_promised_one() -> None:
    day = a_day(work(3000))
    assert set(day.document) == {"events", "summary"}
    for event in day.document["events"]:
        assert set(event) == {"boot_s", "awake_s", "wall", "kind", "reason"}
        assert event["wall"].endswith("+01:00") and event["reason"]
    assert set(day.document["summary"]) == {
        "sitting_s", "longest_sitting_s", "nudges", "breaks_offered", "breaks_held", "breaks_taken",
        "breaks_postponed", "breaks_skipped", "rest_credited_s",
    }  # fmt: skip
    assert (
        kinds(day)[:3] == ["nudge", "prelude", "offered"] and day.document["summary"]["breaks_offered"] == 1
    )


def test_settings_of_the_day_lie_over_the_defaults() -> None:
    day = a_day(work(700), break_after_s=600, nudge_after_s="5m", prelude_max_s=0)
    assert [(e["kind"], e["boot_s"]) for e in day.document["events"]] == [("nudge", 300), ("offered", 600)]


def test_a_sense_that_is_turned_off_holds_nothing() -> None:
    held = a_day(work(3000, "call"))
    assert "held" in kinds(held) and "offered" not in kinds(held)
    unheeded = a_day(
        {"do": "repeat", "times": 3, "steps": [work(1000, "call", also=["dnd"])]},
        hold_call=False,
        hold_dnd=False,
    )
    assert "held" not in kinds(unheeded) and "offered" in kinds(unheeded)


def test_a_word_that_did_nothing_is_told_of_and_ends_nothing() -> None:
    day = a_day({"do": "say", "what": "resume"}, work(3000))
    assert len(day.refused) == 1 and "resume" in day.refused[0] and "offered" in kinds(day)


def test_every_setting_that_does_not_fit_is_named() -> None:
    with refused(BadInput, match="ceiling_s.*hours_mon"):
        a_day(work(10), ceiling_s=7200, hours_mon="nine to five")
    with refused(BadInput, match="did you mean ceiling_s"):
        a_day(work(10), celing_s=60)


def test_what_is_no_day() -> None:
    for data in (None, [], {"steps": 3}, {"start": "soon", "steps": [{"do": "nap"}]}):
        with refused(BadInput, match="not a scripted day"):
            simulate(data, WORDS)
