"""Signing in, as the users service sees it."""

import asyncio
from datetime import timedelta

import pytest

from adapters.memory.identity_works import open_adapter
from adapters.memory.works import Section
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from core.identity.use_cases.find_or_create_user import FindOrCreateUser
from tests.builders import an_identity


@pytest.fixture
async def find_or_create_user() -> FindOrCreateUser:
    clock = SystemClock()
    ids = Uuid7Ids(clock)
    async with open_adapter(Section(clock=clock, ids=ids, tracing=W3cTracing())) as works:
        return FindOrCreateUser(works=works, clock=clock, ids=ids)


async def test_the_same_identity_is_the_same_user(find_or_create_user: FindOrCreateUser) -> None:
    identity = an_identity()
    first = await find_or_create_user(identity=identity, email="mina@example.com", name="Mina")
    again = await find_or_create_user(identity=identity, email="other@example.com", name="Other")
    assert again == first


async def test_two_identities_are_two_users_whatever_their_e_mail(find_or_create_user: FindOrCreateUser) -> None:
    one = await find_or_create_user(identity=an_identity(), email="mina@example.com", name="Mina")
    other = await find_or_create_user(identity=an_identity(), email="mina@example.com", name="Mina")
    assert one.user_id != other.user_id


async def test_however_many_ask_at_once_there_is_one_user_and_one_event(find_or_create_user: FindOrCreateUser) -> None:
    identity = an_identity()
    asked = (find_or_create_user(identity=identity, email=None, name="Mina") for _ in range(20))
    assert len({user.user_id for user in await asyncio.gather(*asked)}) == 1
    events = await find_or_create_user.works.feed.claim(limit=10, lease=timedelta(minutes=1))
    assert [event.name for event in events] == ["user-registered"]
