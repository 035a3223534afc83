"""Each device is told once, whatever happens to who tells it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from typing_extensions import override

from core.errors import NoAnswer, Unavailable
from core.identity.model.user import UserId
from core.notices.model.attempt import Attempt
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.errors import NoticeInHand, NoticeSettled
from core.notices.use_cases.steps.tellings import LEASE
from ports.notifier import DeviceGone, Push
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.conftest import OpenAdapter
from tests.notices_rig import Rig, TouchyNotifier, a_rig


@pytest.fixture
async def rig(open_adapter: OpenAdapter) -> Rig:
    rig = await a_rig(open_adapter)
    await rig.want(mail=False)
    return rig


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
    assert [type(outcome) for outcome in outcomes] == [tuple, NoticeInHand]
    await rig.tell(notice)
    assert rig.told == [notice.notice_id]


async def test_who_dies_while_telling_is_replaced_once_the_lease_is_over(rig: Rig) -> None:
    device, _ = await rig.register("phone")
    notice = rig.notice()
    async with rig.works.begin() as work:
        delivery = await work.deliveries.hold(notice.notice_id, "push", device.device_id)
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

    (attempt,) = await evolve(rig.push_to_devices, notifier=Slow(), patience=timedelta(milliseconds=10))(notice)
    assert isinstance(attempt.failure, NoAnswer)
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

    class Reviving(TouchyNotifier):
        @override
        async def push(self, address: str, push: Push) -> None:
            await rig.register("phone")
            raise DeviceGone

    await evolve(rig.push_to_devices, notifier=Reviving())(rig.notice())
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
            self.pushes.append((address, push))

    await evolve(rig.push_to_devices, notifier=(slow := Slow()))(rig.notice())
    assert len(slow.pushes) == 1


async def test_nobody_without_devices_is_told(rig: Rig) -> None:
    await rig.tell(rig.notice())
    assert rig.told == []


async def test_who_does_not_want_pushes_gets_none_and_the_log_says_so(rig: Rig) -> None:
    await rig.register("phone")
    await rig.want(push=False, mail=False)
    notice = rig.notice()
    for _ in range(2):
        await rig.tell(notice)
    assert rig.told == []
    assert await rig.outcomes(notice) == [("mail", "unwanted", 0), ("push", "unwanted", 0)]


async def test_every_try_is_counted_and_its_end_kept(rig: Rig) -> None:
    await rig.register("phone")
    notice, rig.notifier.down = rig.notice(), True
    for _ in range(3):
        with pytest.raises(Unavailable):
            await rig.tell(notice)
    assert await rig.outcomes(notice) == [("mail", "unwanted", 0), ("push", None, 3)]
    rig.notifier.down = False
    assert await rig.tell(notice) == (Attempt(channel="push", outcome="told"),)
    assert await rig.outcomes(notice) == [("mail", "unwanted", 0), ("push", "told", 4)]
    assert [one.ended_at for one in await rig.deliveries(notice)] == [rig.clock.now()] * 2


async def test_a_device_that_was_removed_meanwhile_is_not_waited_for(rig: Rig) -> None:
    await rig.register("phone")
    await rig.register("tablet")
    notice, rig.notifier.down = rig.notice(), True
    with pytest.raises(Unavailable):
        await rig.tell(notice)
    rig.notifier.down = False
    await rig.remove("phone")
    attempts = await rig.tell(notice)
    assert sorted(str(attempt.outcome) for attempt in attempts) == ["gone", "told"]
    assert len(rig.told) == 1


def test_who_is_being_told_by_another_counts_as_no_try() -> None:
    busy = Attempt(channel="push", failure=NoticeInHand())
    failed = Attempt(channel="push", failure=NoAnswer(what="the push service"))
    assert [one.ending for one in (busy, failed, Attempt(channel="mail", outcome="told"))] == [None, "retry", "told"]


def test_a_lease_that_another_took_over_is_not_ended_by_its_first_holder() -> None:
    clock = ManualClock()
    new = Delivery(notice_id=NoticeId("n"), channel="push", target="d")
    later = clock.now() + LEASE
    first = new.leased("first", until=later, now=clock.now())
    second = first.leased("second", until=later + LEASE, now=later)
    assert second.released("first") == second
    assert second.released("second") == evolve(new, attempts=2)
    with pytest.raises(NoticeSettled):
        second.ended("told", now=later).leased("third", until=later, now=later)
