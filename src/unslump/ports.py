"""The outside world as the core sees it. Every adapter, the fakes included, passes one contract suite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

from .core.breaks.events import Happened
from .core.errors import Missing
from .core.history.records import (
    AfterRecord,
    ClearanceRecord,
    History,
    LessonRecord,
    MorningRecord,
    ScreenRecord,
    SessionEvent,
    SessionRecord,
)
from .core.vocab import Moment
from .core.words import Said

if TYPE_CHECKING:  # these carry numpy, which comes with the camera extra: the resident never loads it
    from .core.motion.frames import Picture, PoseFrame

T = TypeVar("T")


class Clock(Protocol):
    """Read all three clocks at once. Never goes backwards in ``awake_s`` and ``boot_s``."""

    def now(self) -> Moment: ...


class Ids(Protocol):
    """Make a new, never repeated id. Randomness is an argument like time."""

    def __call__(self) -> str: ...


class BreakStore(Protocol):
    """Keep the break machine's state and what happened; one transaction a call. Raises ``StoreTrouble``."""

    def save_breaks(self, state: Mapping[str, Any], happened: Sequence[Happened]) -> None:
        """Replace the state (plain JSON values) and append what happened."""

    def break_state(self) -> Mapping[str, Any] | None:
        """The state as it was last saved, or None."""

    def break_events(self, *, since: str | None = None) -> Sequence[Happened]:
        """What happened, oldest first; ``since``: ISO time of the wall, compared as a moment."""


class Store(BreakStore, Protocol):
    """Keep records. A call that returned is on disk: nothing acknowledged is ever lost.

    Every method raises ``StoreTrouble`` with one sentence when it cannot do its work, and has then changed
    nothing. ``add_*`` of an id that is there already raises ``StoreTrouble``.
    """

    def add_screen(self, record: ScreenRecord) -> None: ...
    def add_clearance(self, record: ClearanceRecord) -> None: ...
    def revoke_clearance(self, clearance_id: str, *, at: str, reason: str) -> None: ...
    def add_lesson(self, record: LessonRecord) -> None: ...
    def begin_session(self, record: SessionRecord, first: SessionEvent) -> None: ...
    def update_session(self, record: SessionRecord, *events: SessionEvent) -> None:
        """Replace the session's row and append its events, in one transaction."""

    def add_after(self, record: AfterRecord) -> None:
        """Keep what was said afterwards; a later record of the same session replaces the earlier."""

    def add_morning(self, record: MorningRecord) -> None: ...
    def history(self) -> History: ...
    def session_events(self, session_id: str) -> Sequence[SessionEvent]: ...
    def export(self) -> Mapping[str, Any]:
        """Everything that is kept, table by table, as plain JSON values (see ``core.history.export``)."""

    def erase(self) -> int:
        """Remove every record for good (the file's free pages too); return how many rows went."""

    def close(self) -> None: ...


class SettingsFile(Protocol):
    """The settings as they stand in their files; what they mean is said in ``app/settings``.

    Reading raises ``BadInput`` with one sentence when a file is there and cannot be read; a file that is not
    there is empty. A file that cannot be read is never overwritten.
    """

    def person(self) -> Mapping[str, Any]:
        """What the person changed, by name."""

    def admin(self) -> Mapping[str, Any]:
        """What an administrator of this computer has fixed, by name."""

    def write(self, values: Mapping[str, Any]) -> None:
        """Make the person's file hold exactly these values, all or nothing; comments stay where they can.

        Raises ``StoreTrouble`` when it cannot, and has then changed nothing.
        """

    def clear(self) -> None:
        """Remove the person's file, one that cannot be read too; the administrator's stays.

        Raises ``StoreTrouble`` when it cannot.
        """


class Faults(Protocol):
    """Mistakes of our own, noted for whoever would report them."""

    @property
    def name(self) -> str:
        """Name of the file, to be said to the person."""

    def there(self) -> bool:
        """Whether anything has been noted."""

    def note(self, error: Exception) -> None:
        """Note where an error came from, nothing that a person wrote. Never raises."""

    def clear(self) -> None:
        """Remove all of it; raises ``StoreTrouble`` when it cannot."""


