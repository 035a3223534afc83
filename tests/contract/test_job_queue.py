"""What every job queue promises."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest
from attrs import frozen

from composition.catalogue import Entry
from ports.job_queue import Delivery, Depth, JobQueue, LeaseLost, Message, dead_letters_of
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

AT_ONCE = timedelta()
BEAT = timedelta(seconds=0.4)  # no shorter than what a busy machine may take for one question
WHOLE_SECONDS = {"sqs": timedelta(seconds=1)}  # what some queues count time in
LONG = timedelta(minutes=5)  # what is stranded that long is lost to a test
PATIENCE = timedelta(seconds=20)  # how long a test waits for what must come
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@frozen
class Pair:
    """Two processes that work with the same queues."""

    here: JobQueue
    there: JobQueue


OpenPair = Callable[..., Awaitable[Pair]]


@pytest.fixture(params=enrolled("job_queue"))
def open_pair(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> OpenPair:
    entry: Entry = request.param

    async def open_it(**environment: str) -> Pair:
        here = await open_adapter(entry, **environment)
        # What is in one process's memory, only that process can see.
        there = here if entry.name == "memory" else await open_adapter(entry, **environment)
        return Pair(here, there)

    return open_it


@pytest.fixture
async def pair(open_pair: OpenPair) -> Pair:
    return await open_pair()


@pytest.fixture
async def fair(open_pair: OpenPair, request: pytest.FixtureRequest) -> JobQueue:
    """A queue whose groups take turns."""
    if request.node.callspec.params["open_pair"].name == "sqs":
        because = "its fair queues go by what is in flight, and the server that stands in for it knows no groups"
        request.applymarker(pytest.mark.xfail(reason=because))
    return (await open_pair()).here


@pytest.fixture
def beat(request: pytest.FixtureRequest) -> timedelta:
    """The shortest lease, delay or wait in which something can happen."""
    return WHOLE_SECONDS.get(request.node.callspec.params["open_pair"].name, BEAT)


@pytest.fixture
def here(pair: Pair) -> JobQueue:
    return pair.here


@pytest.fixture
def there(pair: Pair) -> JobQueue:
    return pair.there


def a_message(number: int = 1, **fields: str) -> Message:
    return Message(**{"message_id": f"message-{number}", "body": f'{{"number": {number}}}', **fields})


async def one(queue: JobQueue, name: str = "jobs", *, lease: timedelta = LONG, wait: timedelta = PATIENCE) -> Delivery:
    (delivery,) = await queue.receive(name, limit=1, lease=lease, wait=wait)
    return delivery


async def none(queue: JobQueue, name: str = "jobs", *, wait: timedelta = AT_ONCE) -> bool:
    return list(await queue.receive(name, limit=1, lease=LONG, wait=wait)) == []


async def all_of(queue: JobQueue, count: int, name: str = "jobs") -> Sequence[Delivery]:
    """Receive until so many messages came or no further one does."""
    deliveries: list[Delivery] = []
    while len(deliveries) < count:
        further = await queue.receive(name, limit=10, lease=LONG, wait=PATIENCE)
        if not further:
            break
        deliveries.extend(further)
    return deliveries


async def pass_time(queue: JobQueue, span: timedelta) -> None:
    """Wait as only a queue can: for what never comes."""
    assert await none(queue, "nothing-is-ever-here", wait=span)


class Stopwatch:
    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began


@pytest.mark.parametrize(
    "message",
    [
        a_message(),
        a_message(
            body='{"도시": "서울 🏯", "escaped": "\\u0000\\n\\"\\\\"}', group="01890a5d-ac96-774b-bcce-b302099a8057"
        ),
        a_message(body="[1, 2.5, null]", group="김여행, \"quoted\" & 'so'", traceparent=TRACE),
        a_message(message_id="id with spaces / 슬래시", body='""', traceparent=TRACE),
    ],
)
async def test_message_arrives_as_it_was_put(here: JobQueue, there: JobQueue, message: Message) -> None:
    await here.put("jobs", [message])
    delivery = await one(there)
    assert (delivery.queue, delivery.message) == ("jobs", message)


async def test_all_of_many_messages_are_stored(here: JobQueue, there: JobQueue) -> None:
    messages = [a_message(number) for number in range(37)]
    await here.put("jobs", messages)
    received = [delivery.message for delivery in await all_of(there, 37)]
    assert sorted(received, key=lambda message: int(message.message_id[8:])) == messages


async def test_large_messages_are_stored_together(here: JobQueue, there: JobQueue) -> None:
    messages = [a_message(number, body=f'"{"x" * 100_000}"') for number in range(6)]
    await here.put("jobs", messages)
    received = {delivery.message.message_id: delivery.message for delivery in await all_of(there, 6)}
    assert received == {message.message_id: message for message in messages}


async def test_putting_nothing_stores_nothing(here: JobQueue, there: JobQueue) -> None:
    await here.put("jobs", [])
    assert await none(there)


async def test_what_is_put_with_a_delay_can_be_received_after_it(
    here: JobQueue, there: JobQueue, beat: timedelta
) -> None:
    watch = Stopwatch()
    await here.put("jobs", [a_message()], delay=2 * beat)
    assert await none(there)
    assert (await one(there)).message == a_message()
    assert watch.seconds >= 1.9 * beat.total_seconds()


async def test_queues_do_not_mix(here: JobQueue, there: JobQueue) -> None:
    await here.put("jobs", [a_message(1)])
    await here.put("jobs-2", [a_message(2)])
    assert (await one(there, "jobs-2")).message == a_message(2)
    assert (await one(there, "jobs")).message == a_message(1)


async def test_no_more_than_the_limit_is_leased(here: JobQueue, there: JobQueue) -> None:
    await here.put("jobs", [a_message(number) for number in range(5)])
    first = await here.receive("jobs", limit=2, lease=LONG, wait=PATIENCE)
    assert 1 <= len(first) <= 2
    rest = await all_of(there, 5 - len(first))
    assert {delivery.message.message_id for delivery in (*first, *rest)} == {f"message-{n}" for n in range(5)}


async def test_message_is_handed_to_one_consumer_at_a_time(here: JobQueue, there: JobQueue) -> None:
    await here.put("jobs", [a_message()])
    await one(here)
    assert await none(there)
    assert await none(here)


async def test_message_comes_back_when_its_lease_ends(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message(traceparent=TRACE)])
    first = await one(here, lease=beat)
    again = await one(there)
    assert again.message == first.message
    assert again.receipt != first.receipt


async def test_receives_counts_how_often_the_message_was_handed_out(
    here: JobQueue, there: JobQueue, beat: timedelta
) -> None:
    await here.put("jobs", [a_message()])
    first = await one(here)
    await here.give_back(first)
    second = await one(there, lease=beat)
    third = await one(here)
    assert (first.receives, second.receives, third.receives) == (1, 2, 3)


async def test_receive_returns_at_once_when_there_is_something(here: JobQueue, there: JobQueue) -> None:
    await here.put("jobs", [a_message()])
    watch = Stopwatch()
    await there.receive("jobs", limit=10, lease=LONG, wait=timedelta(seconds=60))
    assert watch.seconds < 10


async def test_receive_returns_as_soon_as_something_is_put(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    watch = Stopwatch()
    receiving = asyncio.create_task(there.receive("jobs", limit=10, lease=LONG, wait=timedelta(seconds=60)))
    await pass_time(here, beat)
    await here.put("jobs", [a_message()])
    (delivery,) = await receiving
    assert delivery.message == a_message()
    assert watch.seconds < 20


async def test_receive_returns_nothing_after_the_wait(here: JobQueue, beat: timedelta) -> None:
    watch = Stopwatch()
    assert await none(here, wait=2 * beat)
    assert 1.9 * beat.total_seconds() < watch.seconds < 10


async def test_receive_without_wait_returns_nothing_at_once(here: JobQueue) -> None:
    await here.put("jobs", [])
    watch = Stopwatch()
    assert await none(here)
    assert watch.seconds < 5


async def test_cancelling_receive_strands_nothing(open_pair: OpenPair) -> None:
    pair = await open_pair(ODDIYA_QUEUE_MAX_RECEIVES="1000")
    moments = [number / 2000 for number in range(40)]
    cancelled = 0
    for number, moment in enumerate(moments):
        receiving = asyncio.create_task(pair.here.receive("jobs", limit=10, lease=LONG, wait=PATIENCE))
        putting = asyncio.create_task(pair.there.put("jobs", [a_message(number)]))
        await asyncio.sleep(moment)
        receiving.cancel()
        await putting
        try:
            (delivery,) = await receiving
            queue = pair.here
        except asyncio.CancelledError:
            cancelled += 1
            delivery = await one(pair.there)
            queue = pair.there
        assert delivery.message == a_message(number)
        await queue.ack(delivery)
    assert cancelled > 0


async def test_cancelling_receive_again_and_again_strands_nothing(
    here: JobQueue, there: JobQueue, beat: timedelta
) -> None:
    receiving = asyncio.create_task(here.receive("jobs", limit=10, lease=LONG, wait=PATIENCE))
    await pass_time(there, beat)
    putting = asyncio.create_task(there.put("jobs", [a_message()]))
    async with asyncio.timeout(PATIENCE.total_seconds()):
        while not receiving.done():
            receiving.cancel()
            await asyncio.sleep(0)
        await putting
    with pytest.raises(asyncio.CancelledError):
        await receiving
    assert (await one(there)).message == a_message()


async def test_extend_keeps_the_message_longer(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    delivery = await one(here, lease=2 * beat)
    await here.extend(delivery, lease=LONG)
    assert await none(there, wait=3 * beat)


async def test_extend_counts_from_now(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    delivery = await one(here, lease=LONG)
    await here.extend(delivery, lease=beat)
    assert (await one(there)).message == a_message()


async def test_whoever_waits_gets_a_message_whose_lease_ends_meanwhile(
    here: JobQueue, there: JobQueue, beat: timedelta
) -> None:
    await here.put("jobs", [a_message()])
    delivery = await one(here, lease=LONG)
    receiving = asyncio.create_task(one(there))
    await pass_time(here, beat)
    await here.extend(delivery, lease=beat)
    assert (await receiving).message == a_message()


async def test_extend_can_be_repeated(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    delivery = await one(here, lease=3 * beat)
    for _ in range(4):
        await pass_time(there, beat)
        await here.extend(delivery, lease=3 * beat)
    assert await none(there)


async def test_lease_that_somebody_else_has_cannot_be_extended(
    here: JobQueue, there: JobQueue, beat: timedelta
) -> None:
    await here.put("jobs", [a_message()])
    lost = await one(here, lease=beat)
    held = await one(there)
    with pytest.raises(LeaseLost):
        await here.extend(lost, lease=LONG)
    await there.extend(held, lease=LONG)


async def test_lease_that_has_ended_cannot_be_extended(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    ended = await one(here, lease=beat)
    await pass_time(there, 2 * beat)
    with pytest.raises(LeaseLost):
        await here.extend(ended, lease=LONG)
    assert (await one(there)).message == a_message()


async def test_lease_that_was_given_up_cannot_be_extended(here: JobQueue) -> None:
    await here.put("jobs", [a_message(1)])
    acknowledged = await one(here)
    await here.ack(acknowledged)
    await here.put("jobs", [a_message(2)])
    given_back = await one(here)
    await here.give_back(given_back)
    for delivery in (acknowledged, given_back):
        with pytest.raises(LeaseLost):
            await here.extend(delivery, lease=LONG)
    assert (await one(here)).message == a_message(2)


async def test_ack_removes_the_message(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    await here.ack(await one(here, lease=2 * beat))
    assert await none(there, wait=3 * beat)


async def test_ack_twice_does_nothing_more(here: JobQueue, there: JobQueue) -> None:
    await here.put("jobs", [a_message(1), a_message(2)])
    first, second = await all_of(here, 2)
    await here.ack(first)
    await here.ack(first)
    await here.give_back(second)
    assert (await one(there)).message == second.message
    assert await none(there)


async def test_ack_with_a_lost_lease_does_nothing(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    lost = await one(here, lease=beat)
    held = await one(there)
    await here.ack(lost)
    await there.extend(held, lease=LONG)
    await there.give_back(held)
    assert (await one(here)).message == a_message()


async def test_give_back_lets_others_have_the_message_at_once(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    delivery = await one(here)
    receiving = asyncio.create_task(one(there))
    await pass_time(here, beat)
    await here.give_back(delivery)
    assert (await receiving).message == a_message()


async def test_give_back_lets_others_have_the_message_after_the_delay(
    here: JobQueue, there: JobQueue, beat: timedelta
) -> None:
    await here.put("jobs", [a_message()])
    delivery = await one(here)
    watch = Stopwatch()
    await here.give_back(delivery, delay=2 * beat)
    assert await none(there)
    assert (await one(there)).message == a_message()
    assert watch.seconds >= 1.9 * beat.total_seconds()


async def test_give_back_with_a_lost_lease_does_nothing(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    lost = await one(here, lease=beat)
    held = await one(there)
    await here.give_back(lost)
    assert await none(here, wait=beat)
    await there.extend(held, lease=LONG)


async def test_give_back_after_ack_does_nothing(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    delivery = await one(here)
    await here.ack(delivery)
    await here.give_back(delivery)
    assert await none(there, wait=beat)


async def test_message_received_too_often_moves_to_the_dead_letters(open_pair: OpenPair, beat: timedelta) -> None:
    pair = await open_pair(ODDIYA_QUEUE_MAX_RECEIVES="2")
    message = a_message(group="somebody", traceparent=TRACE)
    await pair.here.put("jobs", [message])
    await pair.here.give_back(await one(pair.here))
    await one(pair.there, lease=beat)
    assert await none(pair.here, wait=3 * beat)
    assert (await one(pair.there, dead_letters_of("jobs"))).message == message


async def test_depth_counts_what_can_be_received_and_what_is_held(here: JobQueue, there: JobQueue) -> None:
    await here.put("jobs", [a_message(number) for number in range(4)])
    await here.put("jobs", [a_message(4)], delay=LONG)
    await one(there)
    assert (await here.depth("jobs"), await there.depth("jobs")) == (Depth(waiting=3, held=2),) * 2
    assert await here.depth("nothing-is-ever-here") == Depth(waiting=0, held=0)


async def test_depth_counts_what_is_given_back_and_not_what_is_acknowledged(here: JobQueue, there: JobQueue) -> None:
    await here.put("jobs", [a_message(number) for number in range(3)])
    done, again, later = await all_of(here, 3)
    await here.ack(done)
    await here.give_back(again)
    await here.give_back(later, delay=LONG)
    assert await there.depth("jobs") == Depth(waiting=1, held=1)


async def test_depth_counts_dead_letters_apart(open_pair: OpenPair, beat: timedelta) -> None:
    pair = await open_pair(ODDIYA_QUEUE_MAX_RECEIVES="1")
    await pair.here.put("jobs", [a_message()])
    await pair.here.give_back(await one(pair.here))
    assert await none(pair.here, wait=beat)
    assert await pair.here.depth(dead_letters_of("jobs")) == Depth(waiting=1, held=0)
    assert await pair.here.depth("jobs") == Depth(waiting=0, held=0)


async def test_message_acknowledged_at_the_last_chance_does_not_move(open_pair: OpenPair, beat: timedelta) -> None:
    pair = await open_pair(ODDIYA_QUEUE_MAX_RECEIVES="2")
    await pair.here.put("jobs", [a_message()])
    await pair.here.give_back(await one(pair.here))
    await pair.there.ack(await one(pair.there))
    assert await none(pair.here, wait=beat)
    assert await none(pair.here, dead_letters_of("jobs"))


async def test_dead_letters_are_received_like_any_others(open_pair: OpenPair, beat: timedelta) -> None:
    pair = await open_pair(ODDIYA_QUEUE_MAX_RECEIVES="1")
    dead = dead_letters_of("jobs")
    await pair.here.put("jobs", [a_message()])
    await pair.here.give_back(await one(pair.here))
    assert await none(pair.here)
    for queue in (pair.here, pair.there, pair.here):
        delivery = await one(queue, dead)
        await queue.extend(delivery, lease=LONG)
        await queue.give_back(delivery)
    await pair.there.ack(await one(pair.there, dead))
    assert await none(pair.here, dead, wait=beat)


async def test_ack_with_a_lease_that_is_over_does_nothing(here: JobQueue, there: JobQueue, beat: timedelta) -> None:
    await here.put("jobs", [a_message()])
    delivery = await one(here, lease=beat)
    await pass_time(there, beat)
    await here.ack(delivery)
    assert (await one(there)).message == delivery.message


async def test_large_bodies_long_delays_and_long_leases_can_be_had(here: JobQueue, there: JobQueue) -> None:
    large = a_message(body="바" * 32_000)
    await here.put("jobs", [large])
    assert (await one(there, lease=timedelta(hours=12))).message == large
    await here.put("jobs", [a_message(2)], delay=timedelta(minutes=15))
    assert await none(there)


@pytest.mark.parametrize("name", ["", "Jobs", "job_s", "jobs.fifo", "jobs/film", "jobs ", "jobs\n", "작업", "j" * 100])
async def test_queue_names_are_of_few_letters(here: JobQueue, name: str) -> None:
    with pytest.raises(ValueError, match="queue"):
        await here.put(name, [a_message()])
    with pytest.raises(ValueError, match="queue"):
        await here.receive(name, limit=1, lease=LONG, wait=AT_ONCE)


async def groups_in_turn(queue: JobQueue, count: int) -> Sequence[str]:
    """Receive and acknowledge one message after the other; return whose they were."""
    groups: list[str] = []
    for _ in range(count):
        delivery = await one(queue)
        groups.append(delivery.message.group)
        await queue.ack(delivery)
    return groups


def many_of(group: str, count: int) -> Sequence[Message]:
    return [a_message(number, group=group) for number in range(count)]


@pytest.mark.parametrize("late", ["a", "z", ""], ids=["before", "behind", "nobodys"])
async def test_one_message_put_late_does_not_wait_for_anothers_many(fair: JobQueue, late: str) -> None:
    await fair.put("jobs", many_of("mina", 30))
    assert await groups_in_turn(fair, 3) == ["mina"] * 3
    await fair.put("jobs", [a_message(group=late)])
    assert late in await groups_in_turn(fair, 2)


async def test_groups_take_turns_whatever_they_have_waiting(fair: JobQueue) -> None:
    counts = {"mina": 9, "bo": 6, "": 3, "ara": 3, "준": 6}
    for group, count in counts.items():
        await fair.put("jobs", many_of(group, count))
    for still in (sorted(counts), sorted(counts), sorted(counts), ["bo", "mina", "준"]):
        assert sorted(await groups_in_turn(fair, len(still))) == still


async def test_what_is_leased_or_delayed_takes_no_turn(here: JobQueue) -> None:
    await here.put("jobs", many_of("bo", 5), delay=LONG)
    await here.put("jobs", many_of("mina", 1))
    leased = await one(here)
    await here.put("jobs", many_of("mina", 5))
    assert await groups_in_turn(here, 5) == ["mina"] * 5
    await here.give_back(leased)
    assert await groups_in_turn(here, 1) == ["mina"]


async def test_who_takes_several_at_a_time_comes_to_every_group(fair: JobQueue) -> None:
    await fair.put("jobs", many_of("mina", 40))
    await fair.put("jobs", many_of("bo", 1))
    received = [*await fair.receive("jobs", limit=10, lease=LONG, wait=PATIENCE)]
    received += await fair.receive("jobs", limit=10, lease=LONG, wait=PATIENCE)
    assert "bo" in {delivery.message.group for delivery in received}


async def test_no_message_is_lost_or_handed_out_twice_among_many_consumers(
    here: JobQueue, there: JobQueue, beat: timedelta
) -> None:
    count = 120
    done: list[str] = []

    async def produce(queue: JobQueue, numbers: Sequence[int]) -> None:
        for start in range(0, len(numbers), 7):
            await queue.put("jobs", [a_message(number) for number in numbers[start : start + 7]])

    async def consume(queue: JobQueue) -> None:
        while len(done) < count:
            for delivery in await queue.receive("jobs", limit=3, lease=LONG, wait=beat):
                if delivery.receives == 1 and int(delivery.message.message_id[8:]) % 3 == 0:
                    await queue.give_back(delivery)
                else:
                    done.append(delivery.message.message_id)
                    await queue.ack(delivery)

    async with asyncio.timeout(60):
        await asyncio.gather(
            produce(here, range(0, count, 2)),
            produce(there, range(1, count, 2)),
            *(consume(queue) for queue in (here, there) * 3),
        )
    assert sorted(done) == sorted(f"message-{number}" for number in range(count))
    assert await none(here, wait=beat)
    assert await none(there, dead_letters_of("jobs"))
