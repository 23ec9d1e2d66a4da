"""Every sense there is, in the worlds it may meet: what ``test_sense_contract.py`` holds to the contract.

To add one, write a function that takes an ``ExitStack``, enters what the sense needs (a bus, a display, a
fake service: ``desktops``, ``fake_services``, ``compositors``) and returns the sense, and put it into
``CASES`` with a name, and with whether it can tell in that world.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compositors import compositor
from desktops import PrivateBus, needed, private_bus, private_display
from fake_macos import FakeMac
from fake_services import SILENCE, service
from fake_windows import FakeWindows
from sound import sound_server
from sways import private_sway
from unslump.adapters.clock import system_clock
from unslump.adapters.desktop.bus import Bus, BusKind
from unslump.adapters.desktop.linux.call_microphone import Microphone
from unslump.adapters.desktop.linux.call_sense import CallSense, call_sense
from unslump.adapters.desktop.linux.dnd_bus import (
    CHANNEL,
    NOTIFICATIONS,
    NOTIFICATIONS_PATH,
    XFCONF,
    DunstDnd,
    PlasmaDnd,
    XfceDnd,
)
from unslump.adapters.desktop.linux.dnd_choice import choose_dnd
from unslump.adapters.desktop.linux.dnd_dconf import KEYS, DconfDnd
from unslump.adapters.desktop.linux.fullscreen_wayland import WaylandFullscreen
from unslump.adapters.desktop.linux.fullscreen_x11 import X11Fullscreen
from unslump.adapters.desktop.linux.idle_choice import FirstThatTells, choose_idle
from unslump.adapters.desktop.linux.idle_mutter import NAME as MUTTER
from unslump.adapters.desktop.linux.idle_mutter import MutterIdle
from unslump.adapters.desktop.linux.idle_screensaver import KDE, ScreenSaverIdle
from unslump.adapters.desktop.linux.idle_screensaver import NAME as SAVER
from unslump.adapters.desktop.linux.idle_wayland import WaylandIdle
from unslump.adapters.desktop.linux.idle_x11 import X11Idle
from unslump.adapters.desktop.linux.lock_choice import AnyThatSaysLocked, choose_lock
from unslump.adapters.desktop.linux.lock_logind import NAME as LOGIND
from unslump.adapters.desktop.linux.lock_logind import LogindLock
from unslump.adapters.desktop.linux.lock_screensaver import FAMILIES, ScreenSaverLock
from unslump.adapters.desktop.macos import senses as macos_senses
from unslump.adapters.desktop.windows import senses as windows_senses
from unslump.core.words import Said
from unslump.ports import SENSES, Sense, SenseKind
from unslump.testing.senses import ScriptedSense

Make = Callable[[ExitStack], Sense[Any]]


@dataclass(frozen=True)
class Case:
    """A sense in a world.

    Attributes
    ----------
    tells : bool
        Whether it has a value there, at once or soon.
    """

    make: Make
    tells: bool


def bus(stack: ExitStack, kind: BusKind = "session") -> tuple[PrivateBus, Bus]:
    """A private bus, and ours on it."""
    private = stack.enter_context(private_bus())
    made = Bus(kind, private.address)
    stack.callback(made.close)
    return private, made


def no_bus(stack: ExitStack, kind: BusKind = "session") -> Bus:
    made = Bus(kind, "unix:path=/no/such/bus")
    stack.callback(made.close)
    return made


def answering(stack: ExitStack, at: PrivateBus, name: str, **answers: Any) -> None:
    """A service that gives each method of its own interface this answer."""
    fake = stack.enter_context(service(at.address, name))
    fake.answers |= {f"{name}.{method}": lambda *_, each=each: each for method, each in answers.items()}


def mutter(stack: ExitStack, answer: Any = ("t", (1500,))) -> Sense[float]:
    private, session = bus(stack)
    answering(stack, private, MUTTER, GetIdletime=answer)
    return MutterIdle(session, system_clock())


def kde(stack: ExitStack) -> Sense[float]:
    private, session = bus(stack)
    stack.enter_context(service(private.address, KDE))
    answering(stack, private, SAVER, GetSessionIdleTime=("u", (1500,)))
    return ScreenSaverIdle(session, system_clock())


def x11(stack: ExitStack, *, frozen: bool = False) -> Sense[float]:
    display = stack.enter_context(private_display())
    if frozen:
        display.freeze()
    return X11Idle(system_clock(), {"DISPLAY": display.name})


def wayland(stack: ExitStack, *, notifier: int = 2, frozen: bool = False) -> Sense[float]:
    made = stack.enter_context(compositor(notifier=notifier))
    if frozen:
        made.freeze()
    return WaylandIdle(system_clock(), made.env)


def idle_choice(stack: ExitStack) -> FirstThatTells:
    display = stack.enter_context(private_display())
    return choose_idle({"DISPLAY": display.name}, session=no_bus(stack), clock=system_clock())


def no_idle(stack: ExitStack) -> FirstThatTells:
    return choose_idle({}, session=no_bus(stack), clock=system_clock())


def logind(stack: ExitStack) -> Sense[bool]:
    private, system = bus(stack, "system")
    fake = stack.enter_context(service(private.address, LOGIND))
    session = "/org/freedesktop/login1/session/_32"
    fake.properties |= {
        ("/org/freedesktop/login1/user/self", f"{LOGIND}.User.Display"): ("(so)", ("2", session)),
        (session, f"{LOGIND}.Session.Type"): ("s", "wayland"),
        (session, f"{LOGIND}.Session.LockedHint"): ("b", True),
    }
    return LogindLock(system)


def gnome_lock(stack: ExitStack, answer: Any = ("b", (True,))) -> Sense[bool]:
    private, session = bus(stack)
    answering(stack, private, FAMILIES["gnome"], GetActive=answer)
    return ScreenSaverLock(session, "gnome")


def lock_choice(stack: ExitStack) -> AnyThatSaysLocked:
    private, session = bus(stack)
    answering(stack, private, FAMILIES["mate"], GetActive=("b", (False,)))
    return choose_lock({}, session=session, system=no_bus(stack, "system"))


def no_lock(stack: ExitStack) -> AnyThatSaysLocked:
    return choose_lock({}, session=no_bus(stack), system=no_bus(stack, "system"))


def folder(stack: ExitStack) -> str:
    return stack.enter_context(tempfile.TemporaryDirectory(prefix="unslump-"))


def microphone(stack: ExitStack, env: dict[str, str]) -> Sense[bool]:
    """Of the two things that make a call, this alone, on a computer whose kernel has no sound."""
    return CallSense(Microphone(env, time.monotonic, proc=folder(stack)), look_every_s=0)


def call(stack: ExitStack, server: str, *, frozen: bool = False) -> Sense[bool]:
    made = stack.enter_context(sound_server(Path(folder(stack)), server))
    if frozen:
        made.freeze()
    return microphone(stack, made.env)


def plasma(stack: ExitStack, answer: Any = ("b", True)) -> Sense[bool]:
    private, session = bus(stack)
    fake = stack.enter_context(service(private.address, NOTIFICATIONS))
    fake.properties[NOTIFICATIONS_PATH, f"{NOTIFICATIONS}.Inhibited"] = answer
    return PlasmaDnd(session)


def xfce(stack: ExitStack, answer: Any) -> Sense[bool]:
    private, session = bus(stack)
    answering(stack, private, XFCONF, GetProperty=answer)
    return XfceDnd(session)


def fullscreen(stack: ExitStack, *, frozen: bool = False) -> Sense[bool]:
    needed("openbox", "openbox")
    display = stack.enter_context(private_display())
    if frozen:
        display.freeze()
    return X11Fullscreen({"DISPLAY": display.name})


def sway(stack: ExitStack, *, frozen: bool = False) -> Sense[bool]:
    made = stack.enter_context(private_sway())
    if frozen:
        made.freeze()
    return WaylandFullscreen(made.env)


def mute(_stack: ExitStack) -> Sense[float]:
    fake = ScriptedSense("idle", 0.0)
    fake.cannot_tell(Said("senses.idle.none"))
    return fake


IDLE = {
    "idle: fake": Case(lambda _: ScriptedSense("idle", 12.5), True),
    "idle: fake that cannot tell": Case(mute, False),
    "idle: mutter": Case(mutter, True),
    "idle: mutter that hangs": Case(lambda stack: mutter(stack, SILENCE), False),
    "idle: mutter that lies": Case(lambda stack: mutter(stack, ("t", (2**63,))), False),
    "idle: mutter without a bus": Case(lambda stack: MutterIdle(no_bus(stack), system_clock()), False),
    "idle: screensaver of KDE": Case(kde, True),
    "idle: screensaver on an empty bus": Case(
        lambda stack: ScreenSaverIdle(bus(stack)[1], system_clock()), False
    ),
    "idle: x11": Case(x11, True),
    "idle: x11 that hangs": Case(lambda stack: x11(stack, frozen=True), False),
    "idle: x11 without a display": Case(lambda _: X11Idle(system_clock(), {}), False),
    "idle: ext-idle-notify 2": Case(wayland, True),
    "idle: ext-idle-notify 1": Case(lambda stack: wayland(stack, notifier=1), True),
    "idle: a compositor without it": Case(lambda stack: wayland(stack, notifier=0), False),
    "idle: a compositor that hangs": Case(lambda stack: wayland(stack, frozen=True), False),
    "idle: no Wayland": Case(lambda _: WaylandIdle(system_clock(), {}), False),
    "idle: the choice on X11": Case(idle_choice, True),
    "idle: the choice where nothing is": Case(no_idle, False),
}
LOCK = {
    "lock: fake": Case(lambda _: ScriptedSense("lock", True), True),
    "lock: logind": Case(logind, True),
    "lock: logind without a bus": Case(lambda stack: LogindLock(no_bus(stack, "system")), False),
    "lock: logind on an empty bus": Case(lambda stack: LogindLock(bus(stack, "system")[1]), False),
    "lock: gnome": Case(gnome_lock, True),
    "lock: gnome that hangs": Case(lambda stack: gnome_lock(stack, SILENCE), False),
    "lock: gnome that lies": Case(lambda stack: gnome_lock(stack, ("s", ("yes",))), False),
    "lock: anybody": Case(lock_choice, True),
    "lock: nobody": Case(no_lock, False),
}
CALL = {
    "call: pulseaudio": Case(lambda stack: call(stack, "pulseaudio"), True),
    "call: pipewire": Case(lambda stack: call(stack, "pipewire"), True),
    "call: a sound server that hangs": Case(lambda stack: call(stack, "pulseaudio", frozen=True), False),
    "call: neither sound server nor sound": Case(lambda stack: microphone(stack, {}), False),
    "call: this computer": Case(lambda _: call_sense({}), True),
}
DND = {
    "dnd: plasma": Case(plasma, True),
    "dnd: plasma that lies": Case(lambda stack: plasma(stack, ("s", "yes")), False),
    "dnd: plasma without a bus": Case(lambda stack: PlasmaDnd(no_bus(stack)), False),
    "dnd: dunst that is not there": Case(lambda stack: DunstDnd(bus(stack)[1]), False),
    "dnd: xfce": Case(lambda stack: xfce(stack, ("v", (("b", True),))), True),
    "dnd: xfce that hangs": Case(lambda stack: xfce(stack, SILENCE), False),
    "dnd: xfce that lies": Case(lambda stack: xfce(stack, ("v", (("s", CHANNEL),))), False),
    "dnd: gnome": Case(lambda stack: DconfDnd(KEYS[0], {"HOME": folder(stack)}), True),
    "dnd: gnome without a home": Case(lambda _: DconfDnd(KEYS[0], {}), False),
    "dnd: the choice where nothing is": Case(lambda stack: choose_dnd({}, session=no_bus(stack)), False),
}
FULLSCREEN = {
    "fullscreen: x11": Case(fullscreen, True),
    "fullscreen: x11 that hangs": Case(lambda stack: fullscreen(stack, frozen=True), False),
    "fullscreen: x11 without a display": Case(lambda _: X11Fullscreen({}), False),
    "fullscreen: sway": Case(sway, True),
    "fullscreen: sway that hangs": Case(lambda stack: sway(stack, frozen=True), False),
    "fullscreen: a compositor that tells nobody": Case(
        lambda stack: WaylandFullscreen(stack.enter_context(compositor()).env), False
    ),
}
OTHERS = {
    f"{kind}: fake": Case(lambda _, kind=kind: ScriptedSense(kind, False), True)  # type: ignore[misc]
    for kind in ("call", "dnd", "fullscreen")
}


def of(senses: tuple[Sense[Any], ...], kind: SenseKind) -> Sense[Any]:
    return next(sense for sense in senses if sense.kind == kind)


def windows(kind: SenseKind) -> Sense[Any]:
    computer = FakeWindows()
    computer.uses("microphone", "Contoso.Calls_1", ended=True)
    return of(computer.senses(), kind)


def elsewhere(kind: SenseKind) -> dict[str, Case]:
    """Other systems, and the same senses where their libraries are not."""
    everywhere = {
        f"{kind}: windows": Case(lambda _: windows(kind), True),
        f"{kind}: macos": Case(lambda _: of(FakeMac().senses(), kind), kind != "dnd"),
    }
    not_here = {
        "win32": Case(lambda _: of(windows_senses(), kind), False),
        "darwin": Case(lambda _: of(macos_senses(), kind), False),
    }
    not_here.pop(sys.platform, None)
    return everywhere | {f"{kind}: {system} elsewhere": case for system, case in not_here.items()}


ELSEWHERE = {name: case for kind in SENSES for name, case in elsewhere(kind).items()}
CASES: dict[str, Case] = {**IDLE, **LOCK, **CALL, **DND, **FULLSCREEN, **OTHERS, **ELSEWHERE}
