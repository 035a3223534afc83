"""What every feature's `Works` promises."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from attrs import frozen

from composition.catalogue import adapters_of
from core.events import Event
from core.identity.model.email import email_key
from core.identity.model.ticket import Ticket
from core.identity.model.user import Identity, UserId
from ports.auth_works import AuthWork
from ports.identity_works import IdentityTaken, IdentityWork
from ports.works import Inbox, Works
from tests.builders import a_user, an_id, an_identity
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

MINUTE = timedelta(minutes=1)


@frozen(kw_only=True)
class SomethingHappened(Event):
    name: ClassVar[str] = "something-happened"
    what: str


async def keep_identity(work: IdentityWork, name: str) -> None:
    await work.users.add(a_user(), Identity(provider="p", provider_id=name))


async def has_identity(work: IdentityWork, name: str) -> bool:
    return await work.users.with_identity(Identity(provider="p", provider_id=name)) is not None


async def keep_ticket(work: AuthWork, name: str) -> None:
    address, moment = "mina@example.com", datetime(2026, 12, 4, tzinfo=UTC)
    ticket = Ticket(ticket_id=name, purpose="reset", email=address, email_key=email_key(address), expires_at=moment)
    await work.tickets.add(ticket)


async def has_ticket(work: AuthWork, name: str) -> bool:
    return await work.tickets.get(name) is not None


Keep = Callable[[Any, str], Awaitable[None]]
Has = Callable[[Any, str], Awaitable[bool]]


@frozen
class Feature:
    """A feature's works, and how to keep something there under a name and look for it."""

    works: Works[Any]
    keep: Keep
    has: Has


FEATURES: Mapping[str, tuple[Keep, Has]] = {
    "identity_works": (keep_identity, has_identity),
    "auth_works": (keep_ticket, has_ticket),
}
EVERY_WORKS = [
    pytest.param(entry, id=f"{port}-{entry.name}") for port in FEATURES for entry in adapters_of(port).values()
]


