"""Which of several copies of the published keys a process uses, and for how long."""

from datetime import timedelta

import pytest

from adapters.jose.keys_copy import KeysCopy
from adapters.jose.newest_keys import USABLE, NewestKeys
from adapters.jose.public_jwk import PublicJwk
from adapters.jose.token_key import TokenKey
from tests.clocks import ManualClock
from tests.tokens.published import public

KEY, OTHER = TokenKey.made(), TokenKey.made()
NOW, SECOND = timedelta(), timedelta(seconds=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def newest(clock: ManualClock) -> NewestKeys:
    return NewestKeys(clock=clock, seconds=lambda: clock.now().timestamp())


def a_copy(clock: ManualClock, *keys: PublicJwk, version: int = 1, age: timedelta = NOW) -> KeysCopy:
    return KeysCopy(version=version, seen_at=clock.now() - age, keys=keys)


def test_a_newer_copy_is_used_and_an_older_one_is_not(newest: NewestKeys, clock: ManualClock) -> None:
    newest.take(a_copy(clock, *public(KEY), version=2))
    for version in (1, 2):
        newest.take(a_copy(clock, *public(OTHER), version=version))
        assert set(newest.by_kid) == {KEY.kid}
    newest.take(a_copy(clock, *public(OTHER), version=3))
    assert set(newest.by_kid) == {OTHER.kid}


def test_no_copy_changes_nothing(newest: NewestKeys, clock: ManualClock) -> None:
    newest.take(a_copy(clock, *public(KEY)))
    newest.take(None)
    assert set(newest.by_kid) == {KEY.kid}


@pytest.mark.parametrize("age", [USABLE, -USABLE, 2 * USABLE], ids=str)
def test_a_copy_that_was_made_a_day_ago_or_a_day_ahead_is_not_used(
    newest: NewestKeys, clock: ManualClock, age: timedelta
) -> None:
    newest.take(a_copy(clock, *public(KEY), age=age))
    assert newest.copy is None
    newest.take(a_copy(clock, *public(KEY), age=age - SECOND if age > NOW else age + SECOND, version=2))
    assert (newest.copy is None) == (age > USABLE)


def test_keys_are_dropped_a_day_after_they_were_seen(newest: NewestKeys, clock: ManualClock) -> None:
    newest.take(a_copy(clock, *public(KEY), age=SECOND))
    clock.move(USABLE - 2 * SECOND)
    newest.drop_if_too_old()
    assert set(newest.by_kid) == {KEY.kid}
    clock.move(SECOND)
    newest.drop_if_too_old()
    assert newest.copy is None
    assert newest.by_kid == {}


def test_a_key_that_stays_is_the_same_object_and_another_with_its_kid_is_not(
    newest: NewestKeys, clock: ManualClock
) -> None:
    newest.take(a_copy(clock, *public(KEY)))
    first = newest.by_kid[KEY.kid]
    newest.take(a_copy(clock, *public(KEY, OTHER), version=2))
    assert newest.by_kid[KEY.kid] is first
    newest.take(a_copy(clock, PublicJwk.read({**OTHER.jwk, "kid": KEY.kid}), version=3))
    assert newest.by_kid[KEY.kid] is not first
