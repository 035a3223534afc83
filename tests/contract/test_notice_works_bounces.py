"""What every store of devices and notices promises about addresses that take no letters."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from core.identity.model.user import UserId
from ports.notice_works import NoticeWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.contract.holding import A_MOMENT

NOW = datetime(2026, 12, 4, 9, 30, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(microseconds=1)
ADDRESS = "mina@example.com"


@pytest.fixture(params=enrolled("notice_works"))
async def works(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Works[NoticeWork]:
    opened: Works[NoticeWork] = await open_adapter(request.param)
    return opened


@pytest.fixture
def mina() -> UserId:
    return UserId(an_id())


async def note(works: Works[NoticeWork], owner: UserId, address: str = ADDRESS, *, now: datetime = NOW) -> None:
    async with works.begin() as work:
        await work.bounces.note(owner, address, now=now)


async def noted(works: Works[NoticeWork], owner: UserId, address: str = ADDRESS, *, since: datetime = NOW) -> bool:
    async with works.begin() as work:
        return await work.bounces.noted(owner, address, since=since)


async def test_an_owners_address_is_noted_and_no_other(works: Works[NoticeWork], mina: UserId) -> None:
    assert not await noted(works, mina)
    await note(works, mina)
    assert await noted(works, mina)
    assert not await noted(works, mina, ADDRESS.upper())
    assert not await noted(works, UserId(an_id()))


async def test_what_was_noted_before_a_moment_was_not_noted_since(works: Works[NoticeWork], mina: UserId) -> None:
    await note(works, mina)
    assert [await noted(works, mina, since=since) for since in (NOW, LATER)] == [True, False]
    await note(works, mina, now=LATER)
    assert await noted(works, mina, since=LATER)


async def test_another_address_takes_the_place_of_the_one_before(works: Works[NoticeWork], mina: UserId) -> None:
    await note(works, mina)
    await note(works, mina, "mina@example.net")
    assert [await noted(works, mina, address) for address in (ADDRESS, "mina@example.net")] == [False, True]


async def test_what_is_forgotten_is_one_owners(works: Works[NoticeWork], mina: UserId) -> None:
    junho = UserId(an_id())
    for owner in (mina, junho):
        await note(works, owner)
    for _ in range(2):
        async with works.begin() as work:
            await work.bounces.forget(mina)
    assert [await noted(works, owner) for owner in (mina, junho)] == [False, True]


async def test_what_was_noted_before_a_moment_is_pruned_and_nothing_else(
    works: Works[NoticeWork], mina: UserId
) -> None:
    junho = UserId(an_id())
    await note(works, mina, now=NOW)
    await note(works, junho, now=LATER)
    async with works.begin() as work:
        await work.bounces.prune(before=LATER)
    assert [await noted(works, owner) for owner in (mina, junho)] == [False, True]


async def test_nothing_is_noted_of_an_owner_who_was_forgotten_or_is_meanwhile(
    works: Works[NoticeWork], mina: UserId
) -> None:
    async def forget() -> None:
        async with works.begin() as work:
            await work.wants.forget(mina)

    async with works.begin() as work:
        await work.bounces.note(mina, ADDRESS, now=NOW)
        forgetting = asyncio.ensure_future(forget())
        await asyncio.sleep(A_MOMENT)
    await forgetting
    assert not await noted(works, mina)
    await note(works, mina)
    assert not await noted(works, mina)
