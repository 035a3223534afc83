"""Refresh tokens: what we gave out is read back, everything else is refused without a look-up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.model.refresh_token import LENGTH, RefreshToken
from core.identity.model.session import SessionId

KEYS = st.binary(min_size=32, max_size=32)
TOKENS = st.builds(
    RefreshToken,
    session_id=st.uuids().map(lambda uuid: SessionId(str(uuid))),
    generation=st.integers(0, 2**32 - 1),
    secret=st.binary(min_size=32, max_size=32),
)


@given(TOKENS, KEYS)
def test_a_token_is_read_back_as_it_was_given(token: RefreshToken, key: bytes) -> None:
    text = token.text(key)
    assert RefreshToken.read(text, key) == token
    assert len(text) == LENGTH


@given(TOKENS, KEYS, st.data())
def test_rt_11_a_changed_character_makes_garbage(token: RefreshToken, key: bytes, data: st.DataObject) -> None:
    text = token.text(key)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda one: one != text[at]))
    assert RefreshToken.read(text[:at] + other + text[at + 1 :], key) is None


@given(TOKENS, KEYS, KEYS)
def test_rt_11_a_token_of_another_installation_is_garbage(token: RefreshToken, ours: bytes, theirs: bytes) -> None:
    assert ours == theirs or RefreshToken.read(token.text(theirs), ours) is None


@given(st.text(), KEYS)
def test_rt_11_any_text_is_refused_quietly(text: str, key: bytes) -> None:
    assert RefreshToken.read(text, key) is None


@pytest.mark.parametrize(
    "text", ["", "ort_", "ort_" + "A" * 91, "ort_" + "=" * 91, "x" * LENGTH, "A" * 1_000_000, "\0"]
)
def test_rt_11_what_looks_like_a_token_is_refused_too(text: str) -> None:
    assert RefreshToken.read(text, b"k" * 32) is None


@given(TOKENS.filter(lambda token: token.generation < 2**32 - 1), KEYS, KEYS)
def test_a_successor_follows_from_the_token_and_the_key_alone(token: RefreshToken, key: bytes, other: bytes) -> None:
    successor = token.successor(key)
    assert successor == token.successor(key)
    assert successor.session_id == token.session_id
    assert successor.generation == token.generation + 1
    assert successor.digest != token.digest
    assert key == other or token.successor(other) != successor


@given(TOKENS, KEYS)
def test_rt_13_the_digest_is_no_part_of_the_token(token: RefreshToken, key: bytes) -> None:
    assert token.digest not in (token.secret, token.successor(key).secret)


@given(TOKENS)
def test_a_token_shown_by_mistake_shows_no_secret(token: RefreshToken) -> None:
    assert "secret" not in repr(token)
