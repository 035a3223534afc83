"""What every meter promises."""

import asyncio

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ports.meter import Meter, Metric
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

REQUESTS = Metric(name="requests_total", kind="counter", help="Requests.", labels=("method", "route"))
ERRORS = Metric(name="errors_total", kind="counter", help="Errors.")
WAITING = Metric(name="waiting", kind="gauge", help="Those who wait.", labels=("queue",))
SECONDS = Metric(name="seconds", kind="histogram", help="How long.", labels=("route",), buckets=(0.1, 1.0))
PLAIN = Metric(name="plain_seconds", kind="histogram", help="How long.")


@pytest.fixture(params=enrolled("meter"))
async def meter(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Meter:
    opened: Meter = await open_adapter(request.param)
    return opened


def samples(meter: Meter) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Return what the exposition says, by name and labels."""
    families = text_string_to_metric_families(meter.exposition().decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def value(meter: Meter, name: str, **labels: str) -> float:
    return samples(meter)[name, frozenset(labels.items())]


async def test_counting_adds_up_for_each_set_of_labels(meter: Meter) -> None:
    meter.add(REQUESTS, "GET", "/a")
    meter.add(REQUESTS, "GET", "/a", amount=2)
    meter.add(REQUESTS, "GET", "/b")
    meter.add(ERRORS)
    assert value(meter, "requests_total", method="GET", route="/a") == 3
    assert value(meter, "requests_total", method="GET", route="/b") == 1
    assert value(meter, "errors_total") == 1


async def test_a_counter_is_named_total_once(meter: Meter) -> None:
    meter.add(ERRORS)
    names = {name for name, _ in samples(meter) if name.startswith("errors")}
    assert names == {"errors_total"}


async def test_a_counter_never_goes_down(meter: Meter) -> None:
    with pytest.raises(ValueError, match="non-negative"):
        meter.add(ERRORS, amount=-1)


async def test_a_gauge_goes_up_and_down_and_can_be_set(meter: Meter) -> None:
    meter.add(WAITING, "films", amount=5)
    meter.add(WAITING, "films", amount=-2)
    assert value(meter, "waiting", queue="films") == 3
    meter.set(WAITING, "films", value=7.5)
    assert value(meter, "waiting", queue="films") == 7.5


async def test_a_gauge_that_is_asked_tells_what_is_so_when_somebody_wants_to_know(meter: Meter) -> None:
    there = [1, 2, 3]
    meter.ask(WAITING, "films", read=lambda: len(there))
    assert value(meter, "waiting", queue="films") == 3
    there.pop()
    assert value(meter, "waiting", queue="films") == 2
    meter.ask(WAITING, "films", read=lambda: 7.5)
    assert value(meter, "waiting", queue="films") == 7.5


async def test_observing_counts_in_buckets(meter: Meter) -> None:
    for measured in (0.05, 0.1, 0.5, 3):
        meter.observe(SECONDS, "/a", value=measured)
    assert value(meter, "seconds_bucket", route="/a", le="0.1") == 2
    assert value(meter, "seconds_bucket", route="/a", le="1.0") == 3
    assert value(meter, "seconds_bucket", route="/a", le="+Inf") == 4
    assert value(meter, "seconds_count", route="/a") == 4
    assert value(meter, "seconds_sum", route="/a") == pytest.approx(3.65)


async def test_a_histogram_without_buckets_of_its_own_has_some(meter: Meter) -> None:
    meter.observe(PLAIN, value=0.2)
    assert value(meter, "plain_seconds_bucket", le="+Inf") == 1
    assert len([name for name, _ in samples(meter) if name == "plain_seconds_bucket"]) > 5


@pytest.mark.parametrize("labels", [(), ("GET",), ("GET", "/a", "more")], ids=len)
async def test_another_number_of_labels_is_a_value_error(meter: Meter, labels: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="labels"):
        meter.add(REQUESTS, *labels)
    with pytest.raises(ValueError, match="labels"):
        meter.set(WAITING, "a", "b", value=1)
    with pytest.raises(ValueError, match="labels"):
        meter.observe(SECONDS, value=1)
    with pytest.raises(ValueError, match="labels"):
        meter.ask(WAITING, read=lambda: 1)
    meter.add(REQUESTS, "GET", "/a")
    with pytest.raises(ValueError, match="labels"):
        meter.add(REQUESTS, *labels)


async def test_each_kind_is_written_to_in_its_own_way(meter: Meter) -> None:
    with pytest.raises(ValueError, match="counter"):
        meter.set(REQUESTS, "GET", "/a", value=1)
    with pytest.raises(ValueError, match="gauge"):
        meter.observe(WAITING, "films", value=1)
    with pytest.raises(ValueError, match="counter"):
        meter.ask(ERRORS, read=lambda: 1)
    with pytest.raises(ValueError, match="histogram"):
        meter.add(SECONDS, "/a")


async def test_two_metrics_of_one_name_are_a_value_error(meter: Meter) -> None:
    meter.add(REQUESTS, "GET", "/a")
    with pytest.raises(ValueError, match="twice"):
        meter.add(Metric(name="requests_total", kind="counter", help="Others.", labels=("method",)), "GET")


async def test_label_values_are_any_text(meter: Meter) -> None:
    strange = 'a "quoted"\nback\\slash, 서울'
    meter.add(REQUESTS, strange, "/a")
    assert value(meter, "requests_total", method=strange, route="/a") == 1


async def test_the_process_itself_and_what_it_runs_on_are_measured_too(meter: Meter) -> None:
    exposition = meter.exposition().decode()
    assert "oddiya_memory_limit_bytes{" in exposition
    assert "python_info{" in exposition
    assert "python_gc_collections_total{" in exposition


@pytest.mark.parametrize("entry", enrolled("meter"))
async def test_two_meters_know_nothing_of_each_other(entry: object, open_adapter: OpenAdapter) -> None:
    one, other = await open_adapter(entry), await open_adapter(entry)
    one.add(ERRORS)
    other.add(ERRORS, amount=5)
    assert (value(one, "errors_total"), value(other, "errors_total")) == (1, 5)


async def test_threads_may_count_at_once(meter: Meter) -> None:
    def count() -> None:
        for _ in range(1000):
            meter.add(REQUESTS, "GET", "/a")

    await asyncio.gather(*(asyncio.to_thread(count) for _ in range(8)))
    assert value(meter, "requests_total", method="GET", route="/a") == 8000