# -- the desktop: each of these may be missing, fail or not know at any moment ------------------------------

SenseKind = Literal["idle", "lock", "call", "dnd", "fullscreen"]
SENSES: tuple[SenseKind, ...] = ("idle", "lock", "call", "dnd", "fullscreen")


@dataclass(frozen=True, slots=True)
class Sensed(Generic[T]):
    """What a sense sees now.

    Attributes
    ----------
    value : T or None
        None: it cannot tell.
    why : Said or None
        Why it cannot tell, and what to do about it; set exactly when ``value`` is None.
    detail : str
        A name to show beside the value ("Firefox", "/dev/video0"); may be empty.
    """

    value: T | None
    why: Said | None = None
    detail: str = ""


class Sense(Protocol[T]):
    """One back end of one sense.

    ``read`` answers at once (from what signals told, or within ``SENSE_WITHIN_S`` for a call to another
    program), never raises and never blocks for longer; what goes wrong is a ``Sensed`` without a value. After
    trouble it tries again by itself at a later read, so that a bus or a display that comes back is found.

    ========== ======= ==============================================================================
    kind       value   meaning
    ========== ======= ==============================================================================
    idle       float   seconds since the last key, click or touch; video players do not count as input
    lock       bool    the screen is locked
    call       bool    a microphone or camera is in use by some program
    dnd        bool    do-not-disturb is on ("idle inhibited" is not do-not-disturb)
    fullscreen bool    the front window fills a screen, or a presentation is on
    ========== ======= ==============================================================================
    """

    @property
    def kind(self) -> SenseKind: ...
    @property
    def name(self) -> str:
        """Name of the back end, as documentation and ``doctor`` say it ("mutter", "x11", "logind")."""

    def read(self) -> Sensed[T]: ...
    def close(self) -> None: ...


SENSE_WITHIN_S = 0.25
"""A sense gives up on another program after this long, seconds. Chosen: well below a tick."""


class SignalSource(Protocol):
    """Something of a sense or notifier that speaks by itself: the resident waits on it between ticks."""

    def fileno(self) -> int:
        """File descriptor that becomes readable when there is something to take; -1 while there is none."""

    def take(self) -> None:
        """Read everything that waits, without blocking. Never raises."""


