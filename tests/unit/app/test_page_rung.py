"""The open pages as a rung: who is told, what a late page sees, and which answer counts."""

from __future__ import annotations

import threading

from unslump.app.page_rung import MOST_WAITING, PageRung
from unslump.ports import Answered, Notice

OFFER = Notice("offer", "offer", "A break?", "You have sat a while.", {"start": "Start", "skip": "Skip"})
NUDGE = Notice("nudge", "nudge", "Shift a little", "Half an hour.")


def test_nobody_looks_then_it_was_not_shown() -> None:
    rung = PageRung()
    assert rung.show(OFFER) == "failed"
    assert rung.trouble() is not None


def test_every_page_that_listens_is_woken_and_finds_it() -> None:
    rung, woken = PageRung(), []
    pages = [rung.listen(lambda n=n: woken.append(n)) for n in range(3)]  # type: ignore[misc]
    assert rung.show(OFFER) == "delivered"
    assert sorted(woken) == [0, 1, 2]
    assert [dict(page.take()) for page in pages] == [{"offer": OFFER}] * 3
    assert [dict(page.take()) for page in pages] == [{}] * 3
    assert rung.trouble() is None and rung.listeners() == 3


def test_a_page_opened_later_sees_the_offer_that_stands_and_no_old_nudge() -> None:
    rung = PageRung()
    rung.show(NUDGE)
    rung.show(OFFER)
    with rung.listen(lambda: None) as page:
        assert dict(page.take()) == {"offer": OFFER}
    assert rung.listeners() == 0


def test_what_was_taken_back_is_no_longer_told_to_a_new_page() -> None:
    rung = PageRung()
    rung.show(OFFER)
    rung.close("offer")
    assert dict(rung.listen(lambda: None).take()) == {}


def test_the_page_is_told_to_take_it_back() -> None:
    rung = PageRung()
    page = rung.listen(lambda: None)
    rung.show(OFFER)
    page.take()
    rung.close("offer")
    assert dict(page.take()) == {"offer": None}


def test_two_pages_answer_and_one_answer_counts() -> None:
    rung = PageRung()
    here, there = rung.listen(lambda: None), rung.listen(lambda: None)
    rung.show(OFFER)
    assert rung.answer("offer", "start") is True
    assert rung.answer("offer", "skip") is False
    assert rung.answers() == [Answered("offer", "start")]
    assert rung.answers() == []
    assert here.take()["offer"] is None and there.take()["offer"] is None


def test_a_button_that_was_not_shown_is_no_answer() -> None:
    rung = PageRung()
    rung.show(OFFER)
    assert not rung.answer("offer", "postpone") and not rung.answer("another", "start")
    assert rung.answers() == []


def test_a_page_whose_loop_has_ended_counts_no_longer() -> None:
    rung = PageRung()

    def gone() -> None:
        raise RuntimeError("Event loop is closed")

    rung.listen(gone)
    assert rung.show(OFFER) == "failed"
    assert rung.listeners() == 0


def test_a_page_that_never_takes_holds_no_more_than_the_newest() -> None:
    rung = PageRung()
    page = rung.listen(lambda: None)
    for number in range(100):
        rung.show(Notice(str(number), "nudge", "Shift", ""))
    assert list(page.take()) == [str(number) for number in range(100 - MOST_WAITING, 100)]


def test_a_page_may_take_from_within_its_waking_call() -> None:
    rung, seen = PageRung(), []
    page = rung.listen(lambda: seen.append(dict(page.take())))
    rung.show(OFFER)
    rung.close("offer")
    assert seen == [{"offer": OFFER}, {"offer": None}]


def test_pages_come_and_go_while_it_shows_and_of_many_answers_one_counts() -> None:
    rung, taken = PageRung(), []

    def come_answer_and_go() -> None:
        for _ in range(200):
            with rung.listen(lambda: None) as page:
                taken.extend(i for i in page.take() if rung.answer(i, "start"))

    threads = [threading.Thread(target=come_answer_and_go) for _ in range(4)]
    for thread in threads:
        thread.start()
    shown = [Notice(f"offer-{n}", "offer", "A break?", "", {"start": "Start"}) for n in range(200)]
    for notice in shown:
        rung.show(notice)
    for thread in threads:
        thread.join()
    answers = [answer.notice_id for answer in rung.answers()]
    assert sorted(answers) == sorted(taken) and len(set(answers)) == len(answers)
    assert rung.listeners() == 0


def test_the_end_takes_everything_back() -> None:
    rung = PageRung()
    page = rung.listen(lambda: None)
    rung.show(OFFER)
    rung.end()
    assert page.take()["offer"] is None
    assert not rung.answer("offer", "start")
