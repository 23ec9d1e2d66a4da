"""Somebody who stands there and sways, as frames: drawn, not filmed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unslump.core.motion.frames import JOINTS, SPINE, PoseFrame, nobody

SIZE_PX = (640, 360)


def frame(number: int, *, lines: int = 1, people: int = 1) -> PoseFrame:
    """Draw one frame; every number in it is one that float32 holds."""
    joints = np.arange(JOINTS * 2, dtype=float).reshape(JOINTS, 2) * 8 + number / 4
    joints[number % JOINTS] = np.nan
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    circle = np.float32(np.stack([np.cos(turn), np.sin(turn)], axis=1) * 100 + 180).astype(float)
    edge = tuple(circle[: 24 - 5 * line] + number / 4 for line in range(lines))
    return PoseFrame(number / 15, SIZE_PX, joints, np.full(JOINTS, 0.75), edge, people)


def with_spines() -> list[PoseFrame]:
    """Return the same second as a spine model saw it too: one point of them missing, and none of nobody."""
    drawn = []
    for number, each in enumerate(frames()):
        points = np.arange(SPINE * 2, dtype=float).reshape(SPINE, 2) * 4 + number / 4
        points[number % SPINE if each.has_person else slice(None)] = np.nan
        sure = np.where(np.isfinite(points[:, 0]), 0.5, 0.0)
        drawn.append(replace(each, spine_px=points, spine_confidence=sure))
    return drawn


def frames() -> list[PoseFrame]:
    """Return a second of somebody who comes, is joined by a stranger, and goes."""
    return [
        *(nobody(number / 15, SIZE_PX, people=0) for number in range(3)),
        *(frame(number, lines=number % 3 + 1, people=number % 2 + 1) for number in range(3, 12)),
        frame(12, lines=0, people=-1),
        *(nobody(number / 15, SIZE_PX) for number in range(13, 16)),
    ]
