"""Job queues beside a naive model: a dictionary of what became of each message."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from attrs import define, frozen
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from typing_extensions import override

from adapters.memory.job_queue import MemoryJobQueue
from composition.catalogue import Entry
from composition.opener import Opener
from composition.settings import Settings
from ports.clock import Clock
from ports.job_queue import Delivery, JobQueue, LeaseLost, Message, dead_letters_of
from tests.conftest import environment_of
from tests.contract.enrolled import enrolled

MAX_RECEIVES = 3
NEVER = timedelta(hours=1)  # longer than any test of a queue whose time is the real one
SECONDS = st.sampled_from([1, 2, 5, 30]).map(lambda number: timedelta(seconds=number))  # few, so that ends coincide


class ManualClock(Clock):
    """Stands until it is moved."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 21, tzinfo=UTC)

    @override
    def now(self) -> datetime:
        return self._now

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self._now += span


@define
class Fate:
    """What the model knows of one message."""

    message: Message
    receives: int = 0
    receipt: str | None = None
    hidden_until: datetime | None = None
    gone: bool = False
    dead: bool = False


@frozen
class Bench:
    """A queue to try, its time if that can be moved, and names for one queue after another."""

    run: asyncio.Runner
    queue: JobQueue
    clock: ManualClock | None
    names: Iterator[str]


class JobQueueMachine(RuleBasedStateMachine):
    """Puts, receives, extends, acknowledges and gives back at will, and compares."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.clock = bench.clock or ManualClock()
        self.name = next(bench.names)
        self.fates: dict[str, Fate] = {}
        self.deliveries: list[Delivery] = []

    def do(self, call: Any) -> Any:
        return self.bench.run.run(call)

    def span(self, drawn: timedelta) -> timedelta:
        """Return a time that can end while the test runs, if this queue's time can be moved."""
        return drawn if self.bench.clock else NEVER

    @rule(number=st.integers(0, 12), data=st.data())
    def put(self, number: int, data: st.DataObject) -> None:
        delay = data.draw(st.sampled_from([timedelta(), timedelta(seconds=5)])) if self.bench.clock else timedelta()
        messages = [Message(message_id=f"m{len(self.fates) + n}", body=f"{n}", group="abc"[n % 3]) for n in range(number)]
        self.do(self.bench.queue.put(self.name, messages, delay=delay))
        for message in messages:
            self.fates[message.message_id] = Fate(message, hidden_until=self.clock.now() + delay if delay else None)

    @rule(limit=st.integers(1, 12), lease=SECONDS)
    def receive(self, limit: int, lease: timedelta) -> None:
        receivable = self.receivable()
        lease = self.span(lease)
        deliveries = self.do(self.bench.queue.receive(self.name, limit=limit, lease=lease, wait=timedelta()))
        assert bool(deliveries) == bool(receivable)
        assert len(deliveries) <= limit
        for delivery in deliveries:
            fate = receivable.pop(delivery.message.message_id)
            fate.receives += 1
            fate.receipt = delivery.receipt
            fate.hidden_until = self.clock.now() + lease
            assert (delivery.message, delivery.receives) == (fate.message, fate.receives)
        self.deliveries.extend(deliveries)

    @precondition(lambda self: self.deliveries)
    @rule(data=st.data(), lease=SECONDS)
    def extend(self, data: st.DataObject, lease: timedelta) -> None:
        delivery = data.draw(st.sampled_from(self.deliveries))
        lease = self.span(lease)
        if self.holds(delivery):
            self.do(self.bench.queue.extend(delivery, lease=lease))
            self.fate_of(delivery).hidden_until = self.clock.now() + lease
        else:
            with pytest.raises(LeaseLost):
                self.do(self.bench.queue.extend(delivery, lease=lease))

    @precondition(lambda self: self.deliveries)
    @rule(data=st.data())
    def ack(self, data: st.DataObject) -> None:
        delivery = data.draw(st.sampled_from(self.deliveries))
        held = self.holds(delivery)
        self.do(self.bench.queue.ack(delivery))
        if held:
            fate = self.fate_of(delivery)
            self.release(fate, None)
            fate.gone, fate.dead = True, False

    @precondition(lambda self: self.deliveries)
    @rule(data=st.data(), delay=SECONDS)
    def give_back(self, data: st.DataObject, delay: timedelta) -> None:
        delivery = data.draw(st.sampled_from(self.deliveries))
        delay = data.draw(st.sampled_from([timedelta(), delay])) if self.bench.clock else timedelta()
        held = self.holds(delivery)
        self.do(self.bench.queue.give_back(delivery, delay=delay))
        if held:
            self.release(self.fate_of(delivery), self.clock.now() + delay if delay else None)

    @precondition(lambda self: self.bench.clock)
    @rule(span=SECONDS)
    def time_passes(self, span: timedelta) -> None:
        self.let_pass(span)

    def let_pass(self, span: timedelta) -> None:
        self.clock.advance(span)
        for fate in self.fates.values():
            if fate.hidden_until and fate.hidden_until <= self.clock.now():
                self.release(fate, None)

    @override
    def teardown(self) -> None:
        """Find every message again that was not acknowledged, and each once."""
        for delivery in self.deliveries:
            self.do(self.bench.queue.give_back(delivery))
            if self.holds(delivery):
                self.release(self.fate_of(delivery), None)
        if self.bench.clock:
            self.let_pass(NEVER)
        alive = sorted(self.receivable())
        dead = sorted(name for name, fate in self.fates.items() if fate.dead)
        assert self.drained(self.name) == alive
        assert self.drained(dead_letters_of(self.name)) == dead

    def drained(self, name: str) -> list[str]:
        found: list[str] = []
        while deliveries := self.do(self.bench.queue.receive(name, limit=10, lease=NEVER, wait=timedelta())):
            found.extend(delivery.message.message_id for delivery in deliveries)
        return sorted(found)

    def receivable(self) -> dict[str, Fate]:
        return {
            name: fate
            for name, fate in self.fates.items()
            if not (fate.gone or fate.dead or fate.receipt or fate.hidden_until)
        }

    def fate_of(self, delivery: Delivery) -> Fate:
        return self.fates[delivery.message.message_id]

    def holds(self, delivery: Delivery) -> bool:
        fate = self.fate_of(delivery)
        return not fate.gone and fate.receipt == delivery.receipt

    def release(self, fate: Fate, hidden_until: datetime | None) -> None:
        fate.receipt = None
        fate.hidden_until = hidden_until
        fate.dead = hidden_until is None and fate.receives >= MAX_RECEIVES


