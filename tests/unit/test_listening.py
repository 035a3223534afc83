"""Listening to one's notices: where one begins, how one hears of news, and why it ends."""

import asyncio
from datetime import timedelta

import pytest

from composition.catalogue import adapters_of
from core.identity.model.session import ACCESS_LIFE
from core.identity.model.user import UserId
from core.notices.model.delivery import NoticeId
from core.notices.use_cases.live.look_for_news import OWNERS_AT_ONCE, LookForNews
from core.notices.use_cases.live.read_on import MOST_AT_ONCE
from entrypoints.notices.seat import ListenedLong, NoRoom, SignedOut, TooManyListeners
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.live_rig import CountedWorks, LiveProcess, a_listener, log, settled

SOON = 5


@pytest.fixture
async def works(open_adapter: OpenAdapter) -> CountedWorks:
    return CountedWorks(await open_adapter(adapters_of("notice_works")["memory"]))


@pytest.fixture
def process(works: CountedWorks) -> LiveProcess:
    return LiveProcess(works=works)


async def test_somebody_new_hears_what_comes_from_now_on(process: LiveProcess, works: CountedWorks) -> None:
    mina = a_listener()
    await log(works.works, mina.user_id, mina.user_id)
    ear = await process.listen(mina)
    assert await ear.all_heard() == []
    told = await log(works.works, mina.user_id, UserId(an_id()), mina.user_id)
    assert await ear.all_heard() == []
    await process.hub.look()
    assert await ear.all_heard() == [told[0], told[2]]
    await ear.leave()


async def test_whoever_comes_back_hears_what_came_since(process: LiveProcess, works: CountedWorks) -> None:
    mina = a_listener()
    told = await log(works.works, *[mina.user_id] * (2 * MOST_AT_ONCE + 3))
    ear = await process.listen(mina, seen=told[1])
    assert await ear.all_heard() == told[2:]
    await ear.leave()


@pytest.mark.parametrize("seen", ["0", "", "한국어", "a\0b", "x" * 9999])
async def test_whoever_has_seen_what_is_not_there_hears_all_there_is(
    process: LiveProcess, works: CountedWorks, seen: str
) -> None:
    mina = a_listener()
    told = await log(works.works, mina.user_id, mina.user_id)
    ear = await process.listen(mina, seen=seen)
    assert await ear.all_heard() == told
    await ear.leave()


async def test_anothers_notice_is_no_place_in_ones_own_log(process: LiveProcess, works: CountedWorks) -> None:
    mina = a_listener()
    told = await log(works.works, mina.user_id, UserId(an_id()))
    ear = await process.listen(mina, seen=told[1])
    assert await ear.all_heard() == told[:1]
    await ear.leave()


async def test_nobody_asks_while_nobody_listens(process: LiveProcess, works: CountedWorks) -> None:
    looking = asyncio.create_task(process.hub.look())
    await settled()
    assert (works.begun, looking.done()) == (0, False)
    ear = await process.listen(a_listener())
    await ear.hears()
    await asyncio.wait_for(looking, SOON)
    await ear.leave()


async def test_all_who_listen_are_asked_about_at_once(process: LiveProcess, works: CountedWorks) -> None:
    ears = [await process.listen(a_listener()) for _ in range(20)]
    for ear in ears:
        await ear.hears()
    before = works.begun
    await process.hub.look()
    assert works.begun == before + 1
    for ear in ears:
        await ear.leave()


async def test_very_many_are_asked_about_in_parts(works: CountedWorks) -> None:
    owners = [UserId(an_id()) for _ in range(2 * OWNERS_AT_ONCE + 1)]
    await log(works.works, owners[0], owners[-1])
    latest = await LookForNews(works=works)(owners)  # type: ignore[arg-type] # without a feed, which nobody reads
    assert (set(latest), works.begun) == ({owners[0], owners[-1]}, 3)