Delivery = Literal["delivered", "unknown", "failed"]
NoticeKind = Literal["nudge", "offer", "hint"]
Button = Literal["start", "postpone", "skip"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to show a person, in their language already.

    Attributes
    ----------
    id : str
        A later notice of the same id replaces the earlier one.
    kind : NoticeKind
        ``offer`` stays until it is answered or closed; ``nudge`` and ``hint`` go by themselves; a ``hint``
        makes no sound and covers nothing.
    buttons : mapping of Button to str
        Label of each button, in order; empty where there is nothing to answer.
    open_url : str
        Where a notifier that shows a page finds it; a one-time address, never logged. Empty for most.
    """

    id: str
    kind: NoticeKind
    title: str
    body: str
    buttons: Mapping[Button, str] = field(default_factory=dict)
    open_url: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A button of a notice was used."""

    notice_id: str
    button: Button


class Notifier(Protocol):
    """One way to reach the person. Never raises; never blocks longer than ``SENSE_WITHIN_S``."""

    @property
    def name(self) -> str: ...
    def show(self, notice: Notice) -> Delivery:
        """``delivered``: it is on the screen as far as anybody can know; ``unknown``: handed on, no word
        about it; ``failed``: it was not shown."""

    def close(self, notice_id: str) -> None:
        """Take a notice back, if it still shows."""

    def answers(self) -> Sequence[Answered]:
        """Take the answers that came since the last call."""

    def trouble(self) -> Said | None:
        """Why it cannot work here and what to install, or None while nothing speaks against it."""

    def end(self) -> None:
        """Take everything back and let go."""


class Logbook(Protocol):
    """What the resident did, as lines a person can read; rotated, and without anything secret."""

    def line(self, kind: str, text: str) -> None:
        """Note one thing. Never raises: a full disk loses a line, not the day."""

    def path(self) -> str:
        """Where the lines are, to be said to the person."""

    def there(self) -> bool:
        """Whether anything is kept."""

    def clear(self) -> None:
        """Remove all of it; raises ``StoreTrouble`` when it cannot."""


LoginState = Literal["on", "off", "blocked", "foreign"]


@dataclass(frozen=True, slots=True)
class AtLogin:
    """What one way of starting at login stands at.

    Attributes
    ----------
    way : str
        Name of the way, as documentation says it ("xdg", "systemd", "run-key", "launchd").
    state : LoginState
        ``blocked``: written by us, but the system has been told not to start it; ``foreign``: something is
        there under our name that we did not write.
    place : str
        The file, or the value of the registry.
    command : tuple of str
        What is started; empty unless ``on`` or ``blocked``.
    """

    way: str
    state: LoginState
    place: str
    command: tuple[str, ...] = ()


class Autostart(Protocol):
    """One way to start Unslump when the person logs in. It touches its own place and no other.

    What is ``foreign`` is never changed or removed. Both calls may be repeated, and then change nothing.
    """

    @property
    def way(self) -> str: ...
    def status(self) -> AtLogin: ...
    def on(self, options: Sequence[str], *, about: str) -> AtLogin:
        """Start Unslump with these options from the next login on.

        Parameters
        ----------
        about : str
            One line that says to the person what this is, where the system shows one.

        Raises
        ------
        BadInput
            The command cannot be written in the form this way has.
        StoreTrouble
            It cannot be written; nothing was changed.
        """

    def off(self) -> AtLogin:
        """Remove what ``on`` wrote, and nothing else; raises ``StoreTrouble`` when it cannot."""


class FrameSource(Protocol):
    """Pictures of a file or a camera, in the order of their time stamps. Nothing of them touches the disk.

    Raises ``BadInput`` when it is opened, or while it is read, with one sentence: what was expected, what was
    found, what to do. What was yielded before holds.
    """

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height, upright."""

    @property
    def length_s(self) -> float | None:
        """How long it is, by its own word; None where it does not tell, or goes on."""

    @property
    def recipe(self) -> Mapping[str, Any]:
        """What was read and how, as plain JSON values; counts are whole after the last picture."""

    def __iter__(self) -> Iterator[Picture]: ...
    def close(self) -> None: ...


class PoseModel(Protocol):
    """Reads joints and the person's edge of pictures that follow each other. Keeps no picture."""

    @property
    def recipe(self) -> Mapping[str, Any]:
        """What it is made of, as plain JSON values: model, hash, runtime, versions."""

    def read(self, picture: Picture) -> PoseFrame:
        """Read one picture. Nobody there is a frame without joints, never an error."""

    def reset(self) -> None:
        """Forget the person who was followed."""

    def close(self) -> None: ...


class PoseSource(Protocol):
    """Frames that were read, in the order of time: of pictures as they come, or stored ones. Iterated
    once."""

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Where the frames come from, as plain JSON values."""

    def __iter__(self) -> Iterator[PoseFrame]: ...
    def close(self) -> None: ...


class Watcher(Protocol):
    """Somebody who looks at the pictures of one session, in a process of their own. Keeps no picture."""

    async def ask(self, asked: Mapping[str, Any], picture: bytes = b"") -> Mapping[str, Any]:
        """Return the answer to one question; one at a time.

        Raises
        ------
        Missing
            The process has gone.
        """

    async def close(self) -> None:
        """End it, with everything it held."""


class CameraCoach(Protocol):
    """The way to somebody who looks."""

    def trouble(self) -> Missing | None:
        """What is not set up here, or None; cheap enough for a page."""

    async def start(self) -> Watcher:
        """Start looking; raises ``Missing`` where something is not set up, or it does not start."""
