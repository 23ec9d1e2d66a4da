"""The real model files, for tests that look through them: fetched once, and kept between runs.

They lie in the tester's own cache folder, not in the clone and not in anybody's data folder.
``UNSLUMP_MODELS`` names another place, as it does for Unslump itself. Where they cannot be fetched a test
skips and says why; with ``CI=true`` it fails instead: a check that nobody ran shall not look like one that
held.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import NoReturn

import platformdirs
import pytest

from saying import WORDS
from unslump.adapters.pose.setting_up import set_up
from unslump.adapters.pose.weights import Weights, find
from unslump.core.errors import UnslumpError

CHOSEN = os.environ.get("UNSLUMP_MODELS", "").strip()
FOLDER = Path(CHOSEN or platformdirs.user_cache_path("unslump-tests", appauthor=False) / "models")
"""Where the files are kept between runs: found out once, before a test changes its environment."""


def weights() -> Weights:
    """Return the model files, fetched where they are not there yet; skip, or fail under CI, where not."""
    found = _weights()
    if not isinstance(found, Weights):
        without(found)
    return found


def without(why: str) -> NoReturn:
    """End a test that cannot be run here."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@functools.cache
def _weights() -> Weights | str:
    """Try once a run: what could not be fetched is not tried again by every test."""
    try:
        set_up(FOLDER)
        return find(FOLDER)
    except UnslumpError as error:
        return error.said(WORDS)
