"""Server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientConnectionError, ClientPayloadError, ClientSession
from attrs import define, field

from core.errors import OddiyaError, Unavailable
from entrypoints.http.route import get, post
from entrypoints.http.shapes.writing import Writing
from entrypoints.http.sse import Event, EventStream, block_of
from tests.http.conftest import a_client, a_service
from tests.http.sample import Part, Progress, ThingNotFound

SOON = 5


async def test_events_have_their_id_name_and_data(client: ClientSession) -> None:
    async with client.get("/progress") as answer:
        assert answer.content_type == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert answer.headers["X-Request-Id"]
        blocks = (await answer.text()).split("\n\n")
    assert blocks == [f'id: {done}\nevent: progress\ndata: {{"done":{done}}}' for done in (1, 2, 3)] + [""]


async def test_a_client_that_comes_back_gets_what_it_has_not_seen(client: ClientSession) -> None:
    async with client.get("/progress", headers={"Last-Event-ID": "2"}) as answer:
        assert (await answer.text()).count("data:") == 1


async def test_head_of_a_stream_is_its_headers(client: ClientSession) -> None:
    async with client.head("/progress") as answer:
        assert (answer.status, answer.content_type) == (200, "text/event-stream")


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\0b"])
def test_an_id_cannot_break_out_of_its_line(text: str) -> None:
    with pytest.raises(ValueError, match="regex"):
        Event(data=Progress(done=1), event_id=text)
    with pytest.raises(ValueError, match="regex"):
        Event(data=Progress(done=1), event=text)


def test_an_event_needs_neither_id_nor_name() -> None:
    assert block_of(Event(data="a\nb"), Writing().of(str)) == b'data: "a\\nb"\n\n'


@define
class Streams:
    """Streams that a test holds in its hands."""

    begun: asyncio.Event = field(factory=asyncio.Event)
    ended: asyncio.Event = field(factory=asyncio.Event)
    more: asyncio.Event = field(factory=asyncio.Event)
    calls: int = 0

    @get("/quiet")
    async def quiet(self) -> EventStream[Progress]:
        """Say something once, and then nothing."""
        return EventStream(self._say_once())

    @get("/broken")
    async def broken(self) -> EventStream[Progress]:
        """Say something once, and break."""
        return EventStream(self._break())

    @get("/refused")
    async def refused(self) -> EventStream[Progress]:
        """Say something once, and then that there is no such thing."""
        return EventStream(self._raise(ThingNotFound(thing_id="7")))

    @post("/failing", idempotency="honoured")
    async def failing(self, body: Part) -> EventStream[Progress]:
        """Say something once, and then that something does not answer."""
        self.calls += 1
        return EventStream(self._raise(Unavailable(what=body.label)))

    async def _raise(self, error: OddiyaError) -> AsyncIterator[Event[Progress]]:
        yield Event(data=Progress(done=1))
        raise error

    async def _say_once(self) -> AsyncIterator[Event[Progress]]:
        try:
            yield Event(data=Progress(done=1))
            self.begun.set()
            await self.more.wait()
        finally:
            self.ended.set()

    async def _break(self) -> AsyncIterator[Event[Progress]]:
        yield Event(data=Progress(done=1))
        raise ZeroDivisionError


async def test_a_heartbeat_says_that_the_stream_is_alive() -> None:
    streams = Streams()
    async with (
        a_client(a_service(heartbeat=timedelta(milliseconds=20)), streams) as client,
        client.get("/quiet") as answer,
    ):
        lines = [await asyncio.wait_for(answer.content.readline(), SOON) for _ in range(6)]
        assert lines == [b'data: {"done":1}\n', b"\n", b": still here\n", b"\n", b": still here\n", b"\n"]
        streams.more.set()
        assert b"data" not in await answer.read()


async def test_a_client_that_leaves_ends_the_producer() -> None:
    streams = Streams()
    async with a_client(a_service(), streams) as client:
        answer = await client.get("/quiet")
        await asyncio.wait_for(streams.begun.wait(), SOON)
        answer.close()
        await asyncio.wait_for(streams.ended.wait(), SOON)


async def test_a_server_that_stops_ends_its_streams_cleanly() -> None:
    streams = Streams()
    async with ClientSession() as session:
        async with a_client(a_service(), streams, grace=timedelta(seconds=SOON)) as client:
            url = f"{client._base_url}/quiet"
            answer = await session.get(url, headers={"Authorization": "Bearer mina"})
            await asyncio.wait_for(streams.begun.wait(), SOON)
        assert streams.ended.is_set()
        assert await answer.read() == b'data: {"done":1}\n\n'


async def test_a_stream_that_breaks_is_cut_off_and_not_ended() -> None:
    async with a_client(a_service(), Streams()) as client, client.get("/broken") as answer:
        with pytest.raises((ClientPayloadError, ClientConnectionError)):
            await answer.read()
    async with a_client(a_service(), Streams()) as client, client.get("/broken") as answer:
        assert await answer.content.readline() == b'data: {"done":1}\n'


async def test_an_error_in_a_stream_is_its_last_event_with_the_problem() -> None:
    async with a_client(a_service(), Streams()) as client, client.get("/refused") as answer:
        first, last, rest = (await answer.text()).split("\n\n")
    assert (answer.status, first, rest) == (200, 'data: {"done":1}', "")
    name, data = last.split("\n")
    problem = json.loads(data.removeprefix("data: "))
    assert (name, problem["status"], problem["code"]) == ("event: error", 404, "thing-not-found")
    assert problem["request_id"] == answer.headers["X-Request-Id"]


async def test_what_may_pass_later_says_when_to_ask_again() -> None:
    async with a_client(a_service(), Streams()) as client, client.post("/failing", json={"label": "rain"}) as answer:
        _, last, _ = (await answer.text()).split("\n\n")
    assert last.split("\n")[:2] == ["retry: 1000", "event: error"]


async def test_a_stream_that_failed_is_no_answer_to_its_idempotency_key() -> None:
    streams, key = Streams(), {"Idempotency-Key": "0198c0de-0000-7000-8000-000000000002"}
    async with a_client(a_service(), streams) as client:
        for _ in range(2):
            async with client.post("/failing", json={"label": "rain"}, headers=key) as answer:
                assert '"code":"unavailable"' in await answer.text()
                assert "Idempotency-Replayed" not in answer.headers
    assert streams.calls == 2
