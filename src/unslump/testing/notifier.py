"""A notifier that shows nothing and remembers everything."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.words import Said
from ..ports import Answered, Button, Delivery, Notice


class FakeNotifier:
    """``ports.Notifier`` for tests.

    >>> fake = FakeNotifier()
    >>> fake.show(notice)                  # as ``fake.delivers`` says
    >>> fake.press("offer", "start")       # the person uses a button of what shows
    >>> fake.dismiss("offer")              # or closes it, which is no answer

    Attributes
    ----------
    delivers : Delivery
        What ``show`` answers.
    why : Said or None
        What ``trouble`` answers.
    log : list
        Every notice shown, and the id of every one taken back, in order.
    showing : dict
        What is on the screen now, by id.
    ended : bool
    """

    def __init__(self, name: str = "fake", delivers: Delivery = "delivered", why: Said | None = None) -> None:
        self.name = name
        self.delivers = delivers
        self.why = why
        self.log: list[Notice | str] = []
        self.showing: dict[str, Notice] = {}
        self.ended = False
        self._answers: list[Answered] = []

    def show(self, notice: Notice) -> Delivery:
        self.log.append(notice)
        if self.delivers != "failed":
            self.showing[notice.id] = notice
        return self.delivers

    def close(self, notice_id: str) -> None:
        if self.showing.pop(notice_id, None):
            self.log.append(notice_id)

    def answers(self) -> Sequence[Answered]:
        taken, self._answers = self._answers, []
        return taken

    def trouble(self) -> Said | None:
        return self.why

    def end(self) -> None:
        for notice_id in list(self.showing):
            self.close(notice_id)
        self.ended = True

    def press(self, notice_id: str, button: Button) -> None:
        """Use a button; once, and only of what shows."""
        if button in self.showing[notice_id].buttons:
            self.dismiss(notice_id)
            self._answers.append(Answered(notice_id, button))

    def dismiss(self, notice_id: str) -> None:
        """Close it by hand."""
        del self.showing[notice_id]

    @property
    def shown(self) -> list[Notice]:
        """Every notice in order."""
        return [entry for entry in self.log if isinstance(entry, Notice)]
