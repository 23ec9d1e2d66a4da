"""What ``doctor`` says of notifications, on a real bus."""

from __future__ import annotations

import pytest

from desktops import PrivateBus, until
from fake_notifications import PLAIN, notification_server, takes_calls
from unslump.adapters.desktop.notify.able import able


def test_a_server_with_buttons_and_one_without(session_bus: PrivateBus) -> None:
    env = {"DBUS_SESSION_BUS_ADDRESS": session_bus.address}
    until(lambda: takes_calls(session_bus.address))
    with notification_server(session_bus.address) as server:
        assert able(env, "linux") == ("fake", True)
        server.can = PLAIN
        assert able(env, "linux") == ("fake", False)
        assert server.calls == [], "nothing was shown"


def test_where_none_runs_or_there_is_no_bus(session_bus: PrivateBus) -> None:
    assert able({"DBUS_SESSION_BUS_ADDRESS": session_bus.address}, "linux") == ("", None)
    assert able({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/at/all"}, "linux") == ("", None)


@pytest.mark.parametrize(("platform", "buttons"), [("win32", True), ("darwin", False), ("freebsd14", None)])
def test_where_the_system_decides(platform: str, buttons: bool | None) -> None:
    assert able({}, platform) == ("", buttons)
