"""What the resident holds from its start on, and hands to the pages when the first is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.errors import BadInput
from .forgetting import Forgetting

if TYPE_CHECKING:  # a command that only asks the resident does not pay for what is merely named here
    from pathlib import Path

    from ..core.words import Words
    from ..ports import Clock, Ids, Store
    from .break_service import BreakService
    from .keyring import Keyring
    from .options import Options
    from .page_rung import PageRung
    from .settings_service import SettingsService

SPEED_VARIABLE = "UNSLUMP_TEST_SPEED"
FASTEST = 1000.0


@dataclass(frozen=True)
class Household:
    """Everything outside that is there from the start.

    Attributes
    ----------
    models_dir : Path
        Folder of the camera's model files, whether they are there or not.
    speed : float
        How many times faster than the world the clock runs: 1, but for a testing run that asks otherwise.
    breaks : BreakService or None
        None where nothing ticks; then no page speaks of breaks as if they came.
    pages_open : PageRung or None
        Where an open page says that it listens.
    forgetting : Forgetting
        Told when everything was erased.
    """

    data_dir: Path
    models_dir: Path
    words: Words
    keyring: Keyring
    clock: Clock
    ids: Ids
    store: Store
    settings: SettingsService
    testing: bool = False
    speed: float = 1.0
    breaks: BreakService | None = None
    pages_open: PageRung | None = None
    forgetting: Forgetting = field(default_factory=Forgetting)

    def close(self) -> None:
        self.store.close()


def chosen_folder(options: Options) -> str | None:
    """Return the folder that was asked for, a new throw-away one for a testing run, or None: the usual place.

    A testing run does not look at the environment: a test shall never meet a person's records.
    """
    if options.data_dir is None and options.testing:
        import tempfile

        return tempfile.mkdtemp(prefix="unslump-testing-")
    return options.data_dir


def is_throw_away(options: Options) -> bool:
    return options.testing and options.data_dir is None


def clock_speed(options: Options, environ: Mapping[str, str]) -> float:
    """Return how fast the clock runs; only a testing run may change it.

    Raises
    ------
    BadInput
        The variable is not a number from 1 to 1000.
    """
    raw = environ.get(SPEED_VARIABLE) if options.testing else None
    if not raw:
        return 1.0
    try:
        speed = float(raw)
    except ValueError:
        speed = 0.0
    if not 1.0 <= speed <= FASTEST:
        raise BadInput("errors.speed", name=SPEED_VARIABLE, highest=f"{FASTEST:g}", found=raw)
    return speed
