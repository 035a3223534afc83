"""Staying signed in: what becomes of refresh tokens, with a clock that the test moves."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve
from typing_extensions import override

from adapters.memory.sessions import MemorySessions
from core.errors import OddiyaError, Unavailable
from core.identity.model.derived_key import derived_key
from core.identity.model.errors import InvalidGrant, TooManyAttempts
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import IDLE, LIFETIME, REPLAY_WINDOW, Client, SessionId
from core.identity.model.user import UserId
from core.identity.use_cases.sessions.refresh_session import GARBAGE, REFRESHES
from ports.sessions import REVOKED_FOR, Rotation
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.identity.builders import KEY, PHONE
from tests.identity.sessions import Refreshing, refreshing_in_memory

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MINA = an_id()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def auth(clock: ManualClock) -> Refreshing:
    return await refreshing_in_memory(clock)


class NeverAsked(MemorySessions):
    """Sessions that nobody may ask for a rotation."""

    @override
    async def rotate(self, **_: object) -> Rotation:
        raise AssertionError("garbage was looked up")


def read(text: str) -> RefreshToken:
    token = RefreshToken.read(text, derived_key(KEY, "refresh tokens"))
    assert token is not None
    return token


async def test_rt_1_a_valid_token_is_exchanged_for_a_new_pair(auth: Refreshing) -> None:
    first = await auth.sign_in(MINA)
    second = await auth.refresh(first.refresh_token)
    assert (second.expires_in, second.refresh_expires_in) == (HOUR, IDLE)
    assert second.refresh_token != first.refresh_token
    assert second.access_token != first.access_token
    user_id, session_id, _ = second.access_token.split()
    assert (user_id, session_id) == (MINA, read(first.refresh_token).session_id)


async def test_rt_1_the_old_token_is_dead_after_the_window(auth: Refreshing, clock: ManualClock) -> None:
    first = await auth.sign_in()
    await auth.refresh(first.refresh_token)
    clock.move(REPLAY_WINDOW)
    assert await auth.refused(first.refresh_token)


async def test_rt_1_a_session_ends_when_it_was_idle_for_too_long(auth: Refreshing, clock: ManualClock) -> None:
    pair = await auth.sign_in()
    clock.move(IDLE - SECOND)
    pair = await auth.refresh(pair.refresh_token)
    clock.move(IDLE)
    assert await auth.refused(pair.refresh_token)


async def test_rt_1_refreshing_never_puts_the_end_of_the_family_off(auth: Refreshing, clock: ManualClock) -> None:
    pair = await auth.sign_in()
    lived = timedelta()
    while lived + 13 * DAY < LIFETIME:
        clock.move(13 * DAY)
        lived += 13 * DAY
        pair = await auth.refresh(pair.refresh_token)
        assert pair.refresh_expires_in == min(IDLE, LIFETIME - lived)
    clock.move(LIFETIME - lived)
    assert await auth.refused(pair.refresh_token)


async def test_rt_2_of_fifty_at_once_all_get_one_successor(auth: Refreshing) -> None:
    first = await auth.sign_in()
    pairs = await asyncio.gather(*(auth.refresh(first.refresh_token) for _ in range(50)))
    assert len({pair.refresh_token for pair in pairs}) == 1
    assert len({pair.access_token for pair in pairs}) == 50


async def test_rt_3_a_lost_answer_is_repeated_with_the_same_successor(auth: Refreshing, clock: ManualClock) -> None:
    first = await auth.sign_in()
    lost = await auth.refresh(first.refresh_token)
    clock.move(5 * SECOND)
    again = await auth.refresh(first.refresh_token)
    assert again.refresh_token == lost.refresh_token
    assert again.refresh_expires_in == IDLE - 5 * SECOND
    assert not await auth.refused(again.refresh_token)


async def test_rt_4_a_grandparent_is_refused_within_the_window_too_and_ends_the_family(auth: Refreshing) -> None:
    first = await auth.sign_in(MINA)
    second = await auth.refresh(first.refresh_token)
    third = await auth.refresh(second.refresh_token)
    assert await auth.refused(first.refresh_token)
    assert await auth.refused(third.refresh_token)
    assert [event.kind for event in await auth.history(MINA)] == ["refresh-token-reused"]


async def test_rt_5_a_parent_replayed_after_the_window_ends_the_family_and_its_owner_is_told(
    auth: Refreshing, clock: ManualClock
) -> None:
    first = await auth.sign_in(MINA)
    await auth.refresh(first.refresh_token)
    clock.move(REPLAY_WINDOW)
    with pytest.raises(InvalidGrant):
        await auth.refresh(first.refresh_token)
    (event,) = await auth.history(MINA)
    assert (event.kind, event.session_id) == ("refresh-token-reused", read(first.refresh_token).session_id)
    assert event.occurred_at == clock.now()
    (told,) = await auth.works.feed.claim(limit=10, lease=HOUR)
    assert (told.name, told.group) == ("refresh-token-reused", MINA)
    assert told.data == f'{{"user_id":"{MINA}","session_id":"{event.session_id}"}}'


async def test_rt_5_a_theft_is_told_once(auth: Refreshing) -> None:
    first = await auth.sign_in(MINA)
    second = await auth.refresh(first.refresh_token)
    for token in (first, first, second):
        assert await auth.refused(token.refresh_token, late=True)
    assert await auth.events() == ["refresh-token-reused"]
    assert len(await auth.history(MINA)) == 1


async def test_rt_5_a_theft_that_could_not_be_told_of_is_told_when_any_token_of_it_comes_again(
    auth: Refreshing, clock: ManualClock
) -> None:
    first = await auth.sign_in(MINA)
    second = await auth.refresh(first.refresh_token)
    for token in (first, first, second):
        with pytest.raises(Unavailable):
            await auth.without_works().refresh(token.refresh_token, late=True)
    assert not await auth.list_sessions(user_id=UserId(MINA))
    assert not await auth.history(MINA)
    clock.move(REVOKED_FOR - SECOND)
    for token in (second, first):
        assert await auth.refused(token.refresh_token)
    assert await auth.events() == ["refresh-token-reused"]
    assert len(await auth.history(MINA)) == 1


async def test_a_token_of_a_session_that_its_owner_ended_tells_of_no_theft(auth: Refreshing) -> None:
    first = await auth.sign_in(MINA)
    await auth.refresh(first.refresh_token)
    await auth.end_session_of_token(refresh_token=first.refresh_token)
    assert await auth.without_works().refused(first.refresh_token, late=True)
    assert await auth.refused(first.refresh_token, late=True)
    assert await auth.events() == []


async def test_rt_6_after_a_theft_every_token_of_the_family_is_dead_and_no_other(auth: Refreshing) -> None:
    other = await auth.sign_in(MINA)
    pairs = [await auth.sign_in(MINA)]
    for _ in range(3):
        pairs.append(await auth.refresh(pairs[-1].refresh_token))
    assert await auth.refused(pairs[0].refresh_token)
    assert [await auth.refused(pair.refresh_token) for pair in pairs] == [True] * 4
    assert isinstance(auth.sessions, MemorySessions)
    assert auth.sessions.has_revoked(read(pairs[0].refresh_token).session_id)
    assert not await auth.refused(other.refresh_token)


async def test_rt_5_the_revocation_comes_before_the_news_of_it(auth: Refreshing) -> None:
    first = await auth.sign_in()
    second = await auth.refresh(first.refresh_token)
    turn = asyncio.create_task(auth.refused(first.refresh_token, late=True))
    async with auth.works.begin():
        # Memory has one work at a time: the news waits for this one.
        while await auth.list_sessions(user_id=UserId(second.access_token.split()[0])):
            await asyncio.sleep(0)
        assert not turn.done()
    assert await turn


def texts_that_are_no_token(good: str) -> list[str]:
    flipped = [good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :] for at in range(len(good))]
    truncated = [good[:length] for length in range(0, len(good), 7)]
    strange = ["", " ", good + " ", f" {good}", good + "=", good.upper(), "ort_", "\x00" * len(good), "서" * len(good)]
    forged = RefreshToken.first(SessionId(an_id()), b"x" * 32)
    return [*flipped, *truncated, *strange, forged.text(b"another key"), "x" * 1_000_000, f"{good}{good}"]


async def test_rt_11_what_is_no_token_is_refused_without_a_look_at_the_sessions(
    auth: Refreshing, clock: ManualClock
) -> None:
    good = (await auth.sign_in()).refresh_token
    refresh = evolve(auth.refresh_session, sessions=NeverAsked(clock=clock))
    for text in texts_that_are_no_token(good):
        clock.move(timedelta(minutes=1))
        with pytest.raises(InvalidGrant):
            await refresh(refresh_token=text, client=PHONE)


async def test_rt_11_a_genuine_token_of_a_session_that_never_was_is_refused_alike(auth: Refreshing) -> None:
    unknown = RefreshToken.first(SessionId(an_id()), b"x" * 32).text(derived_key(KEY, "refresh tokens"))
    with pytest.raises(InvalidGrant) as of_unknown:
        await auth.refresh(unknown)
    with pytest.raises(InvalidGrant) as of_garbage:
        await auth.refresh("garbage")
    assert str(of_unknown.value) == str(of_garbage.value)


async def told(auth: Refreshing, token: str, address: str) -> type[OddiyaError] | None:
    try:
        await auth.refresh(token, client=Client(address=address))
    except OddiyaError as error:
        return type(error)
    return None


async def test_rt_11_garbage_is_limited_strictly_for_each_network_and_bars_no_honest_client(auth: Refreshing) -> None:
    good = (await auth.sign_in()).refresh_token
    answers = [await told(auth, "garbage", f"198.51.100.{host}") for host in range(GARBAGE.count + 2)]
    assert answers == [InvalidGrant] * GARBAGE.count + [TooManyAttempts] * 2
    assert await told(auth, "garbage", "203.0.113.1") is InvalidGrant
    assert await told(auth, good, "198.51.100.1") is None


async def test_rt_11_refreshing_is_limited_generously_for_each_network(auth: Refreshing) -> None:
    token = (await auth.sign_in()).refresh_token
    for _ in range(REFRESHES.count):
        assert await told(auth, token, "2001:db8:0:7::1") is None
    assert await told(auth, token, "2001:db8:0:7::2") is TooManyAttempts
    assert await told(auth, token, "2001:db8:0:8::1") is None
