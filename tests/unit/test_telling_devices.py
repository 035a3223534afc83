"""Each device is told once, whatever happens to who tells it."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from typing_extensions import override

from composition.catalogue import adapters_of
from core.errors import NoAnswer, Unavailable
from core.identity.model.events import UserDeleted
from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.device import DeviceId
from core.notices.model.errors import NoticeInHand, NoticeShown
from core.notices.use_cases.devices.forget_devices import ForgetDevices
from core.notices.use_cases.telling.prune_deliveries import KEPT, PruneDeliveries
from core.notices.use_cases.telling.tell_devices import LEASE, TellDevices
from core.video.model.events import FilmCompleted, FilmFailed
from entrypoints.notices.consumer import NoticesConsumer
from ports.notifier import DeviceGone, Push
from ports.works import Envelope
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.conftest import OpenAdapter
from tests.notices_rig import IDS, Rig, TouchyNotifier


@pytest.fixture
async def rig(open_adapter: OpenAdapter) -> Rig:
    return Rig(await open_adapter(adapters_of("notice_works")["memory"]))


async def test_every_device_is_told_once_however_often_it_is_asked_for(rig: Rig) -> None:
    await rig.register("phone")
    await rig.register("tablet")
    notice = rig.notice()
    for _ in range(3):
        await rig.tell(notice)
    assert rig.told == [notice.notice_id] * 2
    assert len({address for address, _ in rig.notifier.pushes}) == 2


async def test_of_two_who_tell_at_once_one_tells_and_the_other_comes_again(rig: Rig) -> None:
    await rig.register("phone")
    notice = rig.notice()
    outcomes = await asyncio.gather(rig.tell(notice), rig.tell(notice), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), NoticeInHand]
    await rig.tell(notice)
    assert rig.told == [notice.notice_id]


async def test_who_dies_while_telling_is_replaced_once_the_lease_is_over(rig: Rig) -> None:
    device, _ = await rig.register("phone")
    notice = rig.notice()
    async with rig.works.begin() as work:
        delivery = await work.deliveries.hold(notice.notice_id, device.device_id)
        await work.deliveries.save(delivery.leased("dead", until=rig.clock.now() + LEASE, now=rig.clock.now()))
    with pytest.raises(NoticeInHand) as refused:
        await rig.tell(notice)
    assert refused.value.retry_after == LEASE.total_seconds()
    rig.clock.move(LEASE)
    await rig.tell(notice)
    assert rig.told == [notice.notice_id]


async def test_who_is_cancelled_while_telling_ends_that_first_and_the_next_one_does_the_rest(rig: Rig) -> None:
    await rig.register("phone")
    await rig.register("tablet")
    notice, begun = rig.notice(), asyncio.Event()
    rig.notifier.before_push = begun.set
    telling = asyncio.ensure_future(rig.tell(notice))
    while not begun.is_set():
        await asyncio.sleep(0)
    telling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await telling
    await rig.tell(notice)
    assert rig.told == [notice.notice_id] * 2
    assert len({address for address, _ in rig.notifier.pushes}) == 2


async def test_a_push_that_takes_too_long_is_tried_again(rig: Rig) -> None:
    await rig.register("phone")
    notice = rig.notice()

    class Slow(TouchyNotifier):
        @override
        async def push(self, address: str, push: Push) -> None:
            await asyncio.Event().wait()

    tell = TellDevices(works=rig.works, notifier=Slow(), clock=rig.clock, ids=IDS, patience=timedelta(milliseconds=10))
    with pytest.raises(NoAnswer):
        await tell(notice)
    await rig.tell(notice)
    assert rig.told == [notice.notice_id]


async def test_a_push_service_that_is_down_is_tried_again_and_nobody_is_told_twice(rig: Rig) -> None:
    await rig.register("phone")
    await rig.register("tablet")

    def fail_now() -> None:
        raise Unavailable(what="the push service")

    notice = rig.notice()
    rig.notifier.before_push = fail_now
    with pytest.raises(Unavailable):
        await rig.tell(notice)
    assert len(rig.told) == 1
    await rig.tell(notice)
    assert rig.told == [notice.notice_id] * 2
    assert len({address for address, _ in rig.notifier.pushes}) == 2


async def test_a_device_that_is_gone_is_forgotten_and_the_others_are_told(rig: Rig) -> None:
    dead, _ = await rig.register("dead")
    await rig.register("alive")
    rig.notifier.declare_dead(dead.address)
    await rig.tell(rig.notice())
    assert await rig.devices() == ["alive"]
    assert len(rig.told) == 1


async def test_a_device_that_was_gone_but_registers_meanwhile_stays(rig: Rig) -> None:
    device, _ = await rig.register("phone")
    rig.notifier.declare_dead(device.address)
    async with rig.works.begin() as work:
        await work.devices.put(evolve(device, address="unknown"))
    tell = TellDevices(works=rig.works, notifier=rig.notifier, clock=rig.clock, ids=IDS)

    class Reviving(TouchyNotifier):
        @override
        async def push(self, address: str, push: Push) -> None:
            await rig.register("phone")
            raise DeviceGone

    await evolve(tell, notifier=Reviving())(rig.notice())
    assert await rig.devices() == ["phone"]


async def test_a_device_that_became_anothers_is_not_told_what_is_not_theirs(rig: Rig) -> None:
    await rig.register("shared")
    await rig.register("own")
    moved: list[asyncio.Task[Any]] = []
    stranger = UserId(an_id())

    class Slow(TouchyNotifier):
        @override
        async def push(self, address: str, push: Push) -> None:
            moved.append(asyncio.create_task(rig.register("shared", owner=stranger)))
            await moved[-1]
            rig.notifier.pushes.append((address, push))

    tell = TellDevices(works=rig.works, notifier=Slow(), clock=rig.clock, ids=IDS)
    await tell(rig.notice())
    assert len(rig.told) == 1


async def test_nobody_without_devices_is_told(rig: Rig) -> None:
    await rig.tell(rig.notice())
    assert rig.told == []


async def test_what_was_shown_long_ago_is_forgotten(rig: Rig) -> None:
    device, _ = await rig.register("phone")
    notice = rig.notice()
    await rig.tell(notice)
    prune = PruneDeliveries(works=rig.works, clock=rig.clock)
    for passed, is_kept in ((KEPT, True), (timedelta(seconds=1), False)):
        rig.clock.move(passed)
        await prune()
        async with rig.works.begin() as work:
            delivery = await work.deliveries.hold(notice.notice_id, device.device_id)
        assert (delivery.shown_at is not None) is is_kept


async def test_events_reach_who_deals_with_them(rig: Rig) -> None:
    await rig.register("phone")
    handlers = NoticesConsumer(
        tell_devices=TellDevices(works=rig.works, notifier=rig.notifier, clock=rig.clock, ids=IDS),
        forget_devices=ForgetDevices(works=rig.works, notifier=rig.notifier),
    ).handlers()
    film = {"job_id": "j", "owner": rig.mina, "title": "t"}
    told: tuple[tuple[str, dict[str, str]], ...] = (
        (FilmCompleted.name, film),
        (FilmFailed.name, {**film, "reason": "r"}),
        (UserDeleted.name, {"user_id": rig.mina}),
    )
    for name, data in told:
        message = Envelope(
            event_id=name, name=name, data=json.dumps(data), group="", traceparent=None, occurred_at=rig.clock.now()
        )
        await handlers[name](message)
    assert rig.told == ["film-completed", "film-failed"]
    assert [push.data["kind"] for _, push in rig.notifier.pushes] == ["film-completed", "film-failed"]
    assert await rig.devices() == []


def test_a_lease_that_another_took_over_is_not_ended_by_its_first_holder() -> None:
    clock = ManualClock()
    new = Delivery(notice_id=NoticeId("n"), device_id=DeviceId("d"))
    later = clock.now() + LEASE
    first = new.leased("first", until=later, now=clock.now())
    second = first.leased("second", until=later + LEASE, now=later)
    assert second.released("first") == second
    assert second.released("second") == new
    with pytest.raises(NoticeShown):
        second.shown(now=later).leased("third", until=later, now=later)
