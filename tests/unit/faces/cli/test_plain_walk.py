"""A whole plain session, at the pace of a fake clock: what a person hears, and what is kept of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import WORDS, Person, a_desk, walk

from saying import refused
from unslump.adapters.store.memory import MemoryStore
from unslump.core.errors import BadInput, NotAllowed, StoreTrouble
from unslump.core.session.timeline import build_timeline, spoken
from unslump.faces.cli.plain.flow import Interrupted
from unslump.faces.cli.plain.script import LATE_S, is_led
from unslump.testing.clock import FakeClock

END = "(?:[.!?:)”]|$)"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def session(store: MemoryStore):  # type: ignore[no-untyped-def]
    return store.history().sessions[-1]


def kinds(store: MemoryStore) -> list[str]:
    return [event.kind for event in store.session_events(session(store).id)]


@pytest.mark.parametrize("variant", ["sit", "stand"])
def test_a_first_session_from_the_questions_to_the_ratings(
    variant: str, tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    person = Person(clock, habits={"parts moved together": "2", "helpful": "yes"})
    assert walk(a_desk(tmp_path, clock, store), person, variant) == 0

    kept = session(store)
    assert (kept.status, kept.face, kept.level) == ("done", "terminal", 0)
    assert kept.exercise == {"sit": "D01", "stand": "D02"}[variant]
    assert kept.pain_before == 0
    assert store.history().lessons[0].method == "words"
    after = store.history().after(kept.id)
    assert after is not None and after.helpful is True and after.dizzy is False
    assert [[r.value for r in clump] for clump in after.clumps] == [["low_back", "waist"]]
    assert "recommends it to nobody" in person.transcript
    assert "Key s stops at any time." in person.lines[:3], "before anything is asked"
    assert [line[:7] for line in person.lines if " of 6: " in line] == [f"{n} of 6:" for n in range(1, 7)]
    assert ("hamstrings" in person.transcript or "buttocks help" in person.transcript) == (variant == "stand")


def test_every_lead_cue_is_said_at_its_second(tmp_path: Path, clock: FakeClock, store: MemoryStore) -> None:
    desk = a_desk(tmp_path, clock, store)
    person = Person(clock)
    walk(desk, person)
    assert desk.sessions.plan is not None
    timeline = desk.sessions.plan.timeline
    start = person.said_at("Stand up and walk")
    for phase in timeline.phases:
        if phase.id in ("P0", "P12"):
            continue
        for cue in spoken(phase):
            text = WORDS(cue.words)
            heard = [time for time, moment in person.moments if text in moment]
            wanted = start + cue.at_s
            in_time = [time for time in heard if -0.01 < time - wanted < LATE_S + 0.01]
            assert in_time, f"{text!r} at {wanted}, heard at {heard}"


def test_breath_comes_with_its_count_once_and_before_the_movement(
    tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    person = Person(clock)
    walk(a_desk(tmp_path, clock, store), person)
    counted = [text for _, text in person.moments if "Count" in text]
    timeline = build_timeline(a_desk(tmp_path, clock).exercise("D01"), 0, first_time=True)
    breaths = [phase for phase in timeline.phases if phase.breath in ("inhale", "exhale")]
    assert len(counted) == len(breaths)
    for line, phase in zip(counted, breaths, strict=True):
        word = "breathe in" if phase.breath == "inhale" else "breathe out"
        assert line.lower().count(word) == 1, line
        assert line.endswith(f"Count {round(phase.end_s - phase.start_s)}.")


def test_a_voice_can_read_it(tmp_path: Path, clock: FakeClock, store: MemoryStore) -> None:
    """No control characters, and each line is a sentence; while leading there is nothing but cues."""
    person = Person(clock)
    walk(a_desk(tmp_path, clock, store), person)
    for line in filter(None, person.lines):
        assert line.isprintable() and re.search(END + "$", line) and not line.startswith(" "), line
        assert len(re.findall(r"[.!?] [A-Z]", line)) == 0, "one sentence a line"
    end = person.said_at("A few questions")
    assert not any("(added)" in line for time, line in person.led if time < end)


def test_what_is_ours_is_explained_once_and_marked_before_it_is_said(
    tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    desk, person = a_desk(tmp_path, clock, store), Person(clock)
    walk(desk, person)
    read = person.lines[: person.lines.index(next(x for x in person.lines if x.startswith("Keys:")))]
    explained = [place for place, line in enumerate(read) if "The word added" in line]
    marked = [place for place, line in enumerate(read) if "(added)" in line]
    assert len(explained) == 1 and explained[0] < min(marked)
    assert desk.sessions.plan is not None
    led = filter(is_led, desk.sessions.plan.timeline.phases)
    ours = {cue.words for phase in led for cue in spoken(phase) if cue.added}
    assert ours, "there are cues of ours, or this shows nothing"
    for key in ours:
        assert any(line.endswith("(added)") for line in read if WORDS(key).rpartition(". ")[2] in line), key


@pytest.mark.parametrize("piece", ["Move about", "Find your hip", "Tip forward", "Bone by bone.", "Settle."])
def test_stop_from_anywhere_brings_the_easy_way_up_at_once(
    piece: str, tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    person = Person(clock, presses=[(piece, "stop")], habits={"What did you feel": "2"})
    assert walk(a_desk(tmp_path, clock, store), person) == 0
    assert session(store).status == "stopped" and session(store).stop_reason == "ST2"
    stopped = person.lines.index("Stopped.")
    assert "Hands on your thighs" in person.lines[stopped + 1]
    assert person.times[stopped] - person.said_at(piece) < 1.0
    assert not any(phrase in "\n".join(person.lines[stopped:]) for phrase in ("Count", "Bone by bone"))
    assert "24 hours" in person.transcript


class TestBeforeAnythingMoves:
    """A stop is taken at its word, and asks for no reason: there was nothing that could have hurt."""

    @pytest.mark.parametrize(
        "stops",
        [
            {"habits": {"Press Enter for the next part": "s"}},
            {"habits": {"in place and ready": "stop"}},
            {"presses": [("Keys:", "stop")]},
            {"presses": [("Keys:", "help"), ("It waits", "stop")]},
        ],
    )
    def test_a_stop_costs_nothing(
        self, stops: dict[str, Any], tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        person = Person(clock, **stops)
        assert walk(a_desk(tmp_path, clock, store), person) == 0
        assert person.lines[-3] == "Stopped before anything moved."
        assert (
            "What did you feel" not in person.transcript and "Hands on your thighs" not in person.transcript
        )
        assert session(store).status == "interrupted" and session(store).stop_reason is None
        clock.advance(60)
        assert walk(a_desk(tmp_path, clock, store), Person(clock)) == 0
        assert session(store).status == "done", "nothing is held back"

    @pytest.mark.parametrize("asked", ["How old", "Point with both hands"])
    def test_at_the_questions_too(
        self, asked: str, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        person = Person(clock, habits={asked: "s"})
        assert walk(a_desk(tmp_path, clock, store), person) == 0
        assert "You left before anything moved." in person.lines and store.history().sessions == ()

    def test_leaving_says_the_same(self, tmp_path: Path, clock: FakeClock, store: MemoryStore) -> None:
        person = Person(clock, presses=[("Keys:", "leave")])
        walk(a_desk(tmp_path, clock, store), person)
        assert "You left before anything moved." in person.lines and "folded" not in person.lines[-1]

    def test_help_holds_the_time_to_get_ready(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        person = Person(clock, presses=[("Keys:", "help")])
        waited = 0

        def wait_long() -> None:
            nonlocal waited
            waited += 1
            if waited == 100:
                assert "Move about a little." not in [line for _, line in person.led]
                person.presses = [("", "enter")]

        person.on_wait = wait_long
        walk(a_desk(tmp_path, clock, store), person)
        assert session(store).status == "done" and waited > 100


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after_s=st.floats(0, 260))
def test_stop_at_any_second(after_s: float, tmp_path: Path) -> None:
    clock, store = FakeClock(), MemoryStore()
    person = Person(clock, habits={"What did you feel": ""})
    until: list[float] = []

    def press_in_time() -> None:
        until.append(until[0] if until else clock.awake_s + after_s)
        if clock.awake_s >= until[0] and not person.presses:
            person.presses = [("", "stop")]

    person.on_wait = press_in_time
    assert walk(a_desk(tmp_path, clock, store), person) == 0
    kept = session(store)
    assert kept.status in ("interrupted", "stopped", "done")
    if kept.status == "interrupted":
        assert "begun" not in kinds(store) and "Stopped before anything moved." in person.lines
    if kept.status == "stopped":
        assert "begun" in kinds(store)
        assert kinds(store).count("stopped") == 1 and "Stopped." in person.lines
        assert kept.stop_reason is None and "this session hurt" in person.transcript


def test_new_leg_symptoms_are_asked_about_at_once(
    tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    person = Person(
        clock,
        presses=[("Tip forward", "stop")],
        habits={"What did you feel": "1", "Did one of these begin": "6"},
    )
    walk(a_desk(tmp_path, clock, store), person)
    newest = store.history().screens[-1]
    assert newest.kind == "anything_new" and newest.answers["yes"] == ["RF06"]
    assert "emergency department today" in person.transcript


def test_pause_waits_repeat_goes_back_and_moving_parts_are_not_skipped(
    tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    person = Person(
        clock,
        presses=[
            ("Move about", "next"),
            ("Touch the places", "pause"),
            ("Paused", "help"),
            ("Paused", "enter"),
            ("low belly gently in", "next"),
            ("Something moves here", "again"),
        ],
    )
    walk(a_desk(tmp_path, clock, store), person)
    assert person.presses == []
    assert {"paused", "resumed", "again", "done"} <= set(kinds(store))
    text = person.transcript
    assert "Going on: Find your hip joints.\nTouch the places" in text, "and the cue once more"
    assert text.count("low belly gently in") == 2
    assert text.index("Once more") < text.rindex("Grow a little taller") < text.rindex("low belly gently in")


def test_help_while_moving_pauses_and_the_cue_comes_again(
    tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    person = Person(clock, presses=[("Tip forward", "help")])
    waited = 0

    def read_the_help() -> None:
        nonlocal waited
        waited += "Paused. " in person.transcript or "Paused." in person.lines
        if waited == 30:
            person.presses = [("", "pause")]

    person.on_wait = read_the_help
    walk(a_desk(tmp_path, clock, store), person)
    lines = [line for _, line in person.led]
    helped = lines.index(WORDS("terminal.keys.all").partition(". ")[0] + ".")
    after = lines[helped + 7 :]
    assert after[:3] == ["Paused.", "Nothing goes on without you.", "Space goes on."], "said last"
    assert after[3:6] == [
        "Going on: Fold from the hips.",
        "Breathe out.",
        "Tip forward from where you touched.",
    ]
    assert person.said_at("Stay as you are") - person.said_at("Going on") < 6, "and the breath goes on"


def test_another_window_that_begins_a_session_is_noticed_while_this_one_waits(
    tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    person = Person(clock, presses=[("Tip forward", "pause")])
    waited = 0

    def begin_elsewhere() -> None:
        nonlocal waited
        waited += "Paused." in person.lines
        if waited == 5:
            store.update_session(replace(session(store), status="interrupted", ended_at=clock.wall))
        assert waited < 8, "and it goes on waiting"

    person.on_wait = begin_elsewhere
    assert walk(a_desk(tmp_path, clock, store), person) == 0
    assert person.lines[-2].startswith("Another session was begun elsewhere") and "thighs" in person.lines[-1]
    assert session(store).status == "interrupted"


def test_an_hour_of_sitting_keeps_the_first_part(
    tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    person = Person(
        clock,
        habits={"How long have you been sitting": "3"},
        presses=[("Move about", "next")],
    )
    walk(a_desk(tmp_path, clock, store), person)
    assert "This first part stays" in person.transcript
    assert person.said_at("Touch the places") - person.said_at("Move about") == pytest.approx(120, abs=0.5)


def test_leaving_is_kept_and_said(tmp_path: Path, clock: FakeClock, store: MemoryStore) -> None:
    person = Person(clock, presses=[("Tip forward", "leave")])
    assert walk(a_desk(tmp_path, clock, store), person) == 0
    assert session(store).status == "interrupted" and session(store).reached == "P5"
    assert "nothing is lost" in person.transcript and "How much pain is there now" not in person.transcript


def test_a_signal_in_the_middle_is_kept_as_broken_off(
    tmp_path: Path, clock: FakeClock, store: MemoryStore
) -> None:
    person = Person(clock)

    def cut() -> None:
        if "Tip forward" in person.transcript:
            raise Interrupted

    person.on_wait = cut
    assert walk(a_desk(tmp_path, clock, store), person) == 130
    assert session(store).status == "interrupted"
    assert "broken off" in person.lines[-2] + person.lines[-1]


def test_when_the_records_fail_the_person_is_led_up_first(tmp_path: Path, clock: FakeClock) -> None:
    class FullDisk(MemoryStore):
        full = False

        def update_session(self, record, *events):  # type: ignore[no-untyped-def]
            if self.full:
                raise StoreTrouble("store.full", path="here")
            super().update_session(record, *events)

    store = FullDisk()
    person = Person(clock)

    def fill() -> None:
        store.full = "Tip forward" in person.transcript

    person.on_wait = fill
    with refused(StoreTrouble, match="no room"):
        walk(a_desk(tmp_path, clock, store), person)
    assert "Hands on your thighs" in " ".join(person.lines[-2:])


def test_silence_with_the_head_down_is_noticed(tmp_path: Path, clock: FakeClock, store: MemoryStore) -> None:
    """Paused while the head hangs, and nothing more is heard (ST8)."""
    from people import a_desk as desk_of

    desk = desk_of(tmp_path, clock, store)
    _climb_to_level_two(store, clock)
    person = Person(
        clock,
        presses=[("Tip forward", "pause"), ("Are you all right?", "other"), ("<later>", "pause")],
    )
    waited = 0

    def resume_later() -> None:
        nonlocal waited
        if person.presses and person.presses[0][0] == "<later>":
            waited += 1
            if waited > 3:
                person.presses = [("", "pause")]

    person.on_wait = resume_later
    assert walk(desk, person, level=2) == 0
    paused = person.said_at("Paused.")
    assert person.said_at("Still resting there?") - paused == pytest.approx(60, abs=1.5)
    assert person.said_at("Are you all right?") - paused == pytest.approx(90, abs=1.5)
    assert person.rings == 2
    asked = person.lines.index("Still resting there?")
    assert person.lines[asked + 2] == "Space goes on, s stops, f says that you are fine."
    assert session(store).status == "done"


def _climb_to_level_two(store: MemoryStore, clock: FakeClock) -> None:
    """Three good sessions at level 1 over more than a week, and the lesson."""
    from datetime import timedelta

    from unslump.testing.records import a_lesson, a_session, an_after

    start = clock.wall - timedelta(days=12)
    store.add_lesson(a_lesson(when=start))
    for n in range(3):
        when = start + timedelta(days=4 * n)
        done = a_session(f"past-{n}", when, level=1, status="done", ended_at=when, reached="P12")
        store.begin_session(done, _first_event(done))
        store.add_after(
            replace(an_after(done.id, when), pain_0_10=0, discomfort_0_10=0, dizzy=False, hurt=None)
        )
        store.add_morning(_morning(done.id, when + timedelta(days=1)))


def _first_event(record):  # type: ignore[no-untyped-def]
    from unslump.testing.records import an_event

    return an_event(record.id, 0, record.began_at, kind="ready", phase=None, position_s=0.0)


def _morning(session_id: str, when):  # type: ignore[no-untyped-def]
    from unslump.core.history.records import MorningRecord

    return MorningRecord(session_id, when, 0)


class TestWhatStandsBeforeIt:
    def test_a_second_session_asks_the_short_form_and_only_reminds(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        walk(a_desk(tmp_path, clock, store), Person(clock))
        clock.advance(7200)
        person = Person(clock)
        assert walk(a_desk(tmp_path, clock, store), person) == 0
        assert "Anything new since last time?" in person.transcript
        assert "How old are you?" not in person.transcript
        assert "Point with both hands" not in person.transcript and "places you touched" in person.transcript
        assert len(person.asked) < 25

    def test_the_next_morning_one_question_comes_once(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        walk(a_desk(tmp_path, clock, store), Person(clock))
        clock.advance(24 * 3600)
        person = Person(clock, habits={"back pain is there this morning": "0"})
        walk(a_desk(tmp_path, clock, store), person)
        assert person.transcript.count("Good morning.") == 1
        assert store.history().mornings[0].pain_0_10 == 0
        clock.advance(3600)
        again = Person(clock)
        walk(a_desk(tmp_path, clock, store), again)
        assert "Good morning" not in again.transcript

    def test_pain_closes_the_fold_and_says_what_is_open(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        person = Person(
            clock, habits={"Is there pain in your back": "3", "Where is the pain": "1", "type again": ""}
        )
        assert walk(a_desk(tmp_path, clock, store), person) == 0
        assert store.history().sessions == ()
        assert "ask your doctor or physical therapist" in person.transcript
        assert "(D38)" in person.transcript and "Point with both hands" not in person.transcript

    def test_answering_again_can_open_it(self, tmp_path: Path, clock: FakeClock, store: MemoryStore) -> None:
        person = Person(clock, habits={"Your chair rolls": "3", "type again": "again"})

        def steady_the_chair() -> None:
            if "type again" in person.transcript:
                person.habits.pop("Your chair rolls", None)

        original = person.ask

        def ask() -> str:
            steady_the_chair()
            return original()

        person.ask = ask  # type: ignore[method-assign]
        assert walk(a_desk(tmp_path, clock, store), person) == 0
        assert session(store).status == "done"
        assert "Steady the chair first" in person.transcript

    def test_an_urgent_answer_ends_the_asking(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        person = Person(clock, habits={"Has any of this come on lately": "1"})
        assert walk(a_desk(tmp_path, clock, store), person) == 0
        assert "How old are you?" not in person.transcript
        assert "Call your local emergency number now." in person.lines
        again = Person(clock)
        walk(a_desk(tmp_path, clock, store), again)
        assert again.asked == [], "within 24 hours nothing is asked and nothing opens"

    def test_after_being_seen_the_questions_come_from_the_beginning(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        walk(a_desk(tmp_path, clock, store), Person(clock, habits={"Is any of this new": "6"}))
        not_yet = Person(clock, habits={"Has a doctor seen you": "no"})
        walk(a_desk(tmp_path, clock, store), not_yet)
        assert "How old are you?" not in not_yet.transcript
        person = Person(clock, habits={"Has a doctor seen you": "yes"})
        assert walk(a_desk(tmp_path, clock, store), person) == 0
        assert "How old are you?" in person.transcript and session(store).status == "done"

    def test_where_only_sitting_is_open_it_is_offered(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        ailing = {"Head, eyes, neck": "3"}
        person = Person(clock, habits={**ailing, "Shall we do it sitting": "yes"})
        walk(a_desk(tmp_path, clock, store), person, "stand")
        assert session(store).exercise == "D01"
        other = MemoryStore()
        walk(a_desk(tmp_path, clock, other), Person(clock, habits={**ailing, "Shall we": "no"}), "stand")
        assert other.history().sessions == ()

    def test_the_first_hour_may_be_overridden_where_the_rules_allow_it(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        person = Person(clock, habits={"How long have you been up": "1", "Go on all the same": "yes"})
        walk(a_desk(tmp_path, clock, store), person)
        assert session(store).status == "done" and store.history().screens[-1].answers["override"] == ["PC30"]

    def test_a_level_above_what_is_open_is_refused_with_the_one_that_is(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        person = Person(clock)
        with refused(NotAllowed, match=r"Level 4 .* up to level 1"):
            walk(a_desk(tmp_path, clock, store), person, level=4)
        assert person.asked == [], "the ladder is known before any question"
        _climb_to_level_two(store, clock)
        with refused(NotAllowed, match=r"up to level 1 .* answers"):
            walk(a_desk(tmp_path, clock, store), Person(clock, habits={"Head, eyes": "1"}), level=2)

    def test_enough_for_a_day_is_enough(self, tmp_path: Path, clock: FakeClock, store: MemoryStore) -> None:
        for _ in range(6):
            assert walk(a_desk(tmp_path, clock, store), Person(clock)) == 0
            clock.advance(1900)
        person = Person(clock)
        assert walk(a_desk(tmp_path, clock, store), person) == 0
        assert "That was enough" in person.transcript and len(store.history().sessions) == 6

    def test_answers_that_end_too_early_begin_nothing(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        person = Person(clock, habits={"How old": "<end>"})
        with refused(BadInput, match="nothing was begun"):
            walk(a_desk(tmp_path, clock, store), person)
        assert store.history().sessions == () and store.history().screens == ()

    def test_a_session_cut_by_power_is_taken_up_again(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        class PowerCut(BaseException):
            pass

        person = Person(clock)

        def cut() -> None:
            if "Bone by bone" in person.transcript.rpartition("Keys:")[2]:
                raise PowerCut

        person.on_wait = cut
        with pytest.raises(PowerCut):
            walk(a_desk(tmp_path, clock, store), person)
        assert session(store).status == "running"
        clock.advance(60)
        again = Person(clock, habits={"Go on from there": "yes"}, presses=[("Space goes on", "pause")])
        assert walk(a_desk(tmp_path, clock, store), again) == 0
        waits = again.lines.index("Paused.")
        assert again.lines[waits + 3].startswith("Bone by bone"), "nothing is said before the person goes on"
        assert len(store.history().sessions) == 1 and session(store).status == "done"
        assert "Bone by bone" in again.transcript and "Move about" not in again.transcript

    def test_a_session_left_open_may_be_let_go(
        self, tmp_path: Path, clock: FakeClock, store: MemoryStore
    ) -> None:
        walk(a_desk(tmp_path, clock, store), Person(clock))
        left = replace(session(store), id="left", status="running", ended_at=None, reached="P5")
        clock.advance(30)
        left = replace(left, began_at=clock.wall)
        store.begin_session(left, _first_event(left))
        person = Person(clock, habits={"Go on from there": "no"})
        walk(a_desk(tmp_path, clock, store), person)
        statuses = {s.id: s.status for s in store.history().sessions}
        assert statuses["left"] == "interrupted" and len(statuses) == 3
