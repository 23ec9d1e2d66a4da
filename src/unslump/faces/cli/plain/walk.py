"""The whole way of one plain session, in its order.

::

    keys, "describes" -> left open? -> this morning? -> questions -> verdict --closed--> what is open
                                                            |
    lesson or reminder <- level <--------------------------open
         |
    laid out -> read first -> led by the clock -> done: a few questions
                   |                 |-> stop: come up, what was felt, what comes next
                   |                 |-> begun elsewhere meanwhile: said, and over
                   |                 '-> left: kept as interrupted
                   '-> stop: nothing had begun, so nothing is asked
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from ....app.plan_service import FOLDS, Plan, level_advice, make_plan
from ....core.errors import BadInput, NotAllowed, UnslumpError
from ....core.history.records import SessionRecord
from ....core.screening.verdict import Permit
from ....core.session.table import Event
from ....core.vocab import MIN_LEVEL, Variant
from ....core.words import Said
from ..support import Desk
from .afterwards import ask_about_this_morning, rate
from .asking import Dialogue
from .flow import Ended, Interrupted, Left, Stopped, TakenOver, WentBack
from .gate import GateKeeper
from .leading import Leader, has_ended_elsewhere
from .lesson import teach_hips
from .lines import finished
from .reading import read_cards
from .script import script
from .stopping import after_stop

OK = 0
CUT_SHORT = 130
"""Exit code after Ctrl+C or another signal that ends the session, as shells have it."""


@dataclass
class Walk:
    """One person's way through one session.

    Attributes
    ----------
    level : int or None
        As asked for; None takes what is offered today.
    """

    desk: Desk
    dialogue: Dialogue
    variant: Variant
    level: int | None = None

    def go(self) -> int:
        """Return the exit code.

        Raises
        ------
        UnslumpError
            Something cannot be done; what had begun is kept as interrupted.
        """
        try:
            self._begin()
        except Interrupted:
            self._keep_as_interrupted()
            return CUT_SHORT
        except (UnslumpError, TakenOver) as trouble:
            if isinstance(trouble, TakenOver) or self._ended_elsewhere():
                self.dialogue.say("elsewhere")
                return OK
            self._keep_as_interrupted(quiet=True)
            raise
        except (Left, Stopped):
            self._keep_as_interrupted()
        except Ended:
            self._keep_as_interrupted(quiet=True)
            raise BadInput("terminal.ended") from None
        return OK

    def _begin(self) -> None:
        desk, dialogue = self.desk, self.dialogue
        dialogue.say("hello")
        dialogue.console.say(desk.words("screening.line.describes"))
        left = self._left_open()
        if left is not None:
            self._lead(left, reads=False)
            return
        ask_about_this_morning(desk, dialogue)
        if not self._has_room():
            return
        open_variant = GateKeeper(desk, dialogue).pass_for(self.variant)
        if open_variant is None:
            dialogue.say("gate.closed")
            return
        self.variant = open_variant
        level = self._level()
        self._find_hips()
        self._lead(self._lay_out(level), reads=True)

    def _left_open(self) -> Plan | None:
        """Offer to take up a session that a closed terminal or a power cut broke off a moment ago."""
        desk = self.desk
        if desk.outside.resident.running(desk.data_dir) is not None:
            return None  # whoever serves the page keeps its own sessions
        left = desk.sessions.recover()
        if left is None or left.exercise not in FOLDS.values():
            return None
        phases = {phase.id: phase.name for phase in desk.exercise(left.exercise).phases}
        phase = desk.words(phases[left.reached]) if left.reached in phases else ""
        self.dialogue.say("left_open.found", time=f"{left.began_at:%H:%M}", phase=phase)
        try:
            goes_on = self.dialogue.yes_no(desk.words("terminal.left_open.ask"))
        except WentBack:
            goes_on = False
        if not goes_on:
            desk.sessions.close_open()
            self.dialogue.say("left_open.closed")
            return None
        return self._take_up(left)

    def _take_up(self, left: SessionRecord) -> Plan | None:
        try:
            permit = self.desk.screening.permit_again(left)
        except NotAllowed as error:
            self.desk.sessions.close_open()
            self.dialogue.console.say(error.said(self.desk.words))
            return None
        plan = self._plan(permit, left.level, left.reps)
        self.desk.sessions.take_up(left, plan, permit)
        return plan

    def _has_room(self) -> bool:
        """Say at once what no answer could open: a level above the ladder, or more than is enough."""
        advice = level_advice(self.desk.store.history(), FOLDS[self.variant], self.desk.clock.now())
        if self.level is not None and self.level > advice.highest:
            raise self._above(advice.highest, advice.why)
        if advice.reps < 1:
            self.dialogue.console.say(self.desk.words(advice.why))
        return advice.reps > 0

    def _above(self, highest: int, why: str) -> NotAllowed:
        return NotAllowed("terminal.level.above", asked=self.level, highest=highest, why=Said(why))

    def _level(self) -> int:
        """Take the level that was asked for, if it is open, or the one that is offered."""
        history, verdict = self.desk.store.history(), self.desk.screening.current()
        advice = level_advice(history, FOLDS[self.variant], self.desk.clock.now())
        highest = min(advice.highest, verdict.max_level if verdict else MIN_LEVEL)
        level = min(highest, advice.level) if self.level is None else self.level
        if level > highest:
            raise self._above(highest, "terminal.level.answers")
        words = self.desk.words
        position = words(f"terminal.position.{self.variant}")
        depth = words(f"pages.level.{level}")
        self.dialogue.say("level.chosen", position=position, n=level, depth=depth, highest=highest)
        return level

    def _find_hips(self) -> None:
        if self.desk.store.history().lessons:
            self.dialogue.console.say(self.desk.words("session.reminder_hips"))
        else:
            teach_hips(self.desk, self.dialogue)

    def _lay_out(self, level: int) -> Plan:
        desk = self.desk
        permit = desk.screening.permit(FOLDS[self.variant], level)
        history = desk.store.history()
        advice = level_advice(history, permit.exercise, desk.clock.now())
        plan = self._plan(permit, level, advice.reps_at(level))
        today = history.screens[-1].answers
        desk.sessions.begin(
            plan,
            permit,
            face="terminal",
            pain_before=today.get("pain_0_10"),
            discomfort_before=today.get("discomfort_0_10"),
        )
        return plan

    def _plan(self, permit: Permit, level: int, reps: int) -> Plan:
        return make_plan(
            self.desk.exercise(permit.exercise),
            level=level,
            reps=reps,
            history=self.desk.store.history(),
            settings=self.desk.settings.values(),
            adjustments=permit.adjustments,
            now=self.desk.clock.now(),
        )

    def _lead(self, plan: Plan, *, reads: bool) -> None:
        try:
            if reads:
                self._read_first(plan)
            state = self._leader(plan, reads).lead().state
        except Stopped:
            state = self.desk.sessions.say(Event.STOP).state
        if self._has_begun():
            self._afterwards(state)
        else:
            self.dialogue.say("stopped_before" if state == "stopped" else "left_before")

    def _has_begun(self) -> bool:
        """Whether anything has moved. Before that a stop asks nothing and costs nothing."""
        sessions = self.desk.sessions
        events = self.desk.store.session_events(sessions.current_id) if sessions.current_id else ()
        return any(event.kind == "begun" for event in events)

    def _afterwards(self, state: str) -> None:
        if state == "done":
            try:
                assert self.desk.sessions.current_id is not None
                rate(self.desk, self.dialogue, self.desk.sessions.current_id)
            except Stopped:
                state = self.desk.sessions.say(Event.STOP).state
            else:
                self.dialogue.say("bye")
        if state == "stopped":
            after_stop(self.desk, self.dialogue)
        elif state == "interrupted":
            self.dialogue.say("left")

    def _leader(self, plan: Plan, leads_in: bool) -> Leader:
        lines = script(plan.timeline, self.desk.words, natural=plan.natural)
        lead_in_s = float(self.desk.settings.values()["lead_in_s"]) if leads_in else 0.0
        return Leader(self.dialogue, self.desk.sessions, lines, lead_in_s, self.desk.rate)

    def _read_first(self, plan: Plan) -> None:
        """Everything while it is new, one thing to attend to later, each phase at the reader's own pace."""
        desk, dialogue = self.desk, self.dialogue
        head = "week_one" if plan.week_one else "focus"
        dialogue.console.say("", finished(desk.words(f"session.read_first.{head}")))
        dialogue.say("read.added", exercise=plan.exercise.id)
        cards = read_cards(plan, desk.words)
        place = 0
        while place < len(cards):
            dialogue.console.say(*cards[place])
            try:
                typed = dialogue.enter("read.next" if place + 1 < len(cards) else "read.begin")
            except WentBack:
                place = max(0, place - 1)
                continue
            except Ended:  # nobody types any more, and the session goes by the clock
                return
            if dialogue.means(typed, "all"):
                return
            place += 1

    def _ended_elsewhere(self) -> bool:
        """Whether another window closed this session by beginning one of its own: there is only one body."""
        with suppress(UnslumpError):
            return "sessions" in self.desk.__dict__ and has_ended_elsewhere(self.desk.sessions)
        return False

    def _keep_as_interrupted(self, *, quiet: bool = False) -> None:
        """Close what is open. Where the records are the trouble themselves, the first sentence stays."""
        player = self.desk.sessions.current if "sessions" in self.desk.__dict__ else None
        try:
            told = "left_after"
            if player is None:
                told = "left_before"
            elif not player.over:
                told = "left" if self._has_begun() else "left_before"
                if quiet and told == "left":
                    self.dialogue.console.say(self.desk.words("session.stopped.come_up"))
                self.desk.sessions.say(Event.LEAVE)
            if not quiet:
                self.dialogue.say(told)
        except (UnslumpError, Interrupted):
            return
