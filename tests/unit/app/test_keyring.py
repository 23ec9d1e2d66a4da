"""Who may come in, told with a clock that the test turns."""

from __future__ import annotations

from itertools import count

from unslump.app.keyring import MOST_SESSIONS, MOST_TOKENS, TOKEN_LIVES_S, Keyring


class Turned:
    """A clock that stands until it is turned."""

    s = 100.0


def keyring(clock: Turned) -> Keyring:
    numbers = count()
    return Keyring(make_secret=lambda: f"secret-{next(numbers)}", now_s=lambda: clock.s)


def opened(keys: Keyring, token: str) -> str:
    entry = keys.redeem(token)
    assert entry is not None
    return entry.session


def test_a_token_remembers_where_it_leads() -> None:
    keys = keyring(Turned())
    tokens = {"home": keys.mint(), "break": keys.mint(where="break")}
    for where, token in tokens.items():
        entry = keys.redeem(token)
        assert entry is not None and entry.where == where


def test_a_token_opens_once() -> None:
    keys = keyring(Turned())
    token = keys.mint()
    entry = keys.redeem(token)
    assert entry is not None and keys.is_session(entry.session)
    assert keys.redeem(token) is None
    assert keys.is_session(entry.session), "trying the token again takes nothing from who came in with it"


def test_a_token_grows_old() -> None:
    clock = Turned()
    keys = keyring(clock)
    early, late = keys.mint(), keys.mint()
    clock.s += TOKEN_LIVES_S - 0.001
    assert keys.redeem(early) is not None
    clock.s += 0.001
    assert keys.redeem(late) is None


def test_keys_of_one_kind_do_not_fit_another_lock() -> None:
    keys = keyring(Turned())
    token = keys.mint()
    assert not keys.is_session(token) and not keys.is_bearer(token)
    assert keys.redeem(keys.bearer) is None and not keys.is_session(keys.bearer)
    session = opened(keys, token)
    assert not keys.is_bearer(session) and keys.redeem(session) is None


def test_nothing_and_odd_text_open_nothing() -> None:
    keys = keyring(Turned())
    keys.redeem(keys.mint())
    for wrong in ("", " ", "secret", "sécret-1", "\udcff", "secret-0\x00"):
        assert keys.redeem(wrong) is None
        assert not keys.is_session(wrong) and not keys.is_bearer(wrong)


def test_the_oldest_go_first() -> None:
    keys = keyring(Turned())
    tokens = [keys.mint() for _ in range(MOST_TOKENS + 1)]
    assert keys.redeem(tokens[0]) is None
    assert keys.redeem(tokens[1]) is not None
    sessions = [opened(keys, keys.mint()) for _ in range(MOST_SESSIONS + 1)]
    assert not keys.is_session(sessions[0]) and all(keys.is_session(s) for s in sessions[1:])
