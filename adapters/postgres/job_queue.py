"""A queue in a table: rows are claimed past each other's locks, and NOTIFY wakes whoever waits."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import aiopg
from attrs import Factory, frozen
from typing_extensions import override

from adapters.postgres.listener import Listener, listening
from adapters.postgres.pool import Pool
from adapters.postgres.transaction import Row
from adapters.section import need, setting
from adapters.wire.message import check_queue
from ports.job_queue import DEAD_SUFFIX, Delivery, Depth, JobQueue, LeaseLost, Message

CHANNEL = "oddiya_job_queue"
LOOK_EVERY = 0.5  # seconds; a lease that has run out, or a delay that has passed, notifies nobody

PUT = "INSERT INTO job_queue.messages (queue, message_id, body, owner, traceparent, visible_at) VALUES "
# In the two statements that look for messages, time stands still while they do, so that an index can be asked for what
# is visible; and positions come as an array, which keeps the planner from going through the whole table for many.
BURY = """
UPDATE job_queue.messages SET queue = queue || %s, receives = 0, receipt = NULL
WHERE position = ANY (ARRAY(
    SELECT position FROM job_queue.messages
    WHERE queue = %s AND visible_at <= statement_timestamp() AND receives >= %s AND receives > 0
    FOR UPDATE SKIP LOCKED
));
"""
# Groups stand in a circle, in the order of their names; this goes around it, beginning after the group that had the
# last turn.
CLAIM = """
WITH onwards AS MATERIALIZED (
    SELECT position FROM job_queue.messages
    WHERE queue = %(queue)s AND visible_at <= statement_timestamp() AND owner COLLATE "C" < %(last)s
    ORDER BY owner COLLATE "C" DESC, visible_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), around AS MATERIALIZED (
    SELECT position FROM job_queue.messages
    WHERE queue = %(queue)s AND visible_at <= statement_timestamp() AND owner COLLATE "C" >= %(last)s
    ORDER BY owner COLLATE "C" DESC, visible_at LIMIT %(limit)s - (SELECT count(*) FROM onwards) FOR UPDATE SKIP LOCKED
)
UPDATE job_queue.messages
SET visible_at = clock_timestamp() + %(lease)s, receives = receives + 1, receipt = gen_random_uuid()
WHERE position = ANY (ARRAY(SELECT position FROM onwards UNION ALL SELECT position FROM around))
RETURNING position, receipt, receives, message_id, body, owner, traceparent
"""
EXTEND = """
UPDATE job_queue.messages SET visible_at = clock_timestamp() + %s
WHERE position = %s AND receipt = %s AND visible_at > clock_timestamp()
"""
GIVE_BACK = """
UPDATE job_queue.messages SET visible_at = clock_timestamp() + %s, receipt = NULL
WHERE position = %s AND receipt = %s AND visible_at > clock_timestamp()
"""
DEPTH = """
SELECT count(*) FILTER (WHERE visible_at <= statement_timestamp()), count(*) FROM job_queue.messages WHERE queue = %s
"""
ACK = "DELETE FROM job_queue.messages WHERE position = %s AND receipt = %s AND visible_at > clock_timestamp()"


@frozen
class PostgresJobQueue(JobQueue):
    """Messages as rows; a receipt is a row's position and the token of its lease.

    Which group had the last turn, each process remembers for itself: its consumers go around, whatever others do.
    """

    _pool: Pool
    _listener: Listener
    _max_receives: int
    _last: dict[str, str] = Factory(dict)

    @override
    async def put(self, queue: str, messages: Sequence[Message], *, delay: timedelta = timedelta()) -> None:
        check_queue(queue)
        if not messages:
            return
        async with self._pool.cursor() as cursor:
            rows = [
                cursor.mogrify(
                    "(%s, %s, %s, %s, %s, clock_timestamp() + %s)",
                    (queue, message.message_id, message.body, message.group, message.traceparent, delay),
                ).decode()
                for message in messages
            ]
            notify = cursor.mogrify("; SELECT pg_notify(%s, %s)", (CHANNEL, queue)).decode()
            await cursor.execute(PUT + ",".join(rows) + notify)

    @override
    async def receive(self, queue: str, *, limit: int, lease: timedelta, wait: timedelta) -> Sequence[Delivery]:
        check_queue(queue)
        deadline = asyncio.get_running_loop().time() + wait.total_seconds()
        with self._listener.hearing(queue) as heard:
            while True:
                heard.clear()
                deliveries = await self._claim_whole(queue, limit, lease)
                left = deadline - asyncio.get_running_loop().time()
                if deliveries or left <= 0:
                    return deliveries
                await _until(heard, min(left, LOOK_EVERY))

    @override
    async def extend(self, delivery: Delivery, *, lease: timedelta) -> None:
        if not await self._change(EXTEND, lease, *_position_and_token(delivery)):
            raise LeaseLost

    @override
    async def ack(self, delivery: Delivery) -> None:
        await self._change(ACK, *_position_and_token(delivery))

    @override
    async def give_back(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        if await self._change(GIVE_BACK, delay, *_position_and_token(delivery)) and not delay:
            await self._change("SELECT pg_notify(%s, %s)", CHANNEL, delivery.queue)

    @override
    async def depth(self, queue: str) -> Depth:
        check_queue(queue)
        async with self._pool.cursor() as cursor:
            await cursor.execute(self._bury(cursor, queue) + cursor.mogrify(DEPTH, (queue,)).decode())
            waiting, all_of_them = await cursor.fetchone()
        return Depth(waiting=waiting, held=all_of_them - waiting)

    async def _claim_whole(self, queue: str, limit: int, lease: timedelta) -> Sequence[Delivery]:
        """Claim; when cancelled meanwhile, give back what was claimed, since nobody will ever see it."""
        claiming = asyncio.ensure_future(self._claim(queue, limit, lease))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            for delivery in await claiming:
                await self.give_back(delivery)
            raise

    async def _claim(self, queue: str, limit: int, lease: timedelta) -> Sequence[Delivery]:
        async with self._pool.cursor() as cursor:
            last = self._last.get(queue, "")
            told = {"queue": queue, "last": last, "limit": limit, "lease": lease}
            await cursor.execute(self._bury(cursor, queue) + cursor.mogrify(CLAIM, told).decode())
            deliveries = [_delivery(queue, row) for row in await cursor.fetchall()]
        if deliveries:
            self._last[queue] = _last_of([delivery.message.group for delivery in deliveries], last)
        return deliveries

    def _bury(self, cursor: aiopg.Cursor, queue: str) -> str:
        """Return what whoever asks, for the living or for the dead, does first: it carries over those who are due."""
        asked = (DEAD_SUFFIX, queue.removesuffix(DEAD_SUFFIX), self._max_receives)
        bury: bytes = cursor.mogrify(BURY, asked)
        return bury.decode()

    async def _change(self, sql: str, *parameters: object) -> int:
        async with self._pool.cursor() as cursor:
            await cursor.execute(sql, parameters)
            return int(cursor.rowcount)


@frozen(kw_only=True)
class Section:
    """What the queue stands on, and its patience with messages that nobody can handle."""

    pool: Pool = need("postgres_pool")
    max_receives: int = setting("ODDIYA_QUEUE_MAX_RECEIVES", "a number of receives", default=5)


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[JobQueue]:
    """Open the queue, listening for messages that other processes put."""
    async with listening(section.pool.url, CHANNEL) as listener:
        yield PostgresJobQueue(section.pool, listener, section.max_receives)


def _position_and_token(delivery: Delivery) -> tuple[int, str]:
    position, _, token = delivery.receipt.partition(":")
    return int(position), token


def _delivery(queue: str, row: Row) -> Delivery:
    position, token, receives, message_id, body, owner, traceparent = row
    message = Message(message_id=message_id, body=body, group=owner, traceparent=traceparent)
    return Delivery(queue=queue, message=message, receipt=f"{position}:{token}", receives=receives)


def _last_of(groups: Collection[str], last: str) -> str:
    """Return which of the groups is the last on the way around."""
    return min([group for group in groups if group >= last] or groups)


async def _until(heard: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await heard.wait()
    except TimeoutError:
        return
