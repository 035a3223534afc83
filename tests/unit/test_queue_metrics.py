"""How long the queues are, as their consumers show it."""

from datetime import timedelta

from adapters.memory.job_queue import MemoryJobQueue
from adapters.prometheus.meter import PrometheusMeter
from entrypoints.queue_metrics import MeasureQueue
from ports.job_queue import Message, dead_letters_of
from tests.clocks import ManualClock
from tests.metered import told_by


async def test_a_queue_is_shown_with_its_dead_letters_and_when_they_were_counted() -> None:
    clock, meter = ManualClock(), PrometheusMeter()
    queue = MemoryJobQueue(clock, max_receives=5)
    await queue.put("orders", [Message(message_id=str(number), body="{}") for number in range(3)])
    await queue.put(dead_letters_of("orders"), [Message(message_id="dead", body="{}")])
    await queue.receive("orders", limit=1, lease=timedelta(minutes=1), wait=timedelta())
    await MeasureQueue(queue=queue, name="orders", clock=clock, meter=meter).measure()
    now = clock.now().timestamp()
    assert told_by(meter, "oddiya_queue_") == {
        'oddiya_queue_messages{queue="orders",state="waiting"}': 2,
        'oddiya_queue_messages{queue="orders",state="held"}': 1,
        'oddiya_queue_messages{queue="orders-dead",state="waiting"}': 1,
        'oddiya_queue_messages{queue="orders-dead",state="held"}': 0,
        'oddiya_queue_read_timestamp_seconds{queue="orders"}': now,
        'oddiya_queue_read_timestamp_seconds{queue="orders-dead"}': now,
    }
