"""What all sessions promise."""

import asyncio
from collections import Counter
from datetime import UTC, timedelta

import pytest

from adapters.system.clock import SystemClock
from core.identity.model.session import Client, SessionId
from core.identity.model.user import UserId
from ports.sessions import Gone, Pace, Repeated, Reused, Rotated, Sessions
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.identity.builders import PACE, PHONE
from tests.identity.families import MINUTE, a_family, a_first_token
from tests.waiting import until

NOTHING = timedelta()
BRIEF = timedelta(milliseconds=60)
# What a busy machine may take between two looks at a clock.
SLACK = timedelta(seconds=30)
STRANGE_IDS = ("", "revoked", "user:x", "*", "x\x00y", "\ud800", "0" * 36, "0198C0DE-0000-7000-8000-00000000ABCD")


@pytest.fixture(params=enrolled("sessions"))
async def sessions(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Sessions:
    opened: Sessions = await open_adapter(request.param)
    return opened


async def test_start_begins_a_family_and_returns_it_with_the_stores_own_times(sessions: Sessions) -> None:
    token, user_id = a_first_token(), UserId(an_id())
    session = await sessions.start(user_id=user_id, token=token, client=PHONE, pace=PACE)
    assert (session.session_id, session.user_id, session.client) == (token.session_id, user_id, PHONE)
    assert session.created_at.tzinfo is UTC
    assert abs(SystemClock().now() - session.created_at) < SLACK
    assert session.last_used_at == session.created_at
    assert session.expires_at == session.created_at + PACE.idle
    assert await sessions.of_user(user_id) == [session]


async def test_the_newest_token_is_rotated(sessions: Sessions) -> None:
    family = await a_family(sessions)
    for generation in range(5):
        rotation = await family.rotate(generation)
        assert isinstance(rotation, Rotated)
        assert rotation.session.client == PHONE
        assert rotation.session.created_at == family.session.created_at


async def test_what_remains_is_what_the_successor_has_to_live(sessions: Sessions) -> None:
    family = await a_family(sessions)
    rotated, repeated = await family.rotate(0), await family.rotate(0)
    assert isinstance(rotated, Rotated)
    assert rotated.remaining == PACE.idle
    assert isinstance(repeated, Repeated)
    assert PACE.idle - SLACK < repeated.remaining <= PACE.idle


async def test_a_session_is_used_when_it_is_rotated_and_not_when_that_is_repeated(sessions: Sessions) -> None:
    family = await a_family(sessions)
    rotated, repeated = await family.rotate(0), await family.rotate(0)
    assert isinstance(rotated, Rotated)
    assert isinstance(repeated, Repeated)
    used_at = rotated.session.last_used_at
    assert used_at >= family.session.last_used_at
    assert rotated.session.expires_at == used_at + PACE.idle
    assert repeated.session == rotated.session
    assert await sessions.of_user(family.session.user_id) == [rotated.session]


async def test_of_many_at_once_with_the_newest_token_one_is_rotated_and_the_others_are_repeated(
    sessions: Sessions,
) -> None:
    family = await a_family(sessions)
    for generation in range(4):
        rotations = await asyncio.gather(*(family.rotate(generation) for _ in range(50)))
        assert Counter(map(type, rotations)) == {Rotated: 1, Repeated: 49}
    assert await family.rotated(4) == [Rotated]


async def test_many_at_once_with_a_token_that_was_used_up_end_the_family_and_all_learn_why(sessions: Sessions) -> None:
    family = await a_family(sessions)
    await family.rotated(0, 1)
    rotations = await asyncio.gather(*(family.rotate(0) for _ in range(20)))
    assert rotations == [Reused(user_id=family.session.user_id)] * 20
    assert not await sessions.of_user(family.session.user_id)


async def test_the_parent_of_the_newest_is_repeated_until_the_window_is_over(sessions: Sessions) -> None:
    family = await a_family(sessions)
    assert await family.rotated(0, 0, 1, 1, 1) == [Rotated, Repeated, Rotated, Repeated, Repeated]
    window = timedelta(seconds=2)
    assert isinstance(await family.rotate(1, window=window), Repeated)

    async def over() -> bool:
        return isinstance(await family.rotate(1, window=window), Reused)

    await until(over, every=0.05)


async def test_the_parent_is_reused_once_the_window_is_over(sessions: Sessions) -> None:
    family = await a_family(sessions)
    await family.rotate(0)
    assert isinstance(await family.rotate(0, window=NOTHING), Reused)


async def test_a_token_before_the_parent_is_reused_also_within_the_window(sessions: Sessions) -> None:
    family = await a_family(sessions)
    assert await family.rotated(0, 1, 0) == [Rotated, Rotated, Reused]


async def test_what_was_reused_names_whose_family_it_was(sessions: Sessions) -> None:
    family = await a_family(sessions)
    await family.rotate(0)
    assert await family.rotate(0, window=NOTHING) == Reused(user_id=family.session.user_id)


async def test_of_a_family_that_reuse_ended_every_token_is_reused_from_then_on(sessions: Sessions) -> None:
    family = await a_family(sessions)
    await family.rotated(0, 1, 0)
    assert await family.rotated(0, 1, 2, 3, 9, 0) == [Reused] * 6
    assert isinstance(await family.rotate(2, window=NOTHING, pace=Pace(idle=BRIEF, lifetime=NOTHING)), Reused)


async def test_ending_it_once_more_changes_nothing_about_a_family_that_reuse_ended(sessions: Sessions) -> None:
    family = await a_family(sessions)
    await family.rotated(0, 1, 0)
    assert not await sessions.end(family.session_id, user_id=family.session.user_id)
    assert not await sessions.end_all(family.session.user_id)
    assert await family.rotated(0, 2) == [Reused, Reused]


async def test_a_token_of_a_later_generation_is_taken_for_the_newest(sessions: Sessions) -> None:
    family = await a_family(sessions)
    await family.rotate(0)
    assert await family.rotated(4, 4, 5) == [Rotated, Repeated, Rotated]
    assert await family.rotated(1) == [Reused]


async def test_an_ended_family_never_lives_again(sessions: Sessions) -> None:
    family = await a_family(sessions)
    await family.rotated(0, 1)
    await sessions.end(family.session_id, user_id=None)
    assert await family.rotated(0, 1, 2, 3, 9) == [Gone] * 5
    assert not await sessions.of_user(family.session.user_id)
    assert not await sessions.end(family.session_id, user_id=None)


async def test_of_a_family_that_never_was_every_token_is_gone(sessions: Sessions) -> None:
    token = a_first_token()
    rotation = await sessions.rotate(presented=token, successor=token.successor(b"k"), window=MINUTE, pace=PACE)
    assert rotation == Gone()


async def test_a_token_of_another_family_is_no_token_of_this_one(sessions: Sessions) -> None:
    mine, yours = await a_family(sessions), await a_family(sessions)
    await mine.rotate(0)
    assert await yours.rotated(0) == [Rotated]


@pytest.mark.parametrize("pace", [Pace(idle=BRIEF, lifetime=MINUTE), Pace(idle=MINUTE, lifetime=BRIEF)], ids=str)
async def test_a_family_that_was_idle_or_alive_for_too_long_is_gone(sessions: Sessions, pace: Pace) -> None:
    family = await a_family(sessions, pace=pace)
    assert family.session.expires_at == family.session.created_at + BRIEF

    async def over() -> bool:
        return not await sessions.of_user(family.session.user_id)

    await until(over)
    assert await family.rotated(0) == [Gone]
    assert not await sessions.end(family.session_id, user_id=family.session.user_id)
    assert not await sessions.end_all(family.session.user_id)


async def test_refreshing_does_not_put_the_end_of_its_lifetime_off(sessions: Sessions) -> None:
    pace = Pace(idle=timedelta(days=3), lifetime=timedelta(days=4))
    family = await a_family(sessions, pace=pace)
    patient = Pace(idle=timedelta(days=9), lifetime=timedelta(days=4))
    rotation = await family.rotate(0, pace=patient)
    assert isinstance(rotation, Rotated)
    assert rotation.session.expires_at == family.session.created_at + patient.lifetime


async def test_a_lifetime_that_was_cut_short_ends_the_families_that_are_older(sessions: Sessions) -> None:
    family = await a_family(sessions)
    assert isinstance(await family.rotate(0, pace=Pace(idle=MINUTE, lifetime=NOTHING)), Gone)


async def test_end_ends_one_session_of_its_user(sessions: Sessions) -> None:
    user_id = an_id()
    family, other = await a_family(sessions, user_id=user_id), await a_family(sessions, user_id=user_id)
    assert await sessions.end(family.session_id, user_id=UserId(user_id))
    assert not await sessions.end(family.session_id, user_id=UserId(user_id))
    assert await family.rotated(0) == [Gone]
    assert await other.rotated(0) == [Rotated]


async def test_end_does_nothing_to_another_users_session(sessions: Sessions) -> None:
    family = await a_family(sessions)
    assert not await sessions.end(family.session_id, user_id=UserId(an_id()))
    assert await family.rotated(0) == [Rotated]


async def test_end_for_whoever_holds_a_token_asks_for_no_user(sessions: Sessions) -> None:
    family = await a_family(sessions)
    assert await sessions.end(family.session_id, user_id=None)
    assert await family.rotated(0) == [Gone]


@pytest.mark.parametrize("text", STRANGE_IDS)
async def test_any_text_may_be_asked_to_end(sessions: Sessions, text: str) -> None:
    family = await a_family(sessions)
    for user_id in (None, family.session.user_id):
        assert not await sessions.end(SessionId(text), user_id=user_id)
    assert await family.rotated(0) == [Rotated]


async def test_of_many_at_once_exactly_one_ends_the_session(sessions: Sessions) -> None:
    family = await a_family(sessions)
    ended = await asyncio.gather(*(sessions.end(family.session_id, user_id=None) for _ in range(20)))
    assert Counter(ended) == {True: 1, False: 19}


async def test_end_all_ends_all_but_the_one_to_keep_and_returns_which(sessions: Sessions) -> None:
    user_id = an_id()
    families = [await a_family(sessions, user_id=user_id) for _ in range(4)]
    other = await a_family(sessions)
    ended = await sessions.end_all(UserId(user_id), keep=families[1].session_id)
    assert sorted(ended) == sorted(family.session_id for family in families if family is not families[1])
    assert await families[1].rotated(0) == [Rotated]
    assert [await family.rotated(0) for family in (families[0], *families[2:])] == [[Gone]] * 3
    assert await sessions.end_all(UserId(user_id)) == [families[1].session_id]
    assert await sessions.end_all(UserId(user_id)) == []
    assert await other.rotated(0) == [Rotated]


async def test_ending_and_rotating_at_once_leave_no_family_alive(sessions: Sessions) -> None:
    for _ in range(10):
        family = await a_family(sessions)
        user_id = family.session.user_id
        await asyncio.gather(
            *(family.rotate(0) for _ in range(5)), sessions.end_all(user_id), *(family.rotate(0) for _ in range(5))
        )
        assert await family.rotated(0, 1, 2) == [Gone] * 3
        assert not await sessions.of_user(user_id)


async def test_of_user_returns_living_sessions_the_one_used_last_first(sessions: Sessions) -> None:
    user_id = an_id()
    families = [await a_family(sessions, user_id=user_id, client=Client(agent=f"{n}")) for n in range(4)]
    await families[1].rotate(0)
    await sessions.end(families[2].session_id, user_id=UserId(user_id))
    await a_family(sessions)
    listed = await sessions.of_user(UserId(user_id))
    assert [session.client.agent for session in listed] == ["1", "3", "0"]


async def test_of_a_user_who_is_nowhere_signed_in_there_are_no_sessions(sessions: Sessions) -> None:
    assert list(await sessions.of_user(UserId(an_id()))) == []
    assert list(await sessions.end_all(UserId(an_id()))) == []


async def test_pruning_forgets_what_is_over_and_nothing_else(sessions: Sessions) -> None:
    over, living, ended = [
        await a_family(sessions, pace=pace) for pace in (Pace(idle=BRIEF, lifetime=BRIEF), PACE, PACE)
    ]
    await ended.rotate(0)
    await ended.rotate(1)
    assert isinstance(await ended.rotate(0), Reused)

    async def is_over() -> bool:
        return not await sessions.of_user(over.session.user_id)

    await until(is_over)
    await sessions.prune()
    assert isinstance(await over.rotate(0), Gone)
    assert isinstance(await ended.rotate(0), Reused)
    assert isinstance(await living.rotate(0), Rotated)
