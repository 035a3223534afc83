"""WebSockets: messages as they happen, and how they end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar, Literal

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from attrs import define, field, frozen
from structlog.testing import capture_logs

from core.errors import Forbidden, OddiyaError, TooMany, Unauthenticated, Unavailable
from entrypoints.http.openapi import openapi_document
from entrypoints.http.route import get
from entrypoints.http.websocket import Handshake, WebSocket
from tests.http.asking import problem_in
from tests.http.conftest import a_client, a_service

SOON = 5
AT_ONCE = timedelta(milliseconds=20)
SAID, BEAT = {"type": "said", "number": 1}, {"type": "beat"}


@define(kw_only=True)
class Over(Unauthenticated):
    """It is over."""

    code: ClassVar[str] = "over"


@frozen(kw_only=True)
class Beat:
    """Nothing has happened."""

    type: Literal["beat"] = "beat"


@frozen(kw_only=True)
class Said:
    """Something has happened."""

    type: Literal["said"] = "said"
    number: int


Message = Said | Beat


@define
class Sockets:
    """WebSockets that a test holds in its hands."""

    begun: asyncio.Event = field(factory=asyncio.Event)
    more: asyncio.Event = field(factory=asyncio.Event)
    ended: asyncio.Event = field(factory=asyncio.Event)
    failure: Exception | None = None
    calls: int = 0

    @get("/three")
    async def three(self, handshake: Handshake) -> WebSocket[Message]:
        """Say three things."""
        self.calls += 1
        return handshake.accept(self._say(1, 2, 3), heartbeat=Beat())

    @get("/quiet")
    async def quiet(self, handshake: Handshake) -> WebSocket[Message]:
        """Say something, and then nothing until a test says so."""
        return handshake.accept(self._wait(), heartbeat=Beat())

    @get("/refusing")
    async def refuse(self, handshake: Handshake) -> WebSocket[Message]:
        """Let nobody in."""
        if self.calls >= 0:
            raise Over
        return handshake.accept(self._wait(), heartbeat=Beat())

    async def _say(self, *numbers: int) -> AsyncIterator[Message]:
        for number in numbers:
            yield Said(number=number)

    async def _wait(self) -> AsyncIterator[Message]:
        self.begun.set()
        try:
            yield Said(number=1)
            await self.more.wait()
            if self.failure is not None:
                raise self.failure
        finally:
            self.ended.set()


Open = Callable[[str], AbstractAsyncContextManager[ClientWebSocketResponse]]


@asynccontextmanager
async def opening(sockets: Sockets, **options: Any) -> AsyncIterator[Open]:
    async with a_client(a_service(**options), sockets) as client:
        yield partial(client.ws_connect, autoclose=False)


async def ending(socket: ClientWebSocketResponse) -> tuple[int | None, str]:
    """Return why a server ends a connection, after whatever else it says."""
    while (heard := await socket.receive(SOON)).type in (WSMsgType.TEXT, WSMsgType.PONG):
        pass
    return (heard.data, heard.extra or "") if heard.type is WSMsgType.CLOSE else (None, "")


async def test_messages_are_json_texts_and_after_the_last_one_there_is_a_goodbye() -> None:
    async with opening(Sockets()) as connect, connect("/three") as socket:
        assert [await socket.receive_str() for _ in range(3)] == [
            f'{{"type":"said","number":{number}}}' for number in (1, 2, 3)
        ]
        assert await ending(socket) == (1000, "")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_is_no_handshake_is_refused_before_anything_is_done(method: str) -> None:
    sockets = Sockets()
    async with a_client(a_service(), sockets) as client:
        async with client.request(method, "/three") as answer:
            assert (answer.status, answer.headers["Upgrade"]) == (426, "websocket")
            if method == "GET":
                await problem_in(answer, 426, "upgrade-required")
        wrong = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        async with client.request(method, "/three", headers={**wrong, "Sec-WebSocket-Key": "short"}) as answer:
            assert answer.status == 426
    assert sockets.calls == 0


async def test_a_refusal_is_an_answer_like_any_other() -> None:
    async with opening(Sockets()) as connect:
        with pytest.raises(WSServerHandshakeError) as refused:
            await connect("/refusing").__aenter__()
    assert refused.value.status == 401


async def test_there_is_no_sub_protocol_to_agree_on_and_nothing_is_compressed() -> None:
    async with a_client(a_service(), Sockets()) as client:
        with capture_logs() as lines:
            connecting = client.ws_connect("/three", protocols=("a.v1", "b"), compress=15)
            async with connecting as socket:
                assert (socket.protocol, socket.compress) == (None, 0)
                assert (await socket.receive_json()) == SAID
    assert [line["event"] for line in lines if line["log_level"] != "info"] == []


@pytest.mark.parametrize(
    ("failure", "code", "reason"),
    [
        (Over(), 4401, "over"),
        (Forbidden(), 4403, "forbidden"),
        (TooMany(retry_after=1), 4429, "too-many"),
        (Unavailable(what="the log"), 1013, "unavailable"),
        (ValueError("a bug"), 1011, "something went wrong on our side"),
        (None, 1000, ""),
    ],
    ids=["unauthenticated", "forbidden", "too many", "unavailable", "a bug", "nothing"],
)
async def test_the_code_of_the_goodbye_says_why(failure: OddiyaError | None, code: int, reason: str) -> None:
    sockets = Sockets(failure=failure)
    async with opening(sockets) as connect, connect("/quiet") as socket:
        await socket.receive_json()
        sockets.more.set()
        assert await ending(socket) == (code, reason)
    assert sockets.ended.is_set()


@pytest.mark.parametrize("said", ["hello", b"hello"], ids=["a text", "bytes"])
async def test_whoever_says_something_is_let_go_of(said: str | bytes) -> None:
    async with opening(Sockets()) as connect, connect("/quiet") as socket:
        await (socket.send_str(said) if isinstance(said, str) else socket.send_bytes(said))
        assert await ending(socket) == (1008, "nothing is expected of clients")


async def test_whoever_says_very_much_is_let_go_of() -> None:
    async with opening(Sockets()) as connect, connect("/quiet") as socket:
        await socket.send_bytes(bytes(100_000))
        assert await ending(socket) == (1009, "")


async def test_pings_are_answered_but_not_any_number_of_them() -> None:
    async with a_client(a_service(), Sockets()) as client, client.ws_connect("/quiet", autoping=False) as socket:
        await socket.receive_json()
        await socket.ping(b"are you there")
        answer = await socket.receive(SOON)
        assert (answer.type, answer.data) == (WSMsgType.PONG, b"are you there")
        for _ in range(16):
            await socket.ping()
        while (heard := await socket.receive(SOON)).type is WSMsgType.PONG:
            pass
        assert (heard.type, socket.close_code) == (WSMsgType.CLOSE, 1008)


async def test_whoever_answers_pings_stays_and_is_told_that_the_connection_is_alive() -> None:
    sockets = Sockets()
    async with opening(sockets, heartbeat=AT_ONCE) as connect, connect("/quiet") as socket:
        assert [await socket.receive_json(timeout=SOON) for _ in range(5)] == [SAID, *[BEAT] * 4]
        sockets.more.set()
        assert await ending(socket) == (1000, "")


async def test_whoever_answers_no_pings_is_let_go_of() -> None:
    sockets = Sockets()
    service = a_service(heartbeat=AT_ONCE)
    async with a_client(service, sockets) as client, client.ws_connect("/quiet", autoping=False) as socket:
        await asyncio.wait_for(sockets.ended.wait(), SOON)
        heard = [await socket.receive(SOON) for _ in range(4)]
        assert [one.type for one in heard] == [WSMsgType.TEXT, WSMsgType.PING, WSMsgType.TEXT, WSMsgType.CLOSE]
        assert heard[-1].data == 1008


async def test_a_client_that_says_goodbye_or_only_leaves_ends_the_producer() -> None:
    for politely in (True, False):
        sockets = Sockets()
        async with opening(sockets) as connect, connect("/quiet") as socket:
            await socket.receive_json()
            if politely:
                await socket.close()
                assert socket.close_code == 1000
            else:
                transport = socket._response.connection.transport  # type: ignore[union-attr] # it is connected
                transport.abort()  # type: ignore[union-attr] # as above
            await asyncio.wait_for(sockets.ended.wait(), SOON)


async def test_a_server_that_stops_says_so_within_a_moment() -> None:
    sockets = Sockets()
    async with ClientSession() as session:
        async with a_client(a_service(), sockets, grace=timedelta(seconds=SOON)) as client:
            headers = {"Authorization": "Bearer mina"}
            socket = await session.ws_connect(f"{client._base_url}/quiet", headers=headers)
            await socket.receive_json()
            told = asyncio.ensure_future(ending(socket))
        assert await told == (1001, "the server stops; come again")
        await socket.close()
    assert sockets.ended.is_set()


def test_the_document_tells_what_the_messages_are() -> None:
    document = openapi_document(title="t", version="1", routes=[Sockets])
    answers = document["paths"]["/three"]["get"]["responses"]
    kinds = answers["101"]["content"]["application/json"]["schema"]
    assert {"#/components/schemas/Said", "#/components/schemas/Beat"} == {one["$ref"] for one in kinds["oneOf"]}
    assert "426" in answers
