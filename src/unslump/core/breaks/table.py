"""Which word does what in which phase. The whole of it: a word that does nothing here is refused.

============ ========= ========== ========== ========== ==========
phase        start     done       postpone   skip       pause
============ ========= ========== ========== ========== ==========
counting     break     --         counting   counting   counting
prelude      break     --         counting   counting   counting
offered      break     --         counting   counting   counting
held         break     --         counting   counting   held
break        --        counting   counting   counting   break
============ ========= ========== ========== ========== ==========

``resume`` changes no phase. It is refused where nothing is paused.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import RefusedEvent
from .events import Command
from .phase import Phase

NEXT: Mapping[Phase, Mapping[Command, Phase | None]] = {
    "counting": {
        "start": "break",
        "done": None,
        "postpone": "counting",
        "skip": "counting",
        "pause": "counting",
        "resume": "counting",
    },
    "prelude": {
        "start": "break",
        "done": None,
        "postpone": "counting",
        "skip": "counting",
        "pause": "counting",
        "resume": "prelude",
    },
    "offered": {
        "start": "break",
        "done": None,
        "postpone": "counting",
        "skip": "counting",
        "pause": "counting",
        "resume": "offered",
    },
    "held": {
        "start": "break",
        "done": None,
        "postpone": "counting",
        "skip": "counting",
        "pause": "held",
        "resume": "held",
    },
    "break": {
        "start": None,
        "done": "counting",
        "postpone": "counting",
        "skip": "counting",
        "pause": "break",
        "resume": "break",
    },
}


def next_phase(phase: Phase, what: Command) -> Phase:
    """Return the phase a word leads to.

    Raises
    ------
    RefusedEvent
        The word does nothing in this phase.
    """
    follows = NEXT[phase][what]
    if follows is None:
        if phase == "break":
            raise RefusedEvent("breaks.refused.begun")
        raise RefusedEvent("breaks.refused.not_begun")
    return follows
