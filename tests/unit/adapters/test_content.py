"""What ships as data: found by name, read when asked for, in the language there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from saying import refused
from unslump.adapters import content
from unslump.core.errors import BadInput


def test_a_sentence_is_found_by_its_file_and_place() -> None:
    words = content.load_words()
    assert words.language == "en"
    assert words("exercises.D01.name") == "Fold and uncurl, sitting"
    assert not words.has("exercises.D01.nothing") and not words.has("nothing.at.all")
    with pytest.raises(KeyError, match="Did you mean"):
        words("exercises.D01.nam")


def test_files_are_read_only_when_their_words_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    loads = content.tomllib.loads

    def spy(text: str) -> dict[str, object]:
        read.append(text[:20])
        return loads(text)

    monkeypatch.setattr(content.tomllib, "loads", spy)
    words = content.load_words()
    assert read == []
    words("exercises.D01.name")
    words("exercises.D02.name")
    assert len(read) == 1


def test_an_unknown_language_speaks_english_and_says_so() -> None:
    assert content.load_words("tlh").language == "en"
    assert content.load_words("tlh")("exercises.D01.name")


def test_a_half_translated_language_is_filled_up_with_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tag, text in (("en", 'a = "hello"\nb = "bye"\n'), ("de", 'a = "hallo"\n')):
        (tmp_path / "words" / tag).mkdir(parents=True)
        (tmp_path / "words" / tag / "greet.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(content, "DATA", tmp_path)
    words = content.load_words("de-AT")
    assert words.language == "de"
    assert (words("greet.a"), words("greet.b")) == ("hallo", "bye")
    assert dict(words.texts) == {"greet.a": "hallo", "greet.b": "bye"}
    assert content.languages() == ("de", "en")


def test_an_exercise_is_found_in_either_case_and_a_slip_is_answered_with_near_ones() -> None:
    words = content.load_words()
    assert content.load_exercise(" d02 ", words).id == "D02"
    for wrong in ("D99", "", "../D01", "stretch"):
        with refused(BadInput, match="Expected an exercise from D01 to D40"):
            content.load_exercise(wrong, words)


def test_every_exercise_is_in_the_file_of_its_name() -> None:
    words = content.load_words()
    assert content.load_catalogue(words).ids == content.exercise_ids()