def tried(bench: Bench, *, examples: int, steps: int) -> None:
    few = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=[phase for phase in Phase if phase is not Phase.explain],  # explaining takes minutes
        suppress_health_check=list(HealthCheck),
    )

    class Machine(JobQueueMachine):
        def __init__(self) -> None:
            super().__init__(bench)

    run_state_machine_as_test(Machine, settings=few)


FEW = {"sqs": 4}  # of which every step is a request


def names() -> Iterator[str]:
    return (f"jobs-{number}" for number in count())


def test_a_queue_whose_time_is_moved_behaves_like_the_model() -> None:
    clock = ManualClock()
    with asyncio.Runner() as run:
        queue = MemoryJobQueue(clock, max_receives=MAX_RECEIVES)
        tried(Bench(run, queue, clock, names()), examples=100, steps=40)


@pytest.mark.parametrize("entry", enrolled("job_queue"))
def test_every_queue_behaves_like_the_model(entry: Entry, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    told = {
        "ODDIYA_HOME": str(tmp_path),
        "ODDIYA_JOB_QUEUE": entry.name,
        "ODDIYA_QUEUE_MAX_RECEIVES": str(MAX_RECEIVES),
        **environment_of(entry, request),
    }
    with asyncio.Runner() as run:
        stack = AsyncExitStack()
        queue = run.run(Opener(Settings.read(told), stack).open("job_queue"))
        try:
            tried(Bench(run, queue, None, names()), examples=FEW.get(entry.name, 12), steps=25)
        finally:
            run.run(stack.aclose())
