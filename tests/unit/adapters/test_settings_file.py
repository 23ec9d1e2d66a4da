"""The settings file is the person's: comments stay, broken text stays, it is replaced whole or not at all."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from own_mount import run_mounted

from saying import refused, said
from unslump.adapters.settings_file import SettingsFile
from unslump.core.errors import BadInput, StoreTrouble
from unslump.ports import SettingsFile as Port

MINE = """# how I like it
variant = "stand"  # the sofa is far

# slower, please
exhale_s = 8.0
"""


@pytest.fixture
def settings(tmp_path: Path) -> Port:
    return SettingsFile(tmp_path / "config", admin=tmp_path / "admin.toml")


def file_of(settings: Port) -> Path:
    assert isinstance(settings, SettingsFile)
    return settings.path


def written(settings: Port, text: str | bytes) -> Path:
    path = file_of(settings)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_without_files_nothing_is_set(settings: Port) -> None:
    assert settings.person() == settings.admin() == {}
    assert not file_of(settings).parent.exists(), "reading makes nothing"


def test_both_layers_are_read_apart(settings: Port, tmp_path: Path) -> None:
    written(settings, MINE)
    (tmp_path / "admin.toml").write_text("voice = false\n")
    assert settings.person() == {"variant": "stand", "exhale_s": 8.0}
    assert settings.admin() == {"voice": False}


def test_the_first_write_makes_the_folder_for_the_person_alone(settings: Port) -> None:
    settings.write({"theme": "dark"})
    path = file_of(settings)
    assert settings.person() == {"theme": "dark"}
    if sys.platform != "win32":
        assert (path.parent.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)
    assert [p.name for p in path.parent.iterdir()] == ["settings.toml"]


def test_comments_and_order_stay_and_only_the_change_is_new(settings: Port) -> None:
    path = written(settings, MINE)
    settings.write({"variant": "sit", "exhale_s": 8.0, "voice": False})
    assert path.read_text() == MINE.replace('"stand"', '"sit"') + "voice = false\n"


def test_what_is_no_longer_set_goes(settings: Port) -> None:
    path = written(settings, MINE)
    settings.write({"exhale_s": 8.0})
    assert settings.person() == {"exhale_s": 8.0}
    assert "# slower, please" in path.read_text()


def test_writing_what_is_there_already_touches_nothing(settings: Port) -> None:
    path = written(settings, MINE.replace("\n", "\r\n"))
    before = path.stat()
    settings.write({"variant": "stand", "exhale_s": 8.0})
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_line_ends_of_another_system_stay(settings: Port) -> None:
    path = written(settings, MINE.replace("\n", "\r\n"))
    settings.write({"variant": "sit", "exhale_s": 8.0})
    assert path.read_bytes() == MINE.replace('"stand"', '"sit"').replace("\n", "\r\n").encode()


def test_a_mark_at_the_beginning_is_no_trouble(settings: Port) -> None:
    """Some editors put one in front of UTF-8."""
    written(settings, b"\xef\xbb\xbfvoice = false\n")
    assert settings.person() == {"voice": False}


@pytest.mark.skipif(sys.platform == "win32", reason="links take rights on this system")
def test_through_a_link_the_file_it_leads_to_is_replaced(settings: Port, tmp_path: Path) -> None:
    (tmp_path / "dotfiles.toml").write_text(MINE)
    (tmp_path / "dotfiles.toml").chmod(0o640)
    path = file_of(settings)
    path.parent.mkdir()
    path.symlink_to(tmp_path / "dotfiles.toml")
    settings.write({"variant": "sit"})
    assert path.is_symlink()
    assert tomllib.loads((tmp_path / "dotfiles.toml").read_text()) == {"variant": "sit"}
    assert (tmp_path / "dotfiles.toml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b'variant = "sit"\nexhale_s = = 8\n', 2),
        (b'variant = "sit"\n\n\nvoice\n', 4),
        (b'variant = "sit', 1),
        (b"voice = true\nvoice = false\n", 2),
        (b"[[[", 1),
        (b'# fine\nvariant = "\xff\xfe"\n', 2),
        (b"theme = 'dark'\nlist = [1,\n2,\n", 4),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_never_overwritten(
    settings: Port, text: bytes, line: int
) -> None:
    path = written(settings, text)
    for action in (settings.person, lambda: settings.write({"variant": "stand"})):
        with pytest.raises(BadInput) as problem:
            action()
        assert f"line {line} " in said(problem.value) and str(path) in said(problem.value)
        assert said(problem.value).endswith(".") and "\n" not in said(problem.value)
    assert path.read_bytes() == text


def test_an_administrators_broken_file_is_named_too(settings: Port, tmp_path: Path) -> None:
    (tmp_path / "admin.toml").write_text("voice = maybe")
    with refused(BadInput, match=r"admin\.toml"):
        settings.admin()


def test_a_folder_in_its_place_is_said_and_left(settings: Port) -> None:
    path = file_of(settings)
    path.mkdir(parents=True)
    for action in (settings.person, lambda: settings.write({"variant": "stand"})):
        with refused(BadInput, match="cannot be read"):
            action()
    assert path.is_dir()


def test_where_it_cannot_be_kept_nothing_is_changed(settings: Port, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk gives out at the last moment: while the new file is flushed."""
    path = written(settings, MINE)

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with refused(StoreTrouble, match="No space left"):
        settings.write({"variant": "sit"})
    assert path.read_text() == MINE
    assert [p.name for p in path.parent.iterdir()] == ["settings.toml"]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("not a folder")
    with pytest.raises((BadInput, StoreTrouble)):
        SettingsFile(tmp_path / "config").write({"variant": "sit"})
    assert (tmp_path / "config").read_text() == "not a folder"


