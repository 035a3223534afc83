"""Server-sent events: a heartbeat while nothing happens, an end when the client leaves or the server drains.

An error of core that comes once the stream has begun is its last event: `error`, with the problem as its data. What a
Retry-After would say is its `retry`, which is in milliseconds.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any, Generic, TypeVar

import structlog
from aiohttp import web
from attrs import field, frozen
from attrs.validators import matches_re, optional
from typing_extensions import override

from core.errors import OddiyaError
from entrypoints.http.answers import standing_headers
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Input, Output, Present, Take
from entrypoints.http.problem import Problem
from entrypoints.http.problems import headers_of, problem_of
from entrypoints.http.route import Route
from entrypoints.http.shapes.writing import Writer
from entrypoints.http.streams import close, send

T = TypeVar("T")

ONE_LINE = r"[^\r\n\0]*"
HEARTBEAT = b": still here\n\n"
SERVER_ERROR = 500

log = structlog.get_logger()


@frozen(kw_only=True)
class Event(Generic[T]):
    """Something that happened; `event_id` is what a client that comes back will have seen last."""

    data: T
    event_id: str | None = field(default=None, validator=optional(matches_re(ONE_LINE)))
    event: str | None = field(default=None, validator=optional(matches_re(ONE_LINE)))


@frozen
class EventStream(Generic[T]):
    """Events as they happen, until there are no more."""

    events: AsyncIterable[Event[T]]


@frozen
class LastEventId:
    """The id of the last event that the client has seen; None at the first time."""

    value: str | None


@frozen
class LastEventIdInput(Input):
    """The header Last-Event-ID."""

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        return lambda exchange: LastEventId(exchange.header("Last-Event-ID"))

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        told = "the id of the last event seen; events after it follow"
        operation.parameter("Last-Event-ID", "header", {"type": "string"}, required=False, description=told)


@frozen
class EventsOutput(Output):
    """Presents streams of events."""

    kind: Any
    answers = (EventStream,)

    @override
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        write, write_problem = assembly.writing.of(self.kind), assembly.writing.of(Problem)
        headers = standing_headers(assembly.service.name, "text/event-stream")
        headers["X-Accel-Buffering"] = "no"
        beat = assembly.service.heartbeat.total_seconds()

        async def present(exchange: Exchange, stream: EventStream[Any]) -> web.StreamResponse:
            answer = web.StreamResponse(status=route.status[0], headers=headers)
            blocks = _blocks(stream.events, write, beat, assembly.life.stopping)
            return await send(answer, _until_error(blocks, write_problem, exchange), exchange)

        return present

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        data = operation.schemas.of(self.kind, "output")
        lines = {"type": "string", "contentMediaType": "application/json", "contentSchema": data}
        operation.answer(route.status[0], content={"text/event-stream": lines})


def block_of(event: Event[Any], write: Writer) -> bytes:
    """Write one event as its lines; JSON has no line breaks of its own."""
    head = f"id: {event.event_id}\n" if event.event_id is not None else ""
    head += f"event: {event.event}\n" if event.event is not None else ""
    return b"%bdata: %b\n\n" % (head.encode(), write(event.data))


def _retry(error: OddiyaError) -> bytes:
    seconds = headers_of(error).get("Retry-After")
    return b"" if seconds is None else b"retry: %d\n" % (int(seconds) * 1000)


async def _until_error(blocks: AsyncIterator[bytes], write: Writer, exchange: Exchange) -> AsyncIterator[bytes]:
    try:
        async for block in blocks:
            yield block
    except OddiyaError as error:
        problem = problem_of(error, exchange.request_id)
        exchange.code = problem.code
        if problem.status >= SERVER_ERROR:
            exchange.failed = True
            log.warning("a stream failed", reason=str(error), problem=error.code)
        yield _retry(error) + block_of(Event(event="error", data=problem), write)
    finally:
        await close(blocks)


async def _blocks(
    events: AsyncIterable[Event[Any]], write: Writer, beat: float, stopping: asyncio.Event
) -> AsyncIterator[bytes]:
    iterator = aiter(events)
    coming = asyncio.ensure_future(anext(iterator))
    ending = asyncio.ensure_future(stopping.wait())
    try:
        while not ending.done():
            await asyncio.wait((coming, ending), timeout=beat, return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                yield block_of(coming.result(), write)
                coming = asyncio.ensure_future(anext(iterator))
            elif not ending.done():
                yield HEARTBEAT
    except StopAsyncIteration:
        return
    finally:
        await _give_up(coming, ending)
        await close(iterator)


async def _give_up(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
