"""The metrics of all workers as one exposition, and how a worker learns those of its siblings."""

import asyncio
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from adapters.prometheus.meter import PrometheusMeter
from entrypoints.merged_metrics import merged
from entrypoints.worker_metrics import WORKER_UP, WorkerMetrics
from ports.meter import Metric

REQUESTS = Metric(name="requests_total", kind="counter", help="Requests.", labels=("method", "route"))
ERRORS = Metric(name="errors_total", kind="counter", help='A "help" with a \\ and\na second line.')
WAITING = Metric(name="waiting", kind="gauge", help="", labels=("queue",))
SECONDS = Metric(name="seconds", kind="histogram", help="How long.", labels=("route",), buckets=(0.1, 1.0))
PLAIN = Metric(name="plain_seconds", kind="histogram", help="How long, all in all.", buckets=(0.5,))

Measured = tuple[Metric, tuple[str, ...], float]
Series = tuple[str, frozenset[tuple[str, str]]]

texts = st.text(
    alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from('\n"\\{} ,=#\u2028\x85'), max_size=8
)
metrics = st.sampled_from([REQUESTS, ERRORS, WAITING, SECONDS, PLAIN])
whole_numbers = st.integers(min_value=0, max_value=1000).map(float)  # of which sums are exact
measured = metrics.flatmap(
    lambda metric: st.tuples(st.just(metric), st.tuples(*(texts for _ in metric.labels)), whole_numbers)
)
workers = st.lists(st.lists(measured, max_size=12), min_size=1, max_size=4)


def exposition_of(measurements: Sequence[Measured]) -> bytes:
    meter = PrometheusMeter()
    for metric, labels, amount in measurements:
        if metric.kind == "histogram":
            meter.observe(metric, *labels, value=amount)
        else:
            meter.add(metric, *labels, amount=amount)
    return meter.exposition()


def samples_in(exposition: bytes) -> list[Sample]:
    return [one for family in text_string_to_metric_families(exposition.decode()) for one in family.samples]


def values_in(exposition: bytes) -> dict[Series, float]:
    samples = samples_in(exposition)
    values = {(one.name, frozenset(one.labels.items())): one.value for one in samples}
    assert len(values) == len(samples), "nothing is said twice"
    return values


@given(workers)
def test_each_worker_says_together_what_it_says_alone(told: list[list[Measured]]) -> None:
    alone = {worker: exposition_of(measurements) for worker, measurements in enumerate(told)}
    expected = {
        (name, labels | {("worker", str(worker))}): value
        for worker, exposition in alone.items()
        for (name, labels), value in values_in(exposition).items()
    }
    assert values_in(merged(alone)) == expected


@given(workers)
def test_sums_over_workers_stay_what_they_were(told: list[list[Measured]]) -> None:
    alone = {worker: exposition_of(measurements) for worker, measurements in enumerate(told)}
    before, after = defaultdict[Series, float](float), defaultdict[Series, float](float)
    for exposition in alone.values():
        for series, value in values_in(exposition).items():
            before[series] += value
    for (name, labels), value in values_in(merged(alone)).items():
        after[name, frozenset(label for label in labels if label[0] != "worker")] += value
    assert after == before


@given(workers)
def test_a_metric_has_one_help_and_one_type_and_all_its_samples_follow_them(told: list[list[Measured]]) -> None:
    lines = merged({worker: exposition_of(one) for worker, one in enumerate(told)}).decode().split("\n")
    headings = [line.split(" ", 3)[1:3] for line in lines if line.startswith("#")]
    assert len(headings) == len({tuple(heading) for heading in headings})
    assert headings[::2] == [["HELP", name] for _, name in headings[1::2]]
    family = ""
    for line in lines[:-1]:
        family = line.split(" ", 3)[2] if line.startswith("#") else family
        assert line.startswith(("#", family))


@given(workers)
def test_a_workers_samples_of_a_metric_stay_in_order_as_the_buckets_of_a_histogram_must(
    told: list[list[Measured]],
) -> None:
    alone = {worker: exposition_of(measurements) for worker, measurements in enumerate(told)}
    together = samples_in(merged(alone))
    for worker, exposition in alone.items():
        label, said = {"worker": str(worker)}, samples_in(exposition)
        for name in {one.name for one in together}:
            expected = [(one.labels | label, one.value) for one in said if one.name == name]
            of_worker = [one for one in together if one.name == name and one.labels["worker"] == str(worker)]
            assert [(one.labels, one.value) for one in of_worker] == expected


