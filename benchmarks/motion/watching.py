"""How fast a page is watched: pictures a second, and how long after its picture an answer is there.

::

    python -m benchmarks.motion.watching [CLIP] [--seconds N]

The process that looks alone (pictures handed to it as fast as it takes them), then the whole way: a real
Chromium whose camera shows the clip at 30 pictures a second, the resident, and the process, on this one
computer. The time of an answer counts from when the browser had the picture. A headless browser draws without
a graphics card here, which costs processor time that a person's does not.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from unslump.adapters.camera.line import CoachProcess
from unslump.faces.camera.start import start_command

ROOT = Path(__file__).resolve().parents[2]
CLIP = ROOT / "tests" / "data" / "clips" / "stand_seq.mp4"
LOOK = {"do": "look", "part": "placing", "turn": 1, "level": 1, "exhales": False}
LONG_SIDE_PX = 720
"""As the page sends them (static/eye.js)."""

NOTE_ANSWERS = """() => {
  const eye = window.unslump.watching.eye, sent = [];
  window.answered = [];
  const send = eye.send.bind(eye), hear = eye.hear.bind(eye);
  eye.send = (t_s, blob) => {
    const before = eye.underway;
    send(t_s, blob);
    if (eye.underway > before) sent.push(t_s);
  };
  eye.hear = (said) => {
    const now = performance.now();
    if ("follows" in said && sent.length) window.answered.push([now, now - 1000 * sent.shift()]);
    hear(said);
  };
}"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("clip", type=Path, nargs="?", default=CLIP)
    asked.add_argument("--seconds", type=float, default=15.0)
    given = asked.parse_args()
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "e2e")]
    shown = _sized(given.clip)
    _tell("the process alone", *asyncio.run(_alone(shown)))
    _tell("the whole way", *_whole_way(shown, given.seconds))


def _tell(what: str, per_s: float, ms: Sequence[float]) -> None:
    middle, most = np.percentile(ms, (50, 95))
    print(f"{what}: {per_s:.1f} pictures a second; {middle:.0f} ms in the middle, {most:.0f} ms in 95 of 100")


def _sized(clip: Path) -> list[Any]:
    from fake_camera import pictures

    found = pictures(clip)
    scale = min(1.0, LONG_SIDE_PX / max(found[0].shape[:2]))
    return [cv2.resize(each, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) for each in found]


async def _alone(shown: Sequence[Any]) -> tuple[float, list[float]]:
    """Ask as fast as it answers, over the still first pictures and then the movement."""
    line = await CoachProcess(start_command(_models()), lambda: None).start()
    spent = []
    try:
        for number, picture in enumerate([*shown[:8], *shown[7::-1], *shown]):
            data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
            begun_s = time.perf_counter()
            await line.ask({**LOOK, "t_s": number / 15}, data)
            spent.append(time.perf_counter() - begun_s)
    finally:
        await line.close()
    return len(spent) / sum(spent), [1000 * each for each in spent]


def _models() -> Path:
    from camera_ready import FOLDER, weights

    weights()
    return FOLDER


def _whole_way(shown: Sequence[Any], seconds: float) -> tuple[float, list[float]]:
    from camera_house import resident, some_browsers, somewhere
    from test_watch_page import until_seen, watch

    from fake_camera import camera_flags, film

    with tempfile.TemporaryDirectory() as folder, some_browsers() as browser:
        place = Path(folder)
        still = [*shown[:8], *shown[7::-1]] * 4
        flags = camera_flags(film(place / "camera.y4m", [*still, *shown], fps=30))
        with resident(place, speed=1.0) as house, somewhere(browser(*flags)) as page:
            watch(house, page)
            until_seen(page)
            page.evaluate(NOTE_ANSWERS)
            page.wait_for_timeout(1000 * seconds)
            answered = np.array(page.evaluate("() => window.answered"))
    per_s = 1000 * (len(answered) - 1) / (answered[-1, 0] - answered[0, 0])
    return float(per_s), answered[:, 1].tolist()


if __name__ == "__main__":
    main()
