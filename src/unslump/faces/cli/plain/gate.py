"""What comes before a session: the questions that are due, and what comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ....app.judging import judge
from ....app.plan_service import FOLDS
from ....core.history.records import History
from ....core.screening.verdict import Verdict, headline
from ....core.vocab import Variant
from ..support import Desk
from .asking import Dialogue
from .flow import Ended, WentBack
from .questions import Answers, ask_all, ask_today
from .verdict import URGENT, verdict_lines

UNASKED = "UNASKED"
EARLY = "PC30"


@dataclass(frozen=True)
class GateKeeper:
    """Asks what is due and says what comes of it."""

    desk: Desk
    dialogue: Dialogue

    def pass_for(self, variant: Variant) -> Variant | None:
        """Ask what is due; return the position that is open: the wanted one, the other, or neither."""
        verdict = self._standing_stop()
        if verdict is None:
            verdict = self._ask_what_is_due()
        while (found := self._choose(verdict, variant)) is None:
            again = self._another_way(verdict)
            if again is None:
                return None
            verdict = again
        return found

    def _standing_stop(self) -> Verdict | None:
        """An urgent answer of earlier stands until it has run out, or the person says that they were seen."""
        verdict = self.desk.screening.current()
        if verdict is None or verdict.outcome != "stop" or verdict.urgency not in URGENT:
            return None
        if verdict.urgency == "U0" or not self._were_seen():
            self._tell(verdict)
            return verdict
        self.desk.screening.submit({"seen": True}, "full")
        return None

    def _were_seen(self) -> bool:
        self.dialogue.say("gate.until_seen")
        return self._yes(self.desk.words("terminal.gate.seen"))

    def _yes(self, text: str) -> bool:
        while True:
            try:
                return bool(self.dialogue.yes_no(text))
            except WentBack:
                continue

    def _ask_what_is_due(self) -> Verdict:
        gate = self.desk.screening.gate()
        if gate.kind == "full" or (gate.verdict and _speaks(gate.verdict, UNASKED)):
            return self._ask_everything(gate.why)
        if gate.kind == "quick" or gate.verdict is None:
            self.dialogue.console.say(self.desk.words(gate.why))
            answers = ask_today(self.dialogue, self.desk.questions)
            return self._keep(answers, "anything_new")
        self._tell(gate.verdict)
        return gate.verdict

    def _ask_everything(self, why: str) -> Verdict:
        self.dialogue.console.say(self.desk.words(why))
        self.dialogue.say("gate.full")
        return self._keep(ask_all(self.dialogue, self.desk.questions, self._is_urgent), "full")

    def _is_urgent(self, answers: Answers) -> bool:
        """Whether one of these answers, not something of the past, asks for help now (B.1)."""
        desk = self.desk
        verdict = judge(
            answers, rules=desk.rules, catalogue=desk.catalogue, today=desk.clock.now().wall.date()
        )
        return verdict.outcome == "stop" and verdict.urgency in URGENT

    def _keep(self, answers: Answers, kind: Any) -> Verdict:
        verdict = self.desk.screening.submit(answers, kind)
        self._tell(verdict)
        return verdict

    def _tell(self, verdict: Verdict) -> None:
        self.dialogue.console.say("", *verdict_lines(verdict, self.desk.words, self.desk.catalogue))

    def _choose(self, verdict: Verdict, variant: Variant) -> Variant | None:
        """Take the wanted position, or offer the other one where that alone is open."""
        if FOLDS[variant] in verdict.allowed:
            return variant
        other: Variant = "sit" if variant == "stand" else "stand"
        if FOLDS[other] not in verdict.allowed:
            return None
        return other if self._yes(self.desk.words(f"terminal.gate.only_{other}")) else None

    def _another_way(self, verdict: Verdict) -> Verdict | None:
        """Where the fold is closed: the way that rules leave open, or the questions again, or None."""
        if verdict.urgency in URGENT or set(FOLDS.values()) & set(verdict.allowed):
            return None
        if self._may_go_on_early(verdict) and self._yes(self.desk.words("terminal.gate.early")):
            newest = self.desk.store.history().screens[-1]
            answers = {key: value for key, value in newest.answers.items() if key != "clearances"}
            return self._keep({**answers, "override": [EARLY]}, "anything_new")
        if headline(verdict) == "ask":
            self.dialogue.say("gate.declare")
        try:
            typed = self.dialogue.enter("gate.again")
        except (WentBack, Ended):
            return None
        return (
            self._ask_everything("terminal.gate.again_why") if self.dialogue.means(typed, "again") else None
        )

    def _may_go_on_early(self, verdict: Verdict) -> bool:
        """Whether the first hour after rising may be overridden (PC30): the rules say so, not this."""
        if not _speaks(verdict, EARLY):
            return False
        history: History = self.desk.store.history()
        answers = {**history.screens[-1].answers, "override": [EARLY]}
        return bool(set(FOLDS.values()) & set(self.desk.screening.judge(answers, history).allowed))


def _speaks(verdict: Verdict, rule: str) -> bool:
    return any(reason.rule == rule for reason in verdict.reasons)
