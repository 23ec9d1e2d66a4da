"""The real pages over a real break service, in this process: the test lets the day go on."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from day_desk import Desk
from saying import WORDS
from unslump.adapters.settings_file import SettingsFile
from unslump.adapters.store.sqlite import SqliteStore
from unslump.app.address import launch_url
from unslump.app.ending import Ending
from unslump.app.keyring import Keyring, Where
from unslump.app.resident import Household
from unslump.app.settings_service import SettingsService
from unslump.core.history.records import LessonRecord
from unslump.faces.camera.start import start_command
from unslump.faces.web import server
from unslump.faces.web.deps import Deps
from unslump.faces.web.main import wire
from unslump.testing.clock import FakeClock
from unslump.testing.records import FITS_NOBODY


@dataclass
class DayHouse:
    """Somebody with their answers and hips on record, at a desk whose day the test plays."""

    desk: Desk
    household: Household
    port: int
    deps: Deps
    ending: Ending
    serving: threading.Thread = field(repr=False)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def launch_url(self, where: Where = "home") -> str:
        return launch_url(self.port, self.household.keyring.mint(where))

    def listeners(self, wanted: int, *, within_s: float = 10.0) -> int:
        """Wait until so many pages listen; return how many do."""
        until = time.monotonic() + within_s
        while (found := self.desk.rung.listeners()) != wanted and time.monotonic() < until:
            time.sleep(0.02)
        return found

    def settle_in(self) -> None:
        """Answer every question with none of these, and find the hips."""
        self.deps.screening.submit(FITS_NOBODY, "full")
        wall = self.desk.clock.now().wall
        self.deps.store.add_lesson(LessonRecord("lesson", wall, 170, (2.0, 2.0), "pointer"))


@contextmanager
def day_house(folder: Path, *, breaks: bool = True, settled: bool = True) -> Iterator[DayHouse]:
    """Serve for the length of a block."""
    clock, ids = FakeClock(), (f"id-{n}" for n in count())
    secrets = (f"secret-{n}-{time.monotonic_ns()}" for n in count())
    folder.mkdir(parents=True, exist_ok=True)
    with closing(SqliteStore(folder / "unslump.sqlite3", lambda: clock.now().wall)) as store:
        desk = Desk(store=store, clock=clock)
        household = Household(
            data_dir=folder,
            models_dir=folder / "models",
            words=WORDS,
            keyring=Keyring(make_secret=secrets.__next__, now_s=time.monotonic),
            clock=clock,
            ids=ids.__next__,
            store=store,
            settings=SettingsService(SettingsFile(folder)),
            testing=True,
            breaks=desk.breaks if breaks else None,
            pages_open=desk.rung if breaks else None,
        )
        deps, ending = wire(household, start_command), Ending()
        listening = socket.create_server(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        app = server.build(deps, port=port)
        serving = threading.Thread(
            target=server.serve, args=(app, listening), kwargs={"ending": ending, "deps": deps}, daemon=True
        )
        serving.start()
        running = DayHouse(desk, household, port, deps, ending, serving)
        if settled:
            running.settle_in()
        try:
            yield running
        finally:
            ending.ask()
            serving.join(timeout=10)
            listening.close()
