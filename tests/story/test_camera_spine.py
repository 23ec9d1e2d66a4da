"""``unslump analyse --spine-model``: a model of the person's own, from the file to what is said of it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from camera_ready import FOLDER, weights
from tiny_onnx import needs_runtime, network, written

ROOT = Path(__file__).resolve().parents[2]
CLIP = ROOT / "tests" / "data" / "clips" / "stand_seq.mp4"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "unslump", "--testing", "analyse", *(str(each) for each in arguments)]
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "UNSLUMP_MODELS": str(FOLDER), "PYTHONPATH": path}
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=110)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was stored of a clip that a spine model looked at too, and what was said of it."""
    weights()
    needs_runtime()
    folder = tmp_path_factory.mktemp("spine")
    done = run(CLIP, "--spine-model", written(folder), "--stored", folder, "--json")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    (folder / "told.json").write_text(done.stdout, encoding="utf-8")
    return folder


def test_the_recipe_names_the_file_and_its_hash(kept: Path) -> None:
    told = json.loads((kept / "told.json").read_text(encoding="utf-8"))
    spine = told["recipe"]["pose"]["spine"]
    assert spine["file"] == "my spine.onnx" and spine["sha256"] == hashlib.sha256(network()).hexdigest()
    assert str(kept) not in json.dumps(told["recipe"])


def test_points_that_are_no_spine_leave_the_reading_as_it_was(kept: Path) -> None:
    told = json.loads((kept / "told.json").read_text(encoding="utf-8"))
    alone = json.loads(run(CLIP, "--json").stdout)
    assert told["quality"]["spine_used"] == 0.0 and alone["quality"]["spine_used"] is None
    assert told["series"] == alone["series"] and told["measures"] == alone["measures"]


def test_what_was_stored_holds_the_points_and_says_so_in_words(kept: Path) -> None:
    with np.load(kept / "stand_seq.npz") as arrays:
        assert np.isfinite(arrays["spine_px"]).any() and arrays["spine_px"].shape[1:] == (9, 2)
    done = run(kept / "stand_seq.npz")
    assert done.returncode == 0 and "Of what your spine model saw, 0 %" in done.stdout


@pytest.mark.parametrize(
    ("raw", "says"), [(b"Dear diary", "to be an ONNX network"), (network(points=17), "of another form")]
)
def test_what_is_no_spine_model_is_one_sentence_and_exit_2(tmp_path: Path, raw: bytes, says: str) -> None:
    weights()
    needs_runtime()
    done = run(CLIP, CLIP, "--spine-model", written(tmp_path, raw=raw))
    assert done.returncode == 2 and done.stdout == ""
    assert says in done.stderr and len(done.stderr.splitlines()) == 1


def test_it_looks_at_pictures_alone(tmp_path: Path) -> None:
    done = run("kept.npz", "--spine-model", written(tmp_path))
    assert done.returncode == 2 and "--spine-model looks at pictures, and kept.npz holds none" in done.stderr
