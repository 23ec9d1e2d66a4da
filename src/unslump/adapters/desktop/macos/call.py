"""Whether a microphone or a camera is in use on macOS."""

from __future__ import annotations

from typing import Protocol

from ....core.words import Said
from ....ports import Sensed, SenseKind
from ..foreign import FAILURES, reason


class Users(Protocol):
    """Who or what uses one kind of device; an empty text where a name is not known. Raises ``FAILURES``."""

    def users(self) -> list[str]: ...


class MacCall:
    """``ports.Sense`` of a microphone or camera in use. One that is in use says enough; none needs both."""

    kind: SenseKind = "call"
    name = "macos-running-somewhere"

    def __init__(self, microphones: Users, cameras: Users) -> None:
        self._asked = (microphones, cameras)

    def read(self) -> Sensed[bool]:
        users: list[str] = []
        why: Said | None = None
        for devices in self._asked:
            try:
                users += devices.users()
            except FAILURES as error:
                why = Said("elsewhere.senses_macos.call", why=reason(error))
        if users or why is None:
            return Sensed(bool(users), detail=", ".join(dict.fromkeys(filter(None, users))))
        return Sensed(None, why)

    def close(self) -> None:
        """Nothing is held."""
