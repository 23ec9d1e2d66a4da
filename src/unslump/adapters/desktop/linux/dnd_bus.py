"""Do-not-disturb of the desktops that tell it on the bus: KDE Plasma, Xfce, dunst.

========  ==========================================================================
who       where
========  ==========================================================================
plasma    property ``Inhibited`` of ``org.freedesktop.Notifications``; signalled
dunst     property ``paused`` of ``org.dunstproject.cmd0`` there
xfce      ``/do-not-disturb`` in channel ``xfce4-notifyd`` of Xfconf; signalled
========  ==========================================================================

Asked when it is first read, when a signal says that it changed, after a new connection, and every
``ASK_EVERY_S`` in case a signal was missed. Nobody is started to be asked.

Reference: KDE plasma-workspace ``org.freedesktop.Notifications.xml`` (``Inhibited``); dunst(1), "D-BUS";
Xfconf's ``org.xfce.Xfconf`` (GetProperty, PropertyChanged; an unset property is ``PropertyNotFound``).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from ....ports import Sensed, SenseKind
from ..bus import Bus, BusTrouble, Signal

ASK_EVERY_S = 30.0
"""How old an answer may be without a signal, seconds. Chosen: what ends is seen within the 30 s a hold may
last."""
NOTIFICATIONS, NOTIFICATIONS_PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
DUNST = "org.dunstproject.cmd0"
PROPERTIES = "org.freedesktop.DBus.Properties"
XFCONF, XFCONF_PATH = "org.xfce.Xfconf", "/org/xfce/Xfconf"
CHANNEL, QUIET = "xfce4-notifyd", "/do-not-disturb"
NOT_SET = "PropertyNotFound"


class BusDnd:
    """``ports.Sense`` of do-not-disturb from somebody on the bus; the back ends differ in what they ask."""

    kind: SenseKind = "dnd"
    name = ""

    def __init__(self, bus: Bus, *, now: Callable[[], float] = time.monotonic) -> None:
        self._bus = bus
        self._now = now
        self._joined = -1
        self._again_s = float("-inf")
        self._seen: Sensed[bool] = Sensed(False)
        self._deaf = self._listen()

    def read(self) -> Sensed[bool]:
        if self._now() >= self._again_s or self._bus.joined != self._joined:
            found = self._ask()
            self._seen = Sensed(None, found.why) if isinstance(found, BusTrouble) else Sensed(found)
            self._joined, self._again_s = self._bus.joined, self._now() + ASK_EVERY_S
        return self._seen

    def close(self) -> None:
        """Listen no longer; the bus stays open."""
        self._deaf()

    def _changed(self, signal: Signal) -> None:
        self._again_s = float("-inf")

    def _listen(self) -> Callable[[], None]:
        raise NotImplementedError

    def _ask(self) -> bool | BusTrouble:
        raise NotImplementedError


class PropertyDnd(BusDnd):
    """From a property of the notification server that most do not have."""

    interface, property = "", ""

    def _listen(self) -> Callable[[], None]:
        return self._bus.listen(
            self._changed,
            sender=NOTIFICATIONS,
            interface=PROPERTIES,
            member="PropertiesChanged",
            signature="sa{sv}as",
            path=NOTIFICATIONS_PATH,
            arg0=self.interface,
        )

    def _ask(self) -> bool | BusTrouble:
        found = self._bus.get(NOTIFICATIONS, NOTIFICATIONS_PATH, self.interface, self.property, "b")
        return found if isinstance(found, BusTrouble) else bool(found)


class PlasmaDnd(PropertyDnd):
    name = "plasma"
    interface, property = NOTIFICATIONS, "Inhibited"


class DunstDnd(PropertyDnd):
    name = "dunst"
    interface, property = DUNST, "paused"


class XfceDnd(BusDnd):
    name = "xfce"

    def _listen(self) -> Callable[[], None]:
        return self._bus.listen(
            self._changed,
            sender=XFCONF,
            interface=XFCONF,
            member="PropertyChanged",
            signature="ssv",
            path=XFCONF_PATH,
            arg0=CHANNEL,
        )

    def _ask(self) -> bool | BusTrouble:
        reply = self._bus.call(
            XFCONF, XFCONF_PATH, XFCONF, "GetProperty", "ss", (CHANNEL, QUIET), answers="v"
        )
        if isinstance(reply, BusTrouble):
            return False if reply.error.endswith(NOT_SET) else reply
        signature, value = reply[0]
        return bool(value) if signature == "b" else BusTrouble("odd", XFCONF, signature)
