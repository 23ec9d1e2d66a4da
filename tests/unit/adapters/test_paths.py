"""Where things lie: one option moves all that is a person's, and none that is an administrator's."""

from __future__ import annotations

from pathlib import Path

import pytest

from unslump.adapters.paths import MODELS_VARIABLE, VARIABLE, locate


def test_by_default_records_and_settings_lie_where_the_system_keeps_such_things() -> None:
    places = locate(environ={})
    assert places.data.is_absolute() and places.config.is_absolute()
    assert "unslump" in str(places.data).lower() and "unslump" in str(places.config).lower()


@pytest.mark.parametrize("by_variable", [False, True])
def test_one_folder_takes_everything(tmp_path: Path, by_variable: bool) -> None:
    usual = locate(environ={})
    option, variable = (None, str(tmp_path)) if by_variable else (tmp_path, "/elsewhere")
    places = locate(option, {VARIABLE: variable})
    assert places.data == places.config == places.database.parent == places.runtime.parent == tmp_path
    assert places.admin == usual.admin, "a lock that an option could walk around would be none"


def test_model_files_go_along_or_have_a_place_of_their_own(tmp_path: Path) -> None:
    shared = tmp_path / "for all"
    assert locate(tmp_path, {}).models == tmp_path / "models"
    assert locate(environ={}).models == locate(environ={}).data / "models"
    for chosen in (tmp_path, None):
        assert locate(chosen, {MODELS_VARIABLE: f" {shared} "}).models == shared
    assert locate(tmp_path, {MODELS_VARIABLE: "  "}).models == tmp_path / "models"
    assert locate(tmp_path, {MODELS_VARIABLE: str(shared)}).data == tmp_path


@pytest.mark.parametrize("nothing", ["", "   "])
def test_an_empty_name_is_no_name(nothing: str) -> None:
    assert locate(nothing, {VARIABLE: nothing}) == locate(environ={})


def test_home_and_here_are_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert locate("~/back", {}).data == locate("back", {}).data == locate("./x/../back", {}).data
    assert locate("back", {}).data == tmp_path / "back"


def test_naming_a_place_makes_nothing(tmp_path: Path) -> None:
    locate(tmp_path / "new", {})
    assert list(tmp_path.iterdir()) == []
