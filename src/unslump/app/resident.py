"""What the resident holds from its start on, and hands to the pages when the first is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .keyring import Keyring


@dataclass(frozen=True)
class Household:
    data_dir: Path
    keyring: Keyring
    testing: bool
