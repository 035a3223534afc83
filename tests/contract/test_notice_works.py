"""What every store of devices and notices promises."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.device import LONGEST_TOKEN, Device, DeviceId
from core.notices.model.errors import DeviceOwnerGone
from ports.notice_works import NoticeWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

NOW = datetime(2026, 12, 4, 9, 30, 0, 123456, tzinfo=UTC)
A_MOMENT = 0.2  # in which nothing happens to who must wait


@pytest.fixture(params=enrolled("notice_works"))
async def works(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Works[NoticeWork]:
    opened: Works[NoticeWork] = await open_adapter(request.param)
    return opened


@pytest.fixture
def mina() -> UserId:
    return UserId(an_id())


def a_device(owner: UserId, *, token: str = "", minutes: int = 0) -> Device:
    return Device(
        device_id=DeviceId(an_id()),
        owner=owner,
        platform="ios",
        token=token or an_id(),
        address="arn:aws:sns:ap-northeast-2:1:endpoint/APNS/oddiya/1",
        locale="ko",
        registered_at=NOW + timedelta(minutes=minutes),
    )


async def keep(works: Works[NoticeWork], *devices: Device) -> None:
    for device in devices:
        async with works.begin() as work:
            await work.devices.hold(device.token)
            await work.devices.put(device)


async def theirs(works: Works[NoticeWork], owner: UserId) -> list[Device]:
    async with works.begin() as work:
        return list(await work.devices.of_user(owner))


async def deliver(works: Works[NoticeWork], delivery: Delivery) -> None:
    async with works.begin() as work:
        await work.deliveries.hold(delivery.notice_id, delivery.device_id)
        await work.deliveries.save(delivery)


async def read(works: Works[NoticeWork], delivery: Delivery) -> Delivery:
    async with works.begin() as work:
        return await work.deliveries.hold(delivery.notice_id, delivery.device_id)


async def has_to_wait(works: Works[NoticeWork], hold: Callable[[NoticeWork], Awaitable[object]]) -> bool:
    """Tell whether a second work that holds the same waits until the first one ends."""
    done = asyncio.Event()

    async def hold_too() -> None:
        async with works.begin() as work:
            await hold(work)
            done.set()

    async with works.begin() as work:
        await hold(work)
        holding = asyncio.create_task(hold_too())
        await asyncio.wait((holding,), timeout=A_MOMENT)
        waited = not done.is_set()
    await holding
    return waited


async def test_a_device_comes_back_as_it_was_kept(works: Works[NoticeWork], mina: UserId) -> None:
    device = a_device(mina, token="🌊'; -- %s \\ " + "x" * LONGEST_TOKEN)
    await keep(works, device)
    assert await theirs(works, mina) == [device]
    async with works.begin() as work:
        assert await work.devices.hold(device.token) == device


async def test_what_is_not_there_is_none(works: Works[NoticeWork], mina: UserId) -> None:
    assert await theirs(works, mina) == []
    async with works.begin() as work:
        assert await work.devices.hold(an_id()) is None
        await work.devices.remove(DeviceId(an_id()))


async def test_a_users_devices_are_listed_the_last_registered_first(works: Works[NoticeWork], mina: UserId) -> None:
    first, second, third = a_device(mina, minutes=3), a_device(mina, minutes=2), a_device(mina, minutes=1)
    await keep(works, second, first, third, a_device(UserId(an_id())))
    assert await theirs(works, mina) == [first, second, third]


async def test_of_a_token_there_is_one_device_whosever_it_was(works: Works[NoticeWork], mina: UserId) -> None:
    junho = UserId(an_id())
    before = a_device(mina)
    after = evolve(a_device(junho, token=before.token), platform="web", address="elsewhere", locale="ja")
    await keep(works, before, after)
    assert (await theirs(works, mina), await theirs(works, junho)) == ([], [after])


async def test_who_holds_a_token_keeps_others_from_it(works: Works[NoticeWork]) -> None:
    token = an_id()
    assert await has_to_wait(works, lambda work: work.devices.hold(token))


async def test_a_removed_device_is_gone_and_no_other(works: Works[NoticeWork], mina: UserId) -> None:
    kept, removed = a_device(mina), a_device(mina)
    await keep(works, kept, removed)
    async with works.begin() as work:
        await work.devices.remove(removed.device_id)
    assert await theirs(works, mina) == [kept]


async def test_no_device_is_kept_of_an_owner_who_was_forgotten(works: Works[NoticeWork], mina: UserId) -> None:
    device = a_device(mina)
    await keep(works, device)
    for _ in range(2):
        async with works.begin() as work:
            assert list(await work.devices.forget(mina)) == [device]
    for refused in (a_device(mina), device):
        with pytest.raises(DeviceOwnerGone):
            await keep(works, refused)
    assert await theirs(works, mina) == [device]


async def test_a_device_that_is_put_while_its_owner_is_forgotten_is_returned_or_refused(
    works: Works[NoticeWork], mina: UserId
) -> None:
    device = a_device(mina)

    async def forget() -> list[Device]:
        async with works.begin() as work:
            return list(await work.devices.forget(mina))

    with suppress(DeviceOwnerGone):
        async with works.begin() as work:
            await work.devices.put(device)
            forgetting = asyncio.ensure_future(forget())
            await asyncio.sleep(A_MOMENT)
    assert await forgetting == await theirs(works, mina) == [device]


async def test_a_delivery_is_new_until_it_was_saved_and_comes_back_as_it_was(works: Works[NoticeWork]) -> None:
    new = Delivery(notice_id=NoticeId(an_id()), device_id=DeviceId(an_id()))
    assert await read(works, new) == new
    leased = new.leased("lease", until=NOW + timedelta(seconds=30), now=NOW)
    for delivery in (leased, leased.shown(now=NOW)):
        await deliver(works, delivery)
        assert await read(works, delivery) == delivery
    assert await read(works, evolve(new, device_id=DeviceId(an_id()))) != leased.shown(now=NOW)


async def test_who_holds_a_delivery_keeps_others_from_it(works: Works[NoticeWork]) -> None:
    notice, device = NoticeId(an_id()), DeviceId(an_id())
    assert await has_to_wait(works, lambda work: work.deliveries.hold(notice, device))


async def test_what_was_shown_long_ago_is_forgotten_and_nothing_else(works: Works[NoticeWork]) -> None:
    new = Delivery(notice_id=NoticeId(an_id()), device_id=DeviceId(an_id()))
    old, recent = new.shown(now=NOW - timedelta(days=1)), evolve(new, notice_id=NoticeId(an_id())).shown(now=NOW)
    waiting = evolve(new, notice_id=NoticeId(an_id()), token="t", until=NOW - timedelta(days=9))
    for delivery in (old, recent, waiting):
        await deliver(works, delivery)
    async with works.begin() as work:
        await work.deliveries.prune(before=NOW)
    assert [await read(works, one) for one in (old, recent, waiting)] == [new, recent, waiting]


async def test_a_work_that_fails_keeps_nothing(works: Works[NoticeWork], mina: UserId) -> None:
    kept, lost = a_device(mina), a_device(mina)
    await keep(works, kept)
    with pytest.raises(ZeroDivisionError):
        async with works.begin() as work:
            await work.devices.put(lost)
            await work.devices.remove(kept.device_id)
            await work.devices.forget(mina)
            raise ZeroDivisionError
    await keep(works, kept)
    assert await theirs(works, mina) == [kept]


async def test_a_message_is_dealt_with_once(works: Works[NoticeWork], mina: UserId) -> None:
    for expected in (True, False):
        async with works.begin() as work:
            assert await work.inbox.first_time(mina, consumer="notices") is expected
