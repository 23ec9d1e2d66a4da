"""docs/settings.md says of every setting what it is, what it takes and what it is without you."""

from __future__ import annotations

from docs_tree import page, rows

from saying import WORDS
from unslump.app.settings import SETTINGS, expects


def documented() -> dict[str, list[str]]:
    return {cells[0].strip("`"): cells for cells in rows(page("settings.md")) if cells[0].startswith("`")}


def test_every_setting_and_no_other_is_documented() -> None:
    assert set(documented()) >= {setting.name for setting in SETTINGS}, (
        "a setting without its row in docs/settings.md"
    )
    unknown = {n for n in documented() if n.islower()} - {setting.name for setting in SETTINGS}
    assert not unknown, f"docs/settings.md tells of settings that are not there: {unknown}"


def test_defaults_and_ranges_are_those_of_the_table() -> None:
    for setting in SETTINGS:
        _, default, takes, what = documented()[setting.name]
        shown = str(setting.default).lower() if isinstance(setting.default, bool) else str(setting.default)
        assert default == f"`{shown}`", setting.name
        expected = expects(setting)
        assert takes == WORDS(expected.key, **expected.values), setting.name
        assert len(what) > 10, f"{setting.name}: say what it does"
