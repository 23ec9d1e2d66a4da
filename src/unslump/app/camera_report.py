"""Whether the camera coach is set up here, for whoever tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraReport:
    """What there is of the camera coach, as it was found.

    Attributes
    ----------
    folder : str
        Where the model files live, or would.
    runs_here : bool
        Whether the runtime is built for this computer.
    packages_missing : tuple of str
        By the names to install.
    files_missing, files_damaged : tuple of str
        Model files that are not there, or are not as they were published.
    command : str
        What to type for the first thing that is missing; empty where nothing is, or nothing helps.
    """

    folder: str
    runs_here: bool = True
    packages_missing: tuple[str, ...] = ()
    files_missing: tuple[str, ...] = ()
    files_damaged: tuple[str, ...] = ()
    command: str = ""

    @property
    def ready(self) -> bool:
        return not (self.packages_missing or self.files_missing or self.files_damaged)
