"""What every store of devices and notices promises."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from core.identity.model.user import UserId
from core.notices.model.device import LONGEST_TOKEN, Device, DeviceId
from core.notices.model.errors import DeviceOwnerGone
from core.notices.model.preferences import Preferences
from ports.notice_works import NoticeWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.contract.holding import A_MOMENT, has_to_wait
from tests.notices_rig import a_notice

NOW = datetime(2026, 12, 4, 9, 30, 0, 123456, tzinfo=UTC)


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


async def wanted(works: Works[NoticeWork], owner: UserId) -> Preferences:
    async with works.begin() as work:
        return await work.wants.of(owner)


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


async def test_who_wants_nothing_else_wants_what_everybody_does(works: Works[NoticeWork], mina: UserId) -> None:
    assert await wanted(works, mina) == Preferences()


async def test_what_somebody_wants_comes_back_as_it_was_put_last(works: Works[NoticeWork], mina: UserId) -> None:
    for push, mail in ((False, True), (True, False), (False, False), (True, True)):
        async with works.begin() as work:
            await work.wants.put(mina, Preferences(push=push, mail=mail))
        assert await wanted(works, mina) == Preferences(push=push, mail=mail)
    assert await wanted(works, UserId(an_id())) == Preferences()


async def test_who_holds_what_somebody_wants_keeps_others_from_it(works: Works[NoticeWork], mina: UserId) -> None:
    assert await has_to_wait(works, lambda work: work.wants.hold(mina))
    async with works.begin() as work:
        await work.wants.put(mina, Preferences(mail=False))
        assert await work.wants.hold(mina) == Preferences(mail=False)


async def test_nothing_is_kept_of_an_owner_who_was_forgotten_and_all_of_others(
    works: Works[NoticeWork], mina: UserId
) -> None:
    junho = UserId(an_id())
    notices = {owner: a_notice(owner) for owner in (mina, junho)}
    for owner, notice in notices.items():
        async with works.begin() as work:
            await work.wants.put(owner, Preferences(mail=False))
            await work.notices.add(notice, now=NOW)
            await work.deliveries.hold(notice.notice_id, "mail", "")
    for _ in range(2):
        async with works.begin() as work:
            await work.wants.forget(mina)
    async with works.begin() as work:
        await work.wants.put(mina, Preferences(push=False))
        assert not await work.notices.add(a_notice(mina), now=NOW)
        assert await work.wants.of(mina) == Preferences()
        assert await work.wants.of(junho) == Preferences(mail=False)
        assert [len(await work.notices.before(owner, place=None, limit=9)) for owner in (mina, junho)] == [0, 1]
        deliveries = await work.deliveries.of_notices([notice.notice_id for notice in notices.values()])
    assert set(deliveries) == {notices[junho].notice_id}


async def test_what_is_put_or_added_while_its_owner_is_forgotten_goes_too(
    works: Works[NoticeWork], mina: UserId
) -> None:
    async def forget() -> None:
        async with works.begin() as work:
            await work.wants.forget(mina)

    async with works.begin() as work:
        await work.wants.put(mina, Preferences(mail=False))
        assert await work.notices.add(a_notice(mina), now=NOW)
        forgetting = asyncio.ensure_future(forget())
        await asyncio.sleep(A_MOMENT)
    await forgetting
    assert await wanted(works, mina) == Preferences()
    async with works.begin() as work:
        assert list(await work.notices.before(mina, place=None, limit=9)) == []


async def test_a_work_that_fails_keeps_nothing(works: Works[NoticeWork], mina: UserId) -> None:
    kept, lost = a_device(mina), a_device(mina)
    await keep(works, kept)
    with pytest.raises(ZeroDivisionError):
        async with works.begin() as work:
            await work.devices.put(lost)
            await work.devices.remove(kept.device_id)
            await work.devices.forget(mina)
            await work.notices.add(a_notice(mina), now=NOW)
            await work.wants.put(mina, Preferences(mail=False))
            raise ZeroDivisionError
    await keep(works, kept)
    assert await theirs(works, mina) == [kept]
    assert await wanted(works, mina) == Preferences()
    async with works.begin() as work:
        assert await work.notices.latest([mina]) == {}


async def test_a_message_is_dealt_with_once(works: Works[NoticeWork], mina: UserId) -> None:
    for expected in (True, False):
        async with works.begin() as work:
            assert await work.inbox.first_time(mina, consumer="notices") is expected