@pytest.fixture(params=EVERY_WORKS)
async def feature(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Feature:
    return Feature(await open_adapter(request.param), *FEATURES[request.param.port])


@pytest.fixture
def works(feature: Feature) -> Works[Any]:
    return feature.works


@pytest.fixture(params=enrolled("identity_works"))
async def accounts(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Works[IdentityWork]:
    opened: Works[IdentityWork] = await open_adapter(request.param)
    return opened


async def whats(works: Works[Any], lease: timedelta = MINUTE) -> list[str]:
    return [envelope.data for envelope in await works.feed.claim(limit=1000, lease=lease)]


async def test_leaving_the_block_commits(feature: Feature) -> None:
    name = an_id()
    async with feature.works.begin() as work:
        await feature.keep(work, name)
    async with feature.works.begin() as work:
        assert await feature.has(work, name)


async def test_a_work_that_does_nothing_is_no_trouble(works: Works[Any]) -> None:
    async with works.begin():
        pass
    assert await whats(works) == []


@pytest.mark.parametrize("exception", [ValueError, asyncio.CancelledError])
async def test_an_exception_rolls_everything_back_and_passes(feature: Feature, exception: type[BaseException]) -> None:
    works, name = feature.works, an_id()
    with pytest.raises(exception):
        async with works.begin() as work:
            await feature.keep(work, name)
            work.outbox.add(SomethingHappened(what="never"))
            assert await work.inbox.first_time("m", consumer="c")
            raise exception
    async with works.begin() as work:
        assert not await feature.has(work, name)
        assert await work.inbox.first_time("m", consumer="c")
    assert await whats(works) == []


async def test_a_task_cancelled_in_the_middle_of_its_work_leaves_nothing(feature: Feature) -> None:
    name, begun = an_id(), asyncio.Event()

    async def work_slowly() -> None:
        async with feature.works.begin() as work:
            await feature.keep(work, name)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work_slowly())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with feature.works.begin() as work:
        assert not await feature.has(work, name)


async def test_what_a_work_wrote_is_seen_by_itself_at_once_and_by_others_after_the_commit(
    feature: Feature,
) -> None:
    name = an_id()
    seen_by_others: list[bool] = []

    async def look() -> None:
        async with feature.works.begin() as work:
            seen_by_others.append(await feature.has(work, name))

    async with feature.works.begin() as work:
        await feature.keep(work, name)
        assert await feature.has(work, name)
        looking = asyncio.create_task(look())
        await asyncio.wait((looking,), timeout=0.2)
        assert seen_by_others in ([], [False])
    await looking
    assert seen_by_others in ([False], [True])


async def test_a_refused_write_rolls_the_work_back(accounts: Works[IdentityWork]) -> None:
    user, identity = a_user(), an_identity()
    async with accounts.begin() as work:
        await work.users.add(user, identity)
    with pytest.raises(IdentityTaken):
        async with accounts.begin() as work:
            work.outbox.add(SomethingHappened(what="never"))
            await work.users.add(a_user(), identity)
    assert await whats(accounts) == []


async def test_of_two_works_with_the_same_identity_the_second_waits_and_is_refused(
    accounts: Works[IdentityWork],
) -> None:
    identity = an_identity()

    async def add() -> bool:
        try:
            async with accounts.begin() as work:
                await work.users.add(a_user(), identity)
        except IdentityTaken:
            return False
        return True

    assert sorted(await asyncio.gather(*(add() for _ in range(8)))) == [False] * 7 + [True]


async def test_a_look_sees_what_was_committed_before_each_of_its_reads(feature: Feature) -> None:
    async with feature.works.begin() as work:
        await feature.keep(work, "before")
    async with feature.works.look() as look:
        assert await feature.has(look, "before")
        assert not await feature.has(look, "never")


async def test_a_look_keeps_nobody_waiting(feature: Feature) -> None:
    async with feature.works.look() as look, asyncio.timeout(10):
        assert not await feature.has(look, "meanwhile")
        async with feature.works.begin() as work:
            await feature.keep(work, "meanwhile")


async def test_a_look_changes_nothing_and_tells_who_tries(feature: Feature) -> None:
    with pytest.raises(RuntimeError):
        async with feature.works.look() as look:
            await feature.keep(look, "something")
    with pytest.raises(RuntimeError):
        async with feature.works.look() as look:
            look.outbox.add(SomethingHappened(what="nothing"))
    with pytest.raises(RuntimeError):
        async with feature.works.look() as look:
            await look.inbox.first_time(an_id(), consumer="somebody")
    async with feature.works.look() as look:
        assert not await feature.has(look, "something")
    assert await whats(feature.works) == []


async def test_events_are_claimed_in_the_order_in_which_they_were_added(works: Works[Any]) -> None:
    async with works.begin() as work:
        for number in range(50):
            work.outbox.add(SomethingHappened(what=f"{number}"))
    assert await whats(works) == [f'{{"what":"{number}"}}' for number in range(50)]


async def test_an_event_arrives_as_it_was_added(works: Works[Any]) -> None:
    async with works.begin() as work:
        work.outbox.add(SomethingHappened(what="바다 🌊 \n \x00"), group="somebody")
    (envelope,) = await works.feed.claim(limit=10, lease=MINUTE)
    assert (envelope.name, envelope.group, envelope.data) == (
        "something-happened",
        "somebody",
        '{"what":"바다 🌊 \\n \\u0000"}',
    )
    assert envelope.occurred_at.utcoffset() == timedelta()


async def test_a_claimed_event_is_nobody_elses_before_the_lease_ends(works: Works[Any]) -> None:
    await add_events(works, 100)
    claims = await asyncio.gather(*(works.feed.claim(limit=20, lease=MINUTE) for _ in range(8)))
    claimed = [envelope.event_id for claim in claims for envelope in claim]
    assert len(claimed) == len(set(claimed)) == 100


async def test_an_event_that_was_not_marked_comes_back_when_its_lease_ends(works: Works[Any]) -> None:
    await add_events(works, 3)
    first = await works.feed.claim(limit=10, lease=timedelta(milliseconds=50))
    async with asyncio.timeout(5):
        while not (again := await works.feed.claim(limit=10, lease=MINUTE)):
            await asyncio.sleep(0.01)
    assert [envelope.event_id for envelope in again] == [envelope.event_id for envelope in first]


async def test_a_sent_event_is_never_claimed_again(works: Works[Any]) -> None:
    await add_events(works, 4)
    claimed = await works.feed.claim(limit=2, lease=timedelta())
    await works.feed.sent([envelope.event_id for envelope in claimed])
    await works.feed.sent([envelope.event_id for envelope in claimed])
    left = await works.feed.claim(limit=10, lease=timedelta())
    assert len(left) == 2
    assert not {envelope.event_id for envelope in left} & {envelope.event_id for envelope in claimed}


async def test_wait_returns_when_a_work_has_committed_an_event(works: Works[Any]) -> None:
    await whats(works)
    waiting = asyncio.create_task(works.feed.wait(timedelta(hours=1)))
    await add_events(works, 1)
    async with asyncio.timeout(5):
        await waiting


async def test_wait_does_not_miss_what_was_committed_before_it_began(works: Works[Any]) -> None:
    await whats(works)
    await add_events(works, 1)
    async with asyncio.timeout(5):
        await works.feed.wait(timedelta(hours=1))


async def test_wait_ends_by_itself(works: Works[Any]) -> None:
    await whats(works)
    async with asyncio.timeout(5):
        await works.feed.wait(timedelta(milliseconds=20))


async def test_the_oldest_unsent_event_is_known(works: Works[Any]) -> None:
    assert await works.feed.oldest_unsent() is None
    await add_events(works, 2)
    first, second = await works.feed.claim(limit=2, lease=MINUTE)
    assert await works.feed.oldest_unsent() == first.occurred_at
    await works.feed.sent([first.event_id, second.event_id])
    assert await works.feed.oldest_unsent() is None


async def test_prune_forgets_what_was_sent_and_remembered_and_nothing_else(works: Works[Any]) -> None:
    await add_events(works, 2)
    (sent,) = await works.feed.claim(limit=1, lease=MINUTE)
    await works.feed.sent([sent.event_id])
    assert await first_time(works, "m")
    await works.feed.prune(age=timedelta(hours=1))
    assert not await first_time(works, "m")
    await works.feed.prune(age=timedelta())
    assert await first_time(works, "m")
    assert len(await works.feed.claim(limit=10, lease=MINUTE)) == 1


async def test_the_inbox_knows_a_message_for_each_consumer_once(works: Works[Any]) -> None:
    async with works.begin() as work:
        assert await work.inbox.first_time("m", consumer="a")
        assert not await work.inbox.first_time("m", consumer="a")
        assert await work.inbox.first_time("m", consumer="b")
    assert not await first_time(works, "m", "a")
    assert not await first_time(works, "m", "b")


async def test_of_two_works_with_one_message_the_second_waits_for_the_first(works: Works[Any]) -> None:
    entered = asyncio.Event()

    async def fail_late() -> None:
        async with works.begin() as work:
            assert await work.inbox.first_time("m", consumer="c")
            entered.set()
            await asyncio.sleep(0)
            raise ValueError("rolled back")

    failing = asyncio.create_task(fail_late())
    await entered.wait()
    second = await first_time(works, "m", "c")
    with pytest.raises(ValueError, match="rolled back"):
        await failing
    assert second


async def test_many_works_at_once_all_end(feature: Feature) -> None:
    async def add(number: int) -> None:
        async with feature.works.begin() as work:
            await feature.keep(work, an_id())
            work.outbox.add(SomethingHappened(what=str(number)))

    await asyncio.gather(*(add(number) for number in range(60)))
    assert len(await whats(feature.works)) == 60


async def add_events(works: Works[Any], count: int) -> None:
    async with works.begin() as work:
        for number in range(count):
            work.outbox.add(SomethingHappened(what=str(number)), group=UserId("u"))


async def first_time(works: Works[Any], message_id: str, consumer: str = "c") -> bool:
    async with works.begin() as work:
        inbox: Inbox = work.inbox
        return await inbox.first_time(message_id, consumer=consumer)
