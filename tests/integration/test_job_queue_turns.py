"""Groups of a queue in a table: two processes go around each for itself, and nobody sorts what is waiting."""

from datetime import timedelta

import psycopg2
import pytest

from adapters.postgres.job_queue import BURY, CLAIM
from composition.catalogue import adapters_of
from ports.job_queue import JobQueue, Message
from tests.conftest import OpenAdapter

AT_ONCE = timedelta()
LONG = timedelta(minutes=5)
QUEUE = adapters_of("job_queue")["postgres"]


def messages(group: str, count: int) -> list[Message]:
    return [Message(message_id=f"{group}-{number}", body="{}", group=group) for number in range(count)]


async def test_two_processes_hand_out_one_of_each_group_within_a_round_of_theirs(open_adapter: OpenAdapter) -> None:
    queues: list[JobQueue] = [await open_adapter(QUEUE) for _ in range(2)]
    for group in ("mina", "bo", "ara"):
        await queues[0].put("films", messages(group, 12))
    for _ in range(4):
        for queue in queues:
            received = [await queue.receive("films", limit=1, lease=LONG, wait=AT_ONCE) for _ in range(3)]
            assert {delivery.message.group for (delivery,) in received} == {"mina", "bo", "ara"}


@pytest.mark.parametrize("analyzed", [False, True], ids=["guessed", "analyzed"])
async def test_what_is_waiting_is_neither_sorted_nor_gone_through(
    open_adapter: OpenAdapter, database_url: str, *, analyzed: bool
) -> None:
    queue: JobQueue = await open_adapter(QUEUE)
    for group in ("mina", "bo"):
        await queue.put("films", messages(group, 2000))
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        if analyzed:
            cursor.execute("ANALYZE job_queue.messages")
        told = {"queue": "films", "last": "mina", "limit": 1, "lease": LONG}
        for statement, parameters in ((CLAIM, told), (BURY, ("-dead", "films", 5))):
            cursor.execute(f"EXPLAIN (ANALYZE, COSTS off, TIMING off, BUFFERS off) {statement}", parameters)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Sort" not in plan
            assert "Seq Scan" not in plan
            assert "Rows Removed" not in plan
    connection.close()
