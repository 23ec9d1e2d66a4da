"""A camera that shows a clip: what Chromium's fake capture device plays, over and over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2


def pictures(clip: Path) -> list[Any]:
    """Read every picture of a clip."""
    capture, found = cv2.VideoCapture(str(clip)), []
    while (read := capture.read())[0]:
        found.append(read[1])
    capture.release()
    assert found, f"no pictures in {clip}"
    return found


def film(path: Path, shown: Sequence[Any], *, fps: int = 15) -> Path:
    """Write pictures of even sides, one after the other, in the plain form that says how fast they come."""
    high, wide = shown[0].shape[:2]
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{wide} H{high} F{fps}:1 Ip A1:1 C420mpeg2\n".encode())
        for picture in shown:
            file.write(b"FRAME\n" + cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420).tobytes())
    return path


def camera_flags(film_file: Path) -> list[str]:
    """Return what makes Chromium show a film as its only camera, allowed without asking."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film_file}",
    ]
