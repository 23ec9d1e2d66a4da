"""What an open session page costs: processor time of browser and resident while the figure moves."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from unslump.adapters.clock import system_clock
from unslump.adapters.content import load_catalogue, load_toml, load_words
from unslump.adapters.ids import TimeOrderedIds
from unslump.adapters.store.sqlite import SqliteStore
from unslump.app.lesson_service import LessonService
from unslump.app.screening_service import ScreeningService
from unslump.core.screening.rules import parse_rules
from unslump.testing.chromium import FLAGS, find_chromium
from unslump.testing.records import FITS_NOBODY

from .clones import ROOT, resident, terminal
from .rows import Row

WATCHED_S = 30.0
NAME = "processor, session page"


def move_in(folder: Path) -> None:
    """Leave a data folder as someone does who has answered the questions and done the lesson just now."""
    clock, words = system_clock(), load_words()
    ids = TimeOrderedIds(lambda: clock.now().wall)
    with closing(SqliteStore(folder / "unslump.sqlite3", lambda: clock.now().wall)) as store:
        rules = parse_rules(load_toml("screening/rules.toml"))
        ScreeningService(store, clock, ids, rules, load_catalogue(words)).submit(FITS_NOBODY, "full")
        LessonService(store, clock, ids).in_words(stature_cm=170)


def processor_s(pid: int) -> float:
    """Seconds of processor time a process has used so far; 0 when it has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def browser_pids() -> Iterator[int]:
    """The processes of the browser that this one started, by way of its driver."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    for pid in parents:
        line, at = [], pid
        while at in parents and at != os.getpid():
            line.append(at)
            at = parents[at]
        marks = ("--type=", "--remote-debugging")
        if at == os.getpid() and any(mark in command(pid) for mark in marks):
            yield pid


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def rows() -> list[Row]:
    path = find_chromium()
    if path is None or not Path("/proc/self/stat").exists():
        return [Row(NAME, None, "core", 0.2, "needs Linux and a Chromium")]
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        move_in(Path(name))
        with resident(ROOT / "run", terminal(), "--data-dir", name) as started:
            browser = play.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(started.url)
            page.goto(started.url.partition("/launch")[0] + "/stretch")
            page.locator("main button[type=submit]").last.click()
            page.wait_for_url("**/session")
            page.click("#start")
            page.wait_for_selector("#guide:not([hidden])")
            shares = watch(started.pid)
            browser.close()
    return shares


def watch(resident_pid: int) -> list[Row]:
    whole = list(browser_pids())
    page = [pid for pid in whole if "--type=renderer" in command(pid)]
    groups = {NAME: whole, "of it the page's own process": page, "the resident meanwhile": [resident_pid]}
    before = {what: sum(map(processor_s, pids)) for what, pids in groups.items()}
    start_s = time.perf_counter()
    time.sleep(WATCHED_S)
    passed_s = time.perf_counter() - start_s
    share = {what: (sum(map(processor_s, pids)) - before[what]) / passed_s for what, pids in groups.items()}
    note = f"whole browser, headless, drawn without a graphics card, {WATCHED_S:.0f} s"
    return [
        Row(what, value, "core", 0.2 if what == NAME else None, note if what == NAME else "")
        for what, value in share.items()
    ]
