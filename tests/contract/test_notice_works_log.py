"""What every store of devices and notices promises about the log, and about notices on their way."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.notice import LoggedNotice, Notice, Words
from core.notices.model.preferences import Channel
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


async def add(works: Works[NoticeWork], *notices: Notice, now: datetime = NOW) -> list[bool]:
    added = []
    for notice in notices:
        async with works.begin() as work:
            added.append(await work.notices.add(notice, now=now))
    return added


async def log_of(works: Works[NoticeWork], owner: UserId) -> list[LoggedNotice]:
    async with works.begin() as work:
        return list(await work.notices.after(owner, place=0, limit=100))


async def deliver(works: Works[NoticeWork], *deliveries: Delivery) -> None:
    for delivery in deliveries:
        async with works.begin() as work:
            await work.deliveries.hold(delivery.notice_id, delivery.channel, delivery.target)
            await work.deliveries.save(delivery)


async def read(works: Works[NoticeWork], delivery: Delivery) -> Delivery:
    async with works.begin() as work:
        return await work.deliveries.hold(delivery.notice_id, delivery.channel, delivery.target)


def a_delivery() -> Delivery:
    return Delivery(notice_id=NoticeId(an_id()), channel="push", target=an_id())


async def test_a_notice_comes_back_as_it_was_kept(works: Works[NoticeWork], mina: UserId) -> None:
    words = Words(title="🌊'; -- %s \\", body="\0 “부산의 사흘” \u202e")
    notice = evolve(a_notice(mina), words=dict.fromkeys(("ko", "en", "ja"), words), about={"job_id": "%(x)s\0"})
    await add(works, notice)
    (logged,) = await log_of(works, mina)
    assert (logged.notice, logged.logged_at) == (notice, NOW)
    assert logged.notice.words == notice.words


async def test_a_notice_is_added_once_and_stays_where_it_is(works: Works[NoticeWork], mina: UserId) -> None:
    first, second = a_notice(mina), a_notice(mina)
    assert await add(works, first, second) == [True, True]
    before = await log_of(works, mina)
    assert await add(works, first, now=NOW + timedelta(days=1)) == [False]
    assert await log_of(works, mina) == before
    assert [logged.notice for logged in before] == [first, second]


async def test_the_log_is_read_forward_from_a_place_and_back_from_its_end(
    works: Works[NoticeWork], mina: UserId
) -> None:
    await add(works, *(a_notice(mina) for _ in range(4)), a_notice(UserId(an_id())))
    log = await log_of(works, mina)
    places = [logged.place for logged in log]
    assert places == sorted(set(places))
    async with works.begin() as work:
        assert list(await work.notices.after(mina, place=places[0], limit=2)) == log[1:3]
        assert list(await work.notices.after(mina, place=places[-1], limit=2)) == []
        assert list(await work.notices.before(mina, place=None, limit=3)) == log[:0:-1]
        assert list(await work.notices.before(mina, place=places[1], limit=3)) == log[:1]


async def test_a_notices_place_is_told_to_its_owner_only(works: Works[NoticeWork], mina: UserId) -> None:
    notice = a_notice(mina)
    await add(works, notice)
    (logged,) = await log_of(works, mina)
    async with works.begin() as work:
        assert await work.notices.place_of(notice.notice_id, owner=mina) == logged.place
        assert await work.notices.place_of(notice.notice_id, owner=UserId(an_id())) is None
        assert await work.notices.place_of(NoticeId(an_id()), owner=mina) is None


async def test_how_far_the_logs_are_is_told_of_those_who_have_one(works: Works[NoticeWork], mina: UserId) -> None:
    junho, nobody = UserId(an_id()), UserId(an_id())
    await add(works, a_notice(mina), a_notice(junho), a_notice(mina))
    places = {owner: (await log_of(works, owner))[-1].place for owner in (mina, junho)}
    async with works.begin() as work:
        assert await work.notices.latest([mina, junho, nobody]) == places
        assert await work.notices.latest([]) == {}


async def test_works_that_add_for_one_owner_wait_for_each_other(works: Works[NoticeWork], mina: UserId) -> None:
    assert await has_to_wait(works, lambda work: work.notices.add(a_notice(mina), now=NOW))


async def test_nothing_new_comes_below_a_place_that_was_read(works: Works[NoticeWork], mina: UserId) -> None:
    late, quick = a_notice(mina), a_notice(mina)
    async with works.begin() as work:
        await work.notices.add(late, now=NOW)
        adding = asyncio.ensure_future(add(works, quick))
        await asyncio.sleep(A_MOMENT)
    await adding
    assert [logged.notice for logged in await log_of(works, mina)] == [late, quick]


async def test_old_notices_are_removed_with_their_deliveries_and_their_places_stay_theirs(
    works: Works[NoticeWork], mina: UserId
) -> None:
    old, recent, later = (a_notice(mina) for _ in range(3))
    await add(works, old, now=NOW - timedelta(seconds=1))
    await add(works, recent)
    deliveries = [Delivery(notice_id=notice.notice_id, channel="mail") for notice in (old, recent)]
    await deliver(works, *deliveries)
    place = (await log_of(works, mina))[-1].place
    async with works.begin() as work:
        await work.notices.prune(before=NOW)
        assert set(await work.deliveries.of_notices([old.notice_id, recent.notice_id])) == {recent.notice_id}
    await add(works, later)
    log = await log_of(works, mina)
    assert [logged.notice for logged in log] == [recent, later]
    assert log[0].place == place < log[1].place


async def test_no_place_is_used_twice_even_when_the_log_was_emptied_meanwhile(
    works: Works[NoticeWork], mina: UserId
) -> None:
    await add(works, a_notice(mina), now=NOW - timedelta(seconds=1))
    (first,) = await log_of(works, mina)
    async with works.begin() as work:
        await work.notices.prune(before=NOW)
    await add(works, a_notice(mina))
    (second,) = await log_of(works, mina)
    assert second.place > first.place


async def test_a_delivery_is_new_until_it_was_saved_and_comes_back_as_it_was(works: Works[NoticeWork]) -> None:
    new = a_delivery()
    assert await read(works, new) == new
    leased = new.leased("lease", until=NOW + timedelta(seconds=30), now=NOW)
    for delivery in (leased, leased.ended("told", now=NOW), leased.ended("failed", now=NOW)):
        await deliver(works, delivery)
        assert await read(works, delivery) == delivery
    for other in (evolve(new, target=an_id()), evolve(new, channel="mail"), evolve(new, notice_id=NoticeId(an_id()))):
        assert await read(works, other) == other


async def test_who_holds_a_delivery_keeps_others_from_it(works: Works[NoticeWork]) -> None:
    notice = NoticeId(an_id())
    assert await has_to_wait(works, lambda work: work.deliveries.hold(notice, "mail", ""))


async def test_deliveries_are_found_by_their_notices(works: Works[NoticeWork]) -> None:
    notice, other, none = (NoticeId(an_id()) for _ in range(3))
    keys: tuple[tuple[Channel, str], ...] = (("push", "b"), ("push", "a"), ("push", "B"), ("mail", ""))
    for channel, target in keys:
        await deliver(works, Delivery(notice_id=notice, channel=channel, target=target))
    told = Delivery(notice_id=other, channel="mail").ended("told", now=NOW)
    await deliver(works, told, a_delivery())
    async with works.begin() as work:
        found = await work.deliveries.of_notices([notice, other, none])
        assert await work.deliveries.of_notices([]) == {}
    assert set(found) == {notice, other}
    assert [(one.channel, one.target) for one in found[notice]] == sorted(keys)
    assert list(found[other]) == [told]


async def test_what_ended_long_ago_is_forgotten_and_nothing_else(works: Works[NoticeWork]) -> None:
    old, recent = a_delivery().ended("told", now=NOW - timedelta(days=1)), a_delivery().ended("gone", now=NOW)
    waiting = evolve(a_delivery(), token="t", until=NOW - timedelta(days=9))
    await deliver(works, old, recent, waiting)
    async with works.begin() as work:
        await work.deliveries.prune(before=NOW)
    kept = [await read(works, one) for one in (old, recent, waiting)]
    assert kept == [evolve(old, outcome=None, ended_at=None), recent, waiting]
