"""The process that looks: pictures of one session come in, what helps goes out.

::

    python -m unslump.faces.camera.main MODELS_FOLDER

The resident starts it when somebody opens the page that watches (``start.start_command``) and ends it with
the page, so that numpy and the networks never live in the resident. Once everything is loaded it gives up the
right to open or write any file and to connect anywhere, where the system allows it: a picture cannot reach a
disk from here. Questions and answers: ``adapters.camera.line``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ...adapters.camera.decoding import give_up_rights
from ...adapters.camera.jpeg import picture_of
from ...adapters.camera.line import answer, questions
from ...adapters.content import load_words
from ...adapters.pose.blazepose import BlazePose
from ...adapters.pose.weights import find
from ...app.fingertips import Fingertips
from ...app.watching import Told, Watching, guided
from ...core.errors import BadInput, UnslumpError
from ...core.motion.frames import Picture, PoseFrame
from ...core.words import Said, Words
from ...ports import PoseModel

BLANK = Picture(0.0, np.zeros((240, 320, 3), np.uint8))


class Looking:
    """Answers one question after the other."""

    def __init__(self, model: PoseModel, words: Words) -> None:
        self._model, self._words = model, words
        self._recipe = {"pose": dict(model.recipe), "video": {"camera": "live"}}
        self._watching, self._pointing = Watching(), Fingertips()
        self._last_s = -np.inf

    def answer(self, asked: Mapping[str, Any], picture: bytes) -> Mapping[str, Any]:
        """Return the answer; what goes wrong with one question is its answer, in one sentence."""
        try:
            return self._answer(asked, picture)
        except UnslumpError as error:
            return {"problem": error.said(self._words)}

    def _answer(self, asked: Mapping[str, Any], picture: bytes) -> Mapping[str, Any]:
        if asked["do"] == "look":
            return self._look(asked, picture)
        if asked["do"] == "point":
            return self._point(asked, picture)
        if asked["do"] == "pause":
            self._watching.pause()
            self._pointing = Fingertips()
            self._model.reset()
            return {}
        return {"document": self._watching.read(asked["label"], self._recipe, self._words)}

    def _frame(self, asked: Mapping[str, Any], picture: bytes) -> PoseFrame:
        t_s = float(asked["t_s"])
        if not t_s > self._last_s:
            raise BadInput("watch.time", found=t_s, last=self._last_s)
        self._last_s = t_s
        return self._model.read(picture_of(picture, t_s))

    def _look(self, asked: Mapping[str, Any], picture: bytes) -> Mapping[str, Any]:
        frame = self._frame(asked, picture)
        return self._in_words(self._watching.take(frame, guided(asked), exhales=bool(asked["exhales"])))

    def _point(self, asked: Mapping[str, Any], picture: bytes) -> Mapping[str, Any]:
        """In the hip lesson; places are shares of the picture, so that any size can draw them."""
        frame = self._frame(asked, picture)
        found = self._pointing.take(frame, float(asked["stature_cm"]))
        wide, high = frame.size_px
        return {
            "advice": self._say(found.advice),
            "lines": [self._say(line) for line in found.lines],
            "marks": [
                {
                    "joint": [point.joint_px[0] / wide, point.joint_px[1] / high],
                    "tip": [point.tip_px[0] / wide, point.tip_px[1] / high],
                    "reach": point.uncertainty_px / wide,
                }
                for point in found.points
            ],
        }

    def _in_words(self, told: Told) -> Mapping[str, Any]:
        return {
            "follows": told.follows,
            "advice": self._say(told.shown_help),
            "help": self._say(told.help),
            "hint": self._say(told.hint),
            "enough": told.enough,
        }

    def _say(self, said: Said | None) -> str:
        return self._words(said.key, **said.values) if said else ""


def run(arguments: Sequence[str]) -> int:
    """Be the process that looks; return its exit code."""
    lazy = load_words()
    words = Words(lazy.language, dict(lazy.texts))  # every file of them is read now
    try:
        model = BlazePose(find(Path(arguments[0])))
    except UnslumpError as error:
        answer(sys.stdout.buffer, {"problem": error.said(words)})
        return error.exit_code
    model.read(BLANK)  # what is loaded with the first picture is loaded now
    model.read(replace(BLANK, t_s=1.0))
    model.reset()
    looking = Looking(model, words)
    give_up_rights()
    answer(sys.stdout.buffer, {"ready": True})
    for asked, picture in questions(sys.stdin.buffer):
        answer(sys.stdout.buffer, looking.answer(asked, picture))
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
