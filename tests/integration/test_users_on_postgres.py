"""The race to register one identity, on a store in which two works really run at once."""

import asyncio

import pytest

from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from composition.catalogue import adapters_of
from core.identity.use_cases.find_or_create_user import FindOrCreateUser
from tests.builders import an_identity
from tests.conftest import OpenAdapter


@pytest.fixture
async def find_or_create_user(open_adapter: OpenAdapter) -> FindOrCreateUser:
    clock = SystemClock()
    works = await open_adapter(adapters_of("identity_works")["postgres"])
    return FindOrCreateUser(works=works, clock=clock, ids=Uuid7Ids(clock))


async def test_who_loses_the_race_to_register_finds_the_winner(find_or_create_user: FindOrCreateUser) -> None:
    for _ in range(10):
        identity = an_identity()
        asked = (find_or_create_user(identity=identity, email=None, name="Mina") for _ in range(8))
        assert len({user.user_id for user in await asyncio.gather(*asked)}) == 1
