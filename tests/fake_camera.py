"""A camera that shows a clip: what Chromium's fake capture device plays, over and over, at 30 pictures a
second."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2

FPS = 30
"""As fast as Chromium plays a file of JPEGs."""


def pictures(clip: Path) -> list[Any]:
    """Read every picture of a clip."""
    capture, found = cv2.VideoCapture(str(clip)), []
    while (read := capture.read())[0]:
        found.append(read[1])
    capture.release()
    assert found, f"no pictures in {clip}"
    return found


def film(path: Path, shown: Sequence[Any]) -> Path:
    """Write pictures as a file of JPEGs, one after the other."""
    with path.open("wb") as file:
        for picture in shown:
            file.write(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())
    return path


def camera_flags(film_file: Path) -> list[str]:
    """Return what makes Chromium show a film as its only camera, allowed without asking."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film_file}",
    ]
