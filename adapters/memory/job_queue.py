"""A queue in the memory of one process."""

import asyncio
from collections import OrderedDict, defaultdict, deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from attrs import Factory, define, frozen
from typing_extensions import override

from adapters.section import need, setting
from adapters.wire.message import check_queue
from ports.clock import Clock
from ports.job_queue import DEAD_SUFFIX, Delivery, Depth, JobQueue, LeaseLost, Message, dead_letters_of

SHORTEST_NAP = 0.001  # seconds; a test's clock may stand while the loop's time goes on


@define(eq=False)
class Held:
    """A message in the queue; of its timers, the one that was set in this turn counts."""

    message: Message
    receives: int = 0
    receipt: str = ""
    turn: int = 0


@define
class Line:
    """Messages that can be received, a row for each group; the groups take turns."""

    _rows: OrderedDict[str, deque[Held]] = Factory(OrderedDict)

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))

    def append(self, held: Held) -> None:
        """Let the message wait behind the others of its group."""
        self._rows.setdefault(held.message.group, deque()).append(held)

    def take(self, limit: int) -> Iterator[Held]:
        """Give out messages, each of the group that has been passed over for longest."""
        while limit and self._rows:
            limit -= 1
            group, row = next(iter(self._rows.items()))
            held = row.popleft()
            if row:
                self._rows.move_to_end(group)
            else:
                del self._rows[group]
            yield held


@define
class Shelf:
    """One queue: what can be received, what is leased, what will become receivable when, and who waits."""

    ready: Line = Factory(Line)
    leased: dict[str, Held] = Factory(dict)
    timers: list[tuple[datetime, int, Held]] = Factory(list)
    listeners: set[asyncio.Event] = Factory(set)

    def put(self, held: Held) -> None:
        """Let the message be received."""
        self.ready.append(held)
        self._tell()

    def hold_back(self, held: Held, until: datetime, turn: int) -> None:
        """Let the message be received from a moment on, instead of any that was set before."""
        held.turn = turn
        heappush(self.timers, (until, turn, held))
        self._tell()

    def held_back(self) -> int:
        """Count the messages that cannot be received yet."""
        return sum(held.turn == turn for _, turn, held in self.timers)

    def due(self, now: datetime) -> Iterator[Held]:
        """Take the messages whose moment has come, and with it the end of their lease."""
        while self.timers and self.timers[0][0] <= now:
            _, turn, held = heappop(self.timers)
            if held.turn == turn:
                self.leased.pop(held.receipt, None)
                yield held

    def _tell(self) -> None:
        for listener in self.listeners:
            listener.set()


class MemoryJobQueue(JobQueue):
    """Keeps each queue on a shelf; nothing is claimed in one step of the event loop and handed out in another."""

    def __init__(self, clock: Clock, *, max_receives: int) -> None:
        self._clock = clock
        self._max_receives = max_receives
        self._shelves: defaultdict[str, Shelf] = defaultdict(Shelf)
        self._turns = count(1)

    @override
    async def put(self, queue: str, messages: Sequence[Message], *, delay: timedelta = timedelta()) -> None:
        check_queue(queue)
        for message in messages:
            self._release(queue, Held(message), delay)

    @override
    async def receive(self, queue: str, *, limit: int, lease: timedelta, wait: timedelta) -> Sequence[Delivery]:
        check_queue(queue)
        time = asyncio.get_running_loop().time
        deadline = time() + wait.total_seconds()
        with self._listening(queue) as news:
            while True:
                news.clear()
                deliveries = self._claim(queue, limit, lease)
                left = deadline - time()
                if deliveries or left <= 0:
                    return deliveries
                await _until(news, min(left, self._seconds_to_next(queue)))

    @override
    async def extend(self, delivery: Delivery, *, lease: timedelta) -> None:
        shelf = self._shelf_now(delivery.queue)
        if delivery.receipt not in shelf.leased:
            raise LeaseLost
        shelf.hold_back(shelf.leased[delivery.receipt], self._clock.now() + lease, next(self._turns))

    @override
    async def ack(self, delivery: Delivery) -> None:
        self._end_lease(delivery)

    @override
    async def give_back(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        held = self._end_lease(delivery)
        if held is not None:
            self._release(delivery.queue, held, delay)

    @override
    async def depth(self, queue: str) -> Depth:
        check_queue(queue)
        shelf = self._shelf_now(queue)
        return Depth(waiting=len(shelf.ready), held=shelf.held_back())

    def _claim(self, queue: str, limit: int, lease: timedelta) -> Sequence[Delivery]:
        shelf = self._shelf_now(queue)
        return [self._lease_out(queue, held, lease) for held in shelf.ready.take(limit)]

    def _lease_out(self, queue: str, held: Held, lease: timedelta) -> Delivery:
        turn = next(self._turns)
        held.receives += 1
        held.receipt = str(turn)
        shelf = self._shelves[queue]
        shelf.leased[held.receipt] = held
        shelf.hold_back(held, self._clock.now() + lease, turn)
        return Delivery(queue=queue, message=held.message, receipt=held.receipt, receives=held.receives)

    def _end_lease(self, delivery: Delivery) -> Held | None:
        held = self._shelf_now(delivery.queue).leased.pop(delivery.receipt, None)
        if held is not None:
            held.turn = next(self._turns)
        return held

    def _release(self, queue: str, held: Held, delay: timedelta) -> None:
        if delay > timedelta():
            self._shelves[queue].hold_back(held, self._clock.now() + delay, next(self._turns))
        else:
            self._offer(queue, held)

    def _offer(self, queue: str, held: Held) -> None:
        if held.receives >= self._max_receives and not queue.endswith(DEAD_SUFFIX):
            self._shelves[dead_letters_of(queue)].put(Held(held.message))
        else:
            self._shelves[queue].put(held)

    def _shelf_now(self, queue: str) -> Shelf:
        """Return the queue's shelf, after everything on it whose moment has come."""
        for name in _sources_of(queue):
            for held in self._shelves[name].due(self._clock.now()):
                self._offer(name, held)
        return self._shelves[queue]

    def _seconds_to_next(self, queue: str) -> float:
        moments = [self._shelves[name].timers[0][0] for name in _sources_of(queue) if self._shelves[name].timers]
        seconds = [(moment - self._clock.now()).total_seconds() for moment in moments]
        return max(SHORTEST_NAP, min(seconds, default=float("inf")))

    @contextmanager
    def _listening(self, queue: str) -> Iterator[asyncio.Event]:
        news = asyncio.Event()
        shelves = [self._shelves[name] for name in _sources_of(queue)]
        for shelf in shelves:
            shelf.listeners.add(news)
        try:
            yield news
        finally:
            for shelf in shelves:
                shelf.listeners.discard(news)


@frozen(kw_only=True)
class Section:
    """What the queue takes its time from, and its patience with messages that nobody can handle."""

    clock: Clock = need("clock")
    max_receives: int = setting("ODDIYA_QUEUE_MAX_RECEIVES", "a number of receives", default=5)


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[JobQueue]:
    """Open queues that are empty and end with the process."""
    yield MemoryJobQueue(section.clock, max_receives=section.max_receives)


def _sources_of(queue: str) -> tuple[str, ...]:
    """Return the shelves from which messages come to this queue: its own, and for dead letters that of the living."""
    if queue.endswith(DEAD_SUFFIX):
        return queue, queue.removesuffix(DEAD_SUFFIX)
    return (queue,)


async def _until(news: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        return
