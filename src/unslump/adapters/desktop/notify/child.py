"""A program that ends with us, whatever ends us.

A program that covers the screen must not stay when the resident is killed. On POSIX systems a shell of a few
lines is started between the two. It holds the reading end of a pipe whose writing end only we hold: when we
are gone, however that came, the pipe ends, and it ends the program. (``PR_SET_PDEATHSIG`` would need code
between fork and exec, which is unsafe beside threads, it follows the *thread* that started the child, and it
exists on Linux alone.) On Windows a job object does it in the kernel: it ends what is in it when its last
handle, ours, is closed.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

WATCH = r"""
folder=$1; shift
exec 3<&0 </dev/null
trap : HUP INT TERM
"$@" >/dev/null 2>&1 3<&- &
program=$!
{ read -r _; kill -TERM $program; sleep 2; kill -KILL $program; } <&3 2>/dev/null &
watch=$!
exec 3<&-
while kill -0 $program 2>/dev/null; do wait $program; done
kill $watch 2>/dev/null
for again in 1 2 3 4 5; do
    rm -rf -- "$folder" && break
    sleep 1
done 2>/dev/null
"""
"""Ends the program when standard input ends, by force after two seconds more; then removes its folder, more
than once if need be: what the program had started itself may write in it a little longer.

The trap is a handler, which a program does not inherit, rather than "ignore", which it would."""


class Child(Protocol):
    """A program that was started and ends with us."""

    def running(self) -> bool:
        """Whether it still runs. Never waits."""

    def end(self) -> None:
        """Ask it to end; what does not is ended by force soon after. Never waits, may be called twice."""


class PosixChild:
    """The program behind its watching shell, both in a process group of their own.

    Raises
    ------
    OSError
        It could not be started.
    """

    def __init__(self, argv: Sequence[str], folder: Path) -> None:
        read, self._hold = os.pipe()
        shell = ("/bin/sh", "-c", WATCH, "unslump-window", str(folder), *argv)
        quiet = [(os.POSIX_SPAWN_DUP2, read, 0)]
        quiet += [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_WRONLY, 0) for handle in (1, 2)]  # type: ignore[misc]
        try:
            self._watch = os.posix_spawn(shell[0], shell, os.environ, file_actions=quiet, setpgroup=0)
        except OSError:
            self.end()
            raise
        finally:
            os.close(read)

    def running(self) -> bool:
        if not self._watch:
            return False
        try:
            ended, _ = os.waitpid(self._watch, os.WNOHANG)
        except ChildProcessError:  # somebody else has waited for it
            ended = self._watch
        if ended:
            self._sweep()
        return not ended

    def end(self) -> None:
        if self._hold >= 0:
            os.close(self._hold)
            self._hold = -1

    def _sweep(self) -> None:
        """Should the shell itself have been killed, end what it left; its group is gone otherwise."""
        group, self._watch = self._watch, 0
        self.end()
        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)


class WindowsChild:
    """The program in a job object.

    Parameters
    ----------
    kernel, popen : optional
        ``ctypes.windll.kernel32`` and ``subprocess.Popen``, or what stands for them in a test.

    Raises
    ------
    OSError
        It could not be started.
    """

    def __init__(self, argv: Sequence[str], folder: Path, kernel: Any = None, popen: Any = None) -> None:
        import ctypes
        import subprocess

        self._kernel = kernel or ctypes.windll.kernel32  # type: ignore[attr-defined]
        self._folder = folder
        self._job = _job(self._kernel)
        self._process: Any
        try:
            self._process = (popen or subprocess.Popen)(list(argv), stdin=subprocess.DEVNULL, close_fds=True)
        except OSError:
            self.end()
            raise
        handle = ctypes.c_void_p(int(self._process._handle))
        if not self._kernel.AssignProcessToJobObject(ctypes.c_void_p(self._job), handle):
            self._process.kill()  # better no window than one that could stay
            self.end()
            raise OSError("AssignProcessToJobObject failed")

    def running(self) -> bool:
        if self._process.poll() is None:
            return True
        if self._job:
            self.end()
            import shutil

            shutil.rmtree(self._folder, ignore_errors=True)
        return False

    def end(self) -> None:
        """Close the job, which ends all that is in it."""
        import ctypes

        if self._job:
            self._kernel.CloseHandle(ctypes.c_void_p(self._job))
            self._job = 0


KILL_ON_JOB_CLOSE = 0x2000
EXTENDED_LIMITS = 9
LIMIT_FLAGS_AT = 16
"""Where ``LimitFlags`` lies in ``JOBOBJECT_BASIC_LIMIT_INFORMATION``: behind two 64-bit times."""


def _job(kernel: Any) -> int:
    """Make a job object that ends its processes when its handle is closed. Source: winnt.h."""
    import ctypes

    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = int(kernel.CreateJobObjectW(None, None) or 0)
    size = 144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112
    limits = (ctypes.c_uint8 * size)()
    ctypes.c_uint32.from_buffer(limits, LIMIT_FLAGS_AT).value = KILL_ON_JOB_CLOSE
    if not job or not kernel.SetInformationJobObject(
        ctypes.c_void_p(job), EXTENDED_LIMITS, ctypes.byref(limits), size
    ):
        raise OSError("no job object")
    return job