def test_samples_without_headings_are_kept() -> None:
    assert values_in(merged({3: b"lonely 1\n"})) == {("lonely", frozenset({("worker", "3")})): 1}


@pytest.fixture
def directory() -> Iterator[Path]:
    """A short path: one of a unix socket has room for about a hundred letters."""
    made = Path(tempfile.mkdtemp())
    yield made
    shutil.rmtree(made)


def a_worker(
    slot: int, directory: Path, *, count: int = 2, said: bytes = b"", answer_within: float = 10
) -> WorkerMetrics:
    told = said or b"# HELP seen Seen.\n# TYPE seen gauge\nseen %d\n" % (slot + 1)
    return WorkerMetrics(
        slot=slot, count=count, directory=directory, exposition=lambda: told, answer_within=answer_within
    )


def seen_by_worker(exposition: bytes, name: str = "seen") -> dict[str, float]:
    return {one.labels["worker"]: one.value for one in samples_in(exposition) if one.name == name}


async def test_whichever_worker_is_asked_answers_for_all(directory: Path) -> None:
    several = [a_worker(slot, directory, count=3) for slot in range(3)]
    async with AsyncExitStack() as stack:
        for one in several:
            await stack.enter_async_context(one.told())
        answers = [await one.of_all() for one in several]
    assert answers[0] == answers[1] == answers[2]
    assert seen_by_worker(answers[0]) == {"0": 1, "1": 2, "2": 3}
    assert seen_by_worker(answers[0], WORKER_UP.name) == {"0": 1, "1": 1, "2": 1}


async def test_an_answer_of_any_length_comes_whole(directory: Path) -> None:
    said = b"".join(b'seen{number="%d"} 1\n' % number for number in range(20_000))
    asking = a_worker(0, directory)
    async with a_worker(1, directory, said=said).told():
        answer = await asking.of_all()
    assert sum(one.labels["worker"] == "1" for one in samples_in(answer) if one.name == "seen") == 20_000


async def test_a_worker_that_is_not_there_is_left_out_and_counted(directory: Path) -> None:
    answer = await a_worker(0, directory).of_all()
    assert seen_by_worker(answer) == {"0": 1}
    assert seen_by_worker(answer, WORKER_UP.name) == {"0": 1, "1": 0}


async def test_a_worker_that_has_gone_is_left_out(directory: Path) -> None:
    async with a_worker(1, directory).told():
        assert seen_by_worker(await a_worker(0, directory).of_all(), WORKER_UP.name) == {"0": 1, "1": 1}
    assert seen_by_worker(await a_worker(0, directory).of_all(), WORKER_UP.name) == {"0": 1, "1": 0}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(None, id="nothing"),
        pytest.param(b"\0\0", id="half-a-length"),
        pytest.param((1000).to_bytes(8) + b"seen 1\n", id="less-than-announced"),
    ],
)
@pytest.mark.parametrize("hangs_up", [True, False], ids=["hangs-up", "stays-silent"])
async def test_a_worker_that_breaks_off_is_left_out(directory: Path, said: bytes | None, hangs_up: bool) -> None:  # noqa: FBT001 - a parameter of the test
    over = asyncio.Event()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said or b"")
        if not hangs_up:
            await over.wait()
        writer.close()

    server = await asyncio.start_unix_server(answer, directory / "worker-1.sock")
    try:
        told = await a_worker(0, directory, answer_within=10 if hangs_up else 0.05).of_all()
    finally:
        over.set()
        server.close()
    assert seen_by_worker(told) == {"0": 1}
    assert seen_by_worker(told, WORKER_UP.name) == {"0": 1, "1": 0}


async def test_who_takes_a_slot_over_answers_from_then_on(directory: Path) -> None:
    asking = a_worker(0, directory)
    async with a_worker(1, directory, said=b"seen 10\n").told(), a_worker(1, directory, said=b"seen 20\n").told():
        assert seen_by_worker(await asking.of_all()) == {"0": 1, "1": 20}


async def test_who_has_lost_its_slot_takes_nothing_with_it(directory: Path) -> None:
    async with AsyncExitStack() as old, AsyncExitStack() as new:
        await old.enter_async_context(a_worker(1, directory, said=b"seen 10\n").told())
        await new.enter_async_context(a_worker(1, directory, said=b"seen 20\n").told())
        await old.aclose()
        assert seen_by_worker(await a_worker(0, directory).of_all()) == {"0": 1, "1": 20}
