"""Signing out: here, there and everywhere."""

import pytest
from attrs import evolve

from core.errors import Unavailable
from core.identity.model.errors import SessionNotFound
from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.identity.builders import a_session
from tests.identity.memories import SulkingSessions
from tests.identity.sessions import Refreshing, refreshing_in_memory

MINA, JUN = UserId(an_id()), UserId(an_id())


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def auth(clock: ManualClock) -> Refreshing:
    return await refreshing_in_memory(clock)


async def session_ids(auth: Refreshing, user_id: UserId) -> list[SessionId]:
    return [session.session_id for session in await auth.list_sessions(user_id=user_id)]


async def test_a_session_is_listed_until_it_is_ended(auth: Refreshing) -> None:
    pair = await auth.sign_in(MINA)
    (session,) = await auth.list_sessions(user_id=MINA)
    await auth.end_session(user_id=MINA, session_id=session.session_id)
    assert not await auth.list_sessions(user_id=MINA)
    assert await auth.refused(pair.refresh_token)


async def test_another_users_session_is_not_found(auth: Refreshing) -> None:
    pair = await auth.sign_in(MINA)
    (session_id,) = await session_ids(auth, MINA)
    for user_id, other in ((JUN, session_id), (MINA, SessionId(an_id())), (MINA, SessionId("x"))):
        with pytest.raises(SessionNotFound):
            await auth.end_session(user_id=user_id, session_id=other)
    assert not await auth.refused(pair.refresh_token)


async def test_rt_12_everywhere_ends_all_of_the_users_sessions_at_once(auth: Refreshing, clock: ManualClock) -> None:
    pairs = [await auth.sign_in(MINA) for _ in range(5)]
    other = await auth.sign_in(JUN)
    await auth.end_sessions(user_id=MINA)
    assert all([await auth.refused(pair.refresh_token) for pair in pairs])
    assert not await auth.refused(other.refresh_token)
    (event,) = await auth.history(MINA)
    assert (event.kind, event.session_id, event.occurred_at) == ("sessions-ended", None, clock.now())


async def test_everywhere_may_leave_the_session_that_asks(auth: Refreshing) -> None:
    await auth.sign_in(MINA)
    kept = await auth.sign_in(MINA)
    keep = (await session_ids(auth, MINA))[0]
    await auth.end_sessions(user_id=MINA, keep=keep)
    assert await session_ids(auth, MINA) == [keep]
    assert not await auth.refused(kept.refresh_token)


async def test_where_nothing_ends_nothing_is_remembered(auth: Refreshing) -> None:
    await auth.sign_in(MINA)
    (keep,) = await session_ids(auth, MINA)
    await auth.end_sessions(user_id=MINA, keep=keep)
    await auth.end_sessions(user_id=JUN)
    assert not await auth.history(MINA)
    assert not await auth.history(JUN)


async def test_what_is_ended_is_written_down_before_it_may_fail(clock: ManualClock) -> None:
    auth = await refreshing_in_memory(clock)
    sulking = SulkingSessions(clock=clock)
    await a_session(sulking, MINA)
    with pytest.raises(Unavailable):
        await evolve(auth.end_sessions, sessions=sulking)(user_id=MINA)
    assert [event.kind for event in await auth.history(MINA)] == ["sessions-ended"]


async def test_rt_15_signing_out_with_a_token_is_quiet_however_often(auth: Refreshing) -> None:
    pair = await auth.sign_in(MINA)
    for _ in range(2):
        await auth.end_session_of_token(refresh_token=pair.refresh_token)
        assert await auth.refused(pair.refresh_token)


async def test_rt_15_an_older_token_of_the_family_ends_it_too(auth: Refreshing) -> None:
    first = await auth.sign_in(MINA)
    third = await auth.refresh((await auth.refresh(first.refresh_token)).refresh_token)
    await auth.end_session_of_token(refresh_token=first.refresh_token)
    assert await auth.refused(third.refresh_token)
    assert not await auth.history(MINA)


@pytest.mark.parametrize("text", ["", "garbage", "ort_" + "A" * 91, "x" * 100_000])
async def test_rt_15_what_is_no_token_ends_nothing_and_is_quiet(auth: Refreshing, text: str) -> None:
    pair = await auth.sign_in(MINA)
    await auth.end_session_of_token(refresh_token=text)
    assert not await auth.refused(pair.refresh_token)
