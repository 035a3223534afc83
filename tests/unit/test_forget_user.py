"""What becomes of a deleted account in the auth service."""

import pytest
from attrs import evolve

from adapters.memory.sessions import MemorySessions
from adapters.system.clock import SystemClock
from composition.catalogue import adapters_of
from core.errors import Unavailable
from core.identity.use_cases.told.forget_user import ForgetUser
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.identity.builders import a_credential, a_user_id
from tests.identity.memories import AuthMemory, SulkingSessions

EVERYTHING = {"password", "address", "ticket", "history", "sessions"}


@pytest.fixture
async def memory(open_adapter: OpenAdapter) -> AuthMemory:
    works = await open_adapter(adapters_of("auth_works")["memory"])
    sealer = await open_adapter(adapters_of("sealer")["aes"])
    return AuthMemory(works=works, sessions=MemorySessions(clock=SystemClock()), sealer=sealer)


@pytest.fixture
def forget_user(memory: AuthMemory) -> ForgetUser:
    return ForgetUser(works=memory.works, sessions=memory.sessions)


async def test_rt_12_everything_that_was_remembered_of_a_deleted_user_is_erased_and_every_session_ends(
    memory: AuthMemory, forget_user: ForgetUser
) -> None:
    mina = await memory.of_somebody()
    assert await mina.still() == EVERYTHING
    await forget_user(user_id=mina.user_id, message_id=an_id())
    assert await mina.still() == set()


async def test_ap_11_what_providers_gave_is_due_to_be_handed_back(memory: AuthMemory, forget_user: ForgetUser) -> None:
    mina, _ = await memory.of_somebody(), await memory.of_somebody()
    assert await memory.grants_due() == []
    await forget_user(user_id=mina.user_id, message_id=an_id())
    assert await memory.grants_due() == [mina.user_id]


async def test_nothing_of_anybody_else_is_touched(memory: AuthMemory, forget_user: ForgetUser) -> None:
    mina, junho = await memory.of_somebody(), await memory.of_somebody()
    await forget_user(user_id=mina.user_id, message_id=an_id())
    assert await junho.still() == EVERYTHING


async def test_of_a_user_without_a_password_the_rest_is_erased(memory: AuthMemory, forget_user: ForgetUser) -> None:
    mina = await memory.of_somebody()
    async with memory.works.begin() as work:
        await work.credentials.forget(mina.user_id)
    await forget_user(user_id=mina.user_id, message_id=an_id())
    assert await mina.still() == {"ticket"}


async def test_a_user_of_whom_nothing_is_known_is_no_trouble(forget_user: ForgetUser) -> None:
    await forget_user(user_id=a_user_id(), message_id=an_id())


async def test_the_same_message_twice_has_its_effect_once(memory: AuthMemory, forget_user: ForgetUser) -> None:
    mina, message_id = await memory.of_somebody(), an_id()
    await forget_user(user_id=mina.user_id, message_id=message_id)
    async with memory.works.begin() as work:
        await work.credentials.put(a_credential(mina.user_id, mina.email))
    await forget_user(user_id=mina.user_id, message_id=message_id)
    assert await mina.still() == {"password", "address"}


async def test_when_the_sessions_do_not_answer_they_are_ended_when_the_message_comes_again(memory: AuthMemory) -> None:
    memory = evolve(memory, sessions=SulkingSessions(clock=SystemClock()))
    forget_user = ForgetUser(works=memory.works, sessions=memory.sessions)
    mina, message_id = await memory.of_somebody(), an_id()
    with pytest.raises(Unavailable):
        await forget_user(user_id=mina.user_id, message_id=message_id)
    assert await mina.still() == {"sessions"}
    await forget_user(user_id=mina.user_id, message_id=message_id)
    assert await mina.still() == set()
