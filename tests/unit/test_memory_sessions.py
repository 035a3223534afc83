"""What sessions in memory keep is bounded, and goes when its time has come."""

from datetime import timedelta

import pytest

from adapters.memory.revoked_sessions import Section, open_adapter
from adapters.memory.sessions import MemorySessions
from adapters.section import CannotOpen
from core.identity.model.session import SessionId
from ports.sessions import REVOKED_FOR, Gone, Pace, Reused, Rotated
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.identity.families import MINUTE, a_family

SECOND = timedelta(seconds=1)
BRIEF = Pace(idle=MINUTE, lifetime=timedelta(hours=1))


def kept(sessions: MemorySessions) -> dict[str, int]:
    """Count what is kept in each of its collections."""
    return {name: len(value) for name, value in vars(sessions).items() if name != "_clock"}


async def test_a_flood_of_abandoned_sign_ins_leaves_nothing_once_its_time_is_over() -> None:
    clock = ManualClock()
    sessions = MemorySessions(clock=clock)
    for _ in range(500):
        await a_family(sessions, pace=BRIEF)
    clock.move(MINUTE)
    for _ in range(130):
        await a_family(sessions, user_id="somebody", pace=BRIEF)
    assert kept(sessions) == {"_families": 130, "_of_user": 1, "_expiry": 130, "_revoked": 0, "_reused": 0}


async def test_a_family_that_is_refreshed_is_not_forgotten() -> None:
    clock = ManualClock()
    sessions = MemorySessions(clock=clock)
    family = await a_family(sessions, pace=BRIEF)
    for generation in range(5):
        clock.move(MINUTE - SECOND)
        await family.rotate(generation, pace=BRIEF)
        await a_family(sessions, pace=BRIEF)
    assert len(await sessions.of_user(family.session.user_id)) == 1


async def test_what_was_revoked_is_known_as_long_as_an_access_token_lives_and_then_forgotten() -> None:
    clock = ManualClock()
    sessions = MemorySessions(clock=clock)
    families = [await a_family(sessions) for _ in range(20)]
    for family in families:
        await sessions.end(family.session_id, user_id=None)
    clock.move(REVOKED_FOR - SECOND)
    await a_family(sessions)
    assert all(sessions.has_revoked(family.session_id) for family in families)
    clock.move(SECOND)
    for _ in range(5):
        await a_family(sessions)
    assert kept(sessions)["_revoked"] == 0


async def test_that_reuse_ended_a_family_is_known_as_long_as_its_access_tokens_live_and_then_forgotten() -> None:
    clock = ManualClock()
    sessions = MemorySessions(clock=clock)
    family = await a_family(sessions)
    assert await family.rotated(0, 1, 0) == [Rotated, Rotated, Reused]
    clock.move(REVOKED_FOR - SECOND)
    assert await family.rotated(2) == [Reused]
    clock.move(SECOND)
    assert await family.rotated(2) == [Gone]
    await a_family(sessions)
    assert kept(sessions)["_reused"] == 0
    assert await family.rotated(2) == [Gone]


async def test_revocations_in_memory_need_the_sessions_of_the_same_process() -> None:
    async with open_adapter(Section(sessions=MemorySessions(clock=ManualClock()))) as revoked:
        assert not revoked.has(SessionId(an_id()))

    class Elsewhere:
        """Sessions of some other kind."""

    with pytest.raises(CannotOpen, match="ODDIYA_REVOKED_SESSIONS=memory"):
        async with open_adapter(Section(sessions=Elsewhere())):  # type: ignore[arg-type] # as a setting would have it
            pass