def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    told = run_mounted(
        f"mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind {tmp_path}",
        """
from pathlib import Path
from unslump.adapters.content import load_words
from unslump.adapters.settings_file import SettingsFile
from unslump.core.errors import StoreTrouble
try:
    SettingsFile(Path(sys.argv[1])).write({"variant": "sit"})
except StoreTrouble as trouble:
    print(trouble.said(load_words()))
""",
        tmp_path,
    )
    assert "Read-only" in told and told.count("\n") == 1


VALUES = st.dictionaries(
    st.from_regex(r"[a-z][a-z_]{0,12}", fullmatch=True),
    st.booleans()
    | st.integers(-999, 999)
    | st.floats(-9, 9)
    | st.text(st.characters(codec="utf-8"), max_size=9),
    max_size=6,
)
TEXTS = st.sampled_from(
    ["", MINE, "# only a thought\n", 'a = 1\n[table]\nvoice = true # "x"\n', "a.b = 3\nvoice=1"]
)


@settings_of_hypothesis(max_examples=40, deadline=None)
@given(TEXTS, VALUES, VALUES)
def test_whatever_stood_there_the_file_holds_exactly_what_was_given(
    tmp_path_factory: pytest.TempPathFactory, text: str, first: dict[str, object], second: dict[str, object]
) -> None:
    settings = SettingsFile(tmp_path_factory.mktemp("config"))
    written(settings, text)
    for values in (first, second):
        settings.write(values)
        assert settings.person() == values


def test_clearing_removes_the_person_s_file_alone_and_one_that_is_broken_too(tmp_path: Path) -> None:
    admin, own = tmp_path / "admin.toml", tmp_path / "config" / "settings.toml"
    admin.write_text("voice = false\n", encoding="utf-8")
    settings = SettingsFile(own.parent, admin=admin)
    settings.clear()  # nothing there, nothing wrong
    for text in ("stature_cm = 182\n", "stature_cm = \n"):
        own.parent.mkdir(exist_ok=True)
        own.write_text(text, encoding="utf-8")
        (own.parent / ".settings.toml-half").write_text(text, encoding="utf-8")
        settings.clear()
        assert list(own.parent.iterdir()) == [] and settings.person() == {}
    assert settings.admin() == {"voice": False}
