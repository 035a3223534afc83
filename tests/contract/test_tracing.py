"""What every kind of tracing promises."""

import asyncio
import re
from collections.abc import AsyncGenerator

import pytest

from ports.tracing import Tracing
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

FORMAT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-3]")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01"
INVALID = {
    "empty": "",
    "words": "not a traceparent",
    "version ff": f"ff-{TRACE}-{SPAN}-01",
    "upper-case version": f"0A-{TRACE}-{SPAN}-01",
    "upper-case trace": PARENT.upper(),
    "no trace": f"00-{'0' * 32}-{SPAN}-01",
    "no span": f"00-{TRACE}-{'0' * 16}-01",
    "short trace": f"00-{TRACE[1:]}-{SPAN}-01",
    "short span": f"00-{TRACE}-{SPAN[1:]}-01",
    "long trace": f"00-{TRACE}0-{SPAN}-01",
    "no flags": f"00-{TRACE}-{SPAN}",
    "half the flags": f"00-{TRACE}-{SPAN}-1",
    "more than version 00 has": f"{PARENT}-more",
    "a newline": f"{PARENT}\n",
    "no hex": f"00-{'g' * 32}-{SPAN}-01",
    "digits of another script": f"00-{'٣' * 32}-{SPAN}-01",
    "another separator": PARENT.replace("-", "_"),
    "a later version that goes on without a separator": f"cc-{TRACE}-{SPAN}-01more",
}


@pytest.fixture(params=enrolled("tracing"))
async def tracing(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Tracing:
    opened: Tracing = await open_adapter(request.param)
    return opened


def trace_of(traceparent: str | None) -> str:
    assert traceparent is not None
    assert FORMAT.fullmatch(traceparent)
    return traceparent.split("-")[1]


async def test_outside_of_any_span_there_is_no_traceparent(tracing: Tracing) -> None:
    assert tracing.traceparent() is None
    with tracing.span("one"):
        pass
    assert tracing.traceparent() is None


async def test_inside_a_span_the_trace_is_the_parents(tracing: Tracing) -> None:
    with tracing.span("one", parent=PARENT):
        inside = tracing.traceparent()
    assert trace_of(inside) == TRACE
    assert inside != PARENT


async def test_the_parents_trace_comes_before_that_of_the_span_around(tracing: Tracing) -> None:
    with tracing.span("around"), tracing.span("inner", kind="consumer", parent=PARENT):
        assert trace_of(tracing.traceparent()) == TRACE


async def test_without_a_parent_the_trace_is_that_of_the_span_around(tracing: Tracing) -> None:
    with tracing.span("around"):
        around = tracing.traceparent()
        with tracing.span("inner"):
            inner = tracing.traceparent()
        assert tracing.traceparent() == around
    assert trace_of(inner) == trace_of(around)
    assert inner != around


async def test_without_either_the_trace_is_new(tracing: Tracing) -> None:
    seen = set()
    for _ in range(100):
        with tracing.span("one"):
            seen.add(trace_of(tracing.traceparent()))
    assert len(seen) == 100


@pytest.mark.parametrize("parent", INVALID.values(), ids=INVALID)
async def test_an_invalid_parent_is_no_parent(tracing: Tracing, parent: str) -> None:
    with tracing.span("one", kind="server", parent=parent):
        assert trace_of(tracing.traceparent()) != TRACE
    with tracing.span("around"):
        around = trace_of(tracing.traceparent())
        with tracing.span("inner", parent=parent):
            assert trace_of(tracing.traceparent()) == around


@pytest.mark.parametrize("parent", [f"cc-{TRACE}-{SPAN}-01", f"cc-{TRACE}-{SPAN}-01-what-comes-later"])
async def test_a_parent_of_a_later_version_is_continued_as_one_of_version_00(tracing: Tracing, parent: str) -> None:
    with tracing.span("one", parent=parent):
        assert trace_of(tracing.traceparent()) == TRACE


@pytest.mark.parametrize("flags", ["00", "01"])
async def test_whether_the_trace_is_recorded_is_passed_on(tracing: Tracing, flags: str) -> None:
    with tracing.span("one", parent=f"00-{TRACE}-{SPAN}-{flags}"), tracing.span("inner"):
        inside = tracing.traceparent()
    assert inside is not None
    assert int(inside[-2:], 16) & 1 == int(flags, 16)


async def test_each_task_keeps_its_own_spans(tracing: Tracing) -> None:
    together = asyncio.Barrier(2)

    async def work(name: str) -> tuple[str | None, str | None]:
        with tracing.span(name):
            before = tracing.traceparent()
            await together.wait()
            return before, tracing.traceparent()

    with tracing.span("around"):
        around = tracing.traceparent()
        (one, one_later), (other, other_later) = await asyncio.gather(work("one"), work("other"))
        assert tracing.traceparent() == around
    assert trace_of(one) == trace_of(other) == trace_of(around)
    assert len({around, one, other}) == 3
    assert (one, other) == (one_later, other_later)


@pytest.mark.parametrize("exception", [ValueError, asyncio.CancelledError, KeyboardInterrupt])
async def test_a_span_lets_an_exception_pass(tracing: Tracing, exception: type[BaseException]) -> None:
    with pytest.raises(exception), tracing.span("one"):
        raise exception
    assert tracing.traceparent() is None


async def test_every_kind_of_span_may_have_attributes(tracing: Tracing) -> None:
    for kind in ("server", "client", "producer", "consumer", "internal"):
        with tracing.span("one", kind=kind, attributes={"http.route": "/a", "http.response.status_code": 200}):
            assert trace_of(tracing.traceparent())


async def test_a_generator_may_be_closed_from_another_task(tracing: Tracing) -> None:
    async def stream() -> AsyncGenerator[int]:
        with tracing.span("stream"):
            yield 1
            yield 2

    open_stream = stream()
    assert await anext(open_stream) == 1
    await asyncio.create_task(_close(open_stream))
    with pytest.raises(StopAsyncIteration):
        await anext(open_stream)


async def _close(stream: AsyncGenerator[int]) -> None:
    await stream.aclose()
