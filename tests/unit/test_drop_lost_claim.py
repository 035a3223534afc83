"""What becomes of a password whose e-mail address has turned out to be somebody else's."""

from datetime import timedelta

import pytest
from attrs import evolve

from adapters.memory.sessions import MemorySessions
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from composition.catalogue import adapters_of
from core.errors import Unavailable
from core.identity.model.email import email_key
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.told.drop_lost_claim import DropLostClaim
from ports.clock import Clock
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.conftest import OpenAdapter
from tests.identity.builders import a_credential, a_user_id
from tests.identity.memories import AuthMemory, SulkingSessions

LEFT_TO_THEM = {"ticket", "history"}


def history_at(clock: Clock) -> History:
    return History(clock=clock, ids=Uuid7Ids(clock))


@pytest.fixture
async def memory(open_adapter: OpenAdapter) -> AuthMemory:
    works = await open_adapter(adapters_of("auth_works")["memory"])
    sealer = await open_adapter(adapters_of("sealer")["aes"])
    return AuthMemory(works=works, sessions=MemorySessions(clock=SystemClock()), sealer=sealer)


@pytest.fixture
def drop_lost_claim(memory: AuthMemory) -> DropLostClaim:
    return DropLostClaim(works=memory.works, sessions=memory.sessions, history=history_at(ManualClock()))


async def test_al_1_password_and_sessions_of_who_lost_the_address_do_not_survive(
    memory: AuthMemory, drop_lost_claim: DropLostClaim
) -> None:
    thief = await memory.of_somebody()
    await drop_lost_claim(user_id=thief.user_id, message_id=an_id())
    assert await thief.still() == LEFT_TO_THEM


async def test_al_1_the_password_that_the_owner_has_chosen_meanwhile_survives(
    memory: AuthMemory, drop_lost_claim: DropLostClaim
) -> None:
    thief, owner = await memory.of_somebody(), a_user_id()
    chosen = a_credential(owner, thief.email)
    async with memory.works.begin() as work:
        await work.credentials.put(chosen)
    await drop_lost_claim(user_id=thief.user_id, message_id=an_id())
    async with memory.works.begin() as work:
        assert await work.credentials.of_email(email_key(thief.email)) == chosen


async def test_their_grants_are_kept_for_the_account_lives_on(
    memory: AuthMemory, drop_lost_claim: DropLostClaim
) -> None:
    thief = await memory.of_somebody()
    await drop_lost_claim(user_id=thief.user_id, message_id=an_id())
    assert await memory.grants_due() == []


async def test_nothing_of_anybody_else_is_touched(memory: AuthMemory, drop_lost_claim: DropLostClaim) -> None:
    thief, junho = await memory.of_somebody(), await memory.of_somebody()
    before = await junho.still()
    await drop_lost_claim(user_id=thief.user_id, message_id=an_id())
    assert await junho.still() == before


async def test_the_same_message_twice_has_its_effect_once_and_is_one_line_of_history(
    memory: AuthMemory, drop_lost_claim: DropLostClaim
) -> None:
    user_id, message_id = a_user_id(), an_id()
    await drop_lost_claim(user_id=user_id, message_id=message_id)
    chosen_since = a_credential(user_id)
    async with memory.works.begin() as work:
        await work.credentials.put(chosen_since)
    later = evolve(drop_lost_claim, history=history_at(ManualClock(ManualClock().now() + timedelta(hours=1))))
    await later(user_id=user_id, message_id=message_id)
    async with memory.works.begin() as work:
        assert await work.credentials.of_user(user_id) == chosen_since
        (event,) = await work.security.of_user(user_id, limit=10)
    assert (event.kind, event.occurred_at) == ("sessions-ended", ManualClock().now())


async def test_when_the_sessions_do_not_answer_they_are_ended_when_the_message_comes_again(memory: AuthMemory) -> None:
    memory = evolve(memory, sessions=SulkingSessions(clock=SystemClock()))
    drop_lost_claim = DropLostClaim(works=memory.works, sessions=memory.sessions, history=history_at(ManualClock()))
    thief, message_id = await memory.of_somebody(), an_id()
    with pytest.raises(Unavailable):
        await drop_lost_claim(user_id=thief.user_id, message_id=message_id)
    assert await thief.still() == {*LEFT_TO_THEM, "sessions"}
    await drop_lost_claim(user_id=thief.user_id, message_id=message_id)
    assert await thief.still() == LEFT_TO_THEM
