"""A call is a microphone or a camera, looked at seldom."""

from __future__ import annotations

from itertools import product

import pytest

from unslump.adapters.desktop.linux.call_names import NAME_LENGTH, plain_name
from unslump.adapters.desktop.linux.call_sense import KEEP_S, LOOK_EVERY_S, CallSense
from unslump.core.words import Said
from unslump.ports import Sensed

YES, NO = Sensed(True, detail="Zoom"), Sensed(False)
UNKNOWN: Sensed[bool] = Sensed(None, Said("senses.call.silent"))


class Part:
    def __init__(self, seen: Sensed[bool]) -> None:
        self.seen, self.looks, self.closed = seen, 0, False

    def look(self) -> Sensed[bool]:
        self.looks += 1
        return self.seen

    def close(self) -> None:
        self.closed = True


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.mark.parametrize(("first", "second"), [*product((YES, NO, UNKNOWN), repeat=2)])
def test_one_yes_is_a_yes_and_what_can_tell_says_no(first: Sensed[bool], second: Sensed[bool]) -> None:
    seen = CallSense(Part(first), Part(second)).read()
    told = {first.value, second.value} - {None}
    assert seen.value is (True if True in told else False if told else None)
    assert (seen.why is None) is (seen.value is not None)


def test_it_looks_every_few_seconds_however_often_it_is_read() -> None:
    part, clock = Part(NO), Clock()
    sense = CallSense(part, now=clock)
    for second in range(61):
        clock.now_s = float(second)
        sense.read()
    assert part.looks == 60 / LOOK_EVERY_S + 1


def test_a_call_is_over_at_the_next_look() -> None:
    part, clock = Part(YES), Clock()
    sense = CallSense(part, now=clock)
    assert sense.read() == YES
    part.seen = NO
    clock.now_s += LOOK_EVERY_S
    assert sense.read() == NO


def test_an_answer_that_comes_late_ends_no_call_but_a_long_silence_is_said() -> None:
    microphone, clock = Part(YES), Clock()
    sense = CallSense(microphone, Part(UNKNOWN), now=clock)
    assert sense.read() == YES
    microphone.seen = UNKNOWN
    clock.now_s += LOOK_EVERY_S
    assert sense.read() == YES
    clock.now_s += KEEP_S
    assert sense.read() == UNKNOWN


def test_what_was_kept_is_never_older_than_half_the_time_a_hold_may_last() -> None:
    assert KEEP_S + LOOK_EVERY_S <= 30


def test_its_parts_end_with_it() -> None:
    parts = Part(NO), Part(NO)
    CallSense(*parts).close()
    assert all(part.closed for part in parts)


def test_a_name_is_one_short_line() -> None:
    assert plain_name("Zoom\n\x1b[31m  Meeting") == "Zoom [31m Meeting"
    assert len(plain_name("x" * 10_000)) == NAME_LENGTH
    assert plain_name("\0\n") == ""