async def test_what_this_process_has_logged_itself_is_looked_for_at_once(works: CountedWorks) -> None:
    process, mina = LiveProcess(works=works, look_every=timedelta(hours=1)), a_listener()
    ear = await process.listen(mina)
    await ear.hears()
    told = await log(works.works, mina.user_id)
    looking = asyncio.create_task(process.hub.look())
    process.hub.heard_of(UserId(an_id()))
    await settled()
    assert not looking.done()
    process.hub.heard_of(mina.user_id)
    await asyncio.wait_for(looking, SOON)
    assert await ear.all_heard() == told
    await ear.leave()


async def test_a_database_that_is_away_for_a_while_ends_no_connection(
    process: LiveProcess, works: CountedWorks
) -> None:
    mina = a_listener()
    ear = await process.listen(mina)
    await ear.hears()
    told = await log(works.works, mina.user_id)
    await process.hub.look()
    works.is_away = True
    assert await ear.hears() is None
    works.is_away = False
    heard: list[NoticeId] = []
    async with asyncio.timeout(SOON):
        while not heard:
            await asyncio.sleep(0.001)
            heard = await ear.all_heard()
    assert heard == told
    await ear.leave()


async def test_whoever_listens_too_often_loses_the_oldest_connection(works: CountedWorks) -> None:
    process, mina = LiveProcess(works=works, most_of_one=2), a_listener()
    ears = []
    for _ in range(3):
        ears.append(await process.listen(mina))
        await ears[-1].hears()
    other = await process.listen(a_listener())
    with pytest.raises(TooManyListeners):
        await ears[0].hears()
    for ear in (*ears[1:], other):
        assert await ear.hears() is None
        await ear.leave()


async def test_a_full_process_takes_nobody_else_until_somebody_leaves(works: CountedWorks) -> None:
    process = LiveProcess(works=works, most=2)
    first, second, late = [await process.listen(a_listener()) for _ in range(3)]
    assert await first.hears() is await second.hears() is None
    with pytest.raises(NoRoom):
        await late.hears()
    with pytest.raises(NoRoom):
        await process.listen(a_listener())
    await first.leave()
    third = await process.listen(a_listener())
    assert await third.hears() is None
    for ear in (second, third):
        await ear.leave()


async def test_signing_out_ends_the_connections_of_that_session(process: LiveProcess) -> None:
    mina = a_listener()
    elsewhere = a_listener(mina.user_id)
    ears = [await process.listen(who) for who in (mina, elsewhere)]
    for ear in ears:
        await ear.hears()
    await process.hub.sweep()
    assert [await ear.hears() for ear in ears] == [None, None]
    process.sessions.ended.add(mina.session_id)
    await process.hub.sweep()
    with pytest.raises(SignedOut):
        await ears[0].hears()
    assert await ears[1].hears() is None
    await ears[1].leave()


async def test_whoever_has_signed_out_hears_nothing_of_what_was_about_to_be_told(
    process: LiveProcess, works: CountedWorks
) -> None:
    mina = a_listener()
    told = await log(works.works, mina.user_id, mina.user_id)
    ear = await process.listen(mina, seen="0")
    assert await ear.hears() == told[0]
    process.sessions.ended.add(mina.session_id)
    await process.hub.sweep()
    with pytest.raises(SignedOut):
        await ear.hears()


async def test_nobody_listens_for_longer_than_an_access_token_lives(process: LiveProcess) -> None:
    ear = await process.listen(a_listener())
    await ear.hears()
    process.seconds = ACCESS_LIFE.total_seconds() - 1
    await process.hub.sweep()
    assert await ear.hears() is None
    process.seconds += 1
    await process.hub.sweep()
    with pytest.raises(ListenedLong):
        await ear.hears()


async def test_how_many_listen_is_measured(process: LiveProcess) -> None:
    ears = [await process.listen(a_listener()) for _ in range(3)]
    for ear in ears:
        await ear.hears()
    assert b"oddiya_notices_listeners 3.0" in process.hub.meter.exposition()
    for ear in ears:
        await ear.leave()
    assert b"oddiya_notices_listeners 0.0" in process.hub.meter.exposition()
