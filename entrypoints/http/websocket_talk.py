"""One WebSocket that is open: what is told goes out, pings are answered, and somebody says goodbye at last."""

import asyncio
from collections.abc import AsyncIterable
from contextlib import suppress
from typing import Any, Final

import structlog
from aiohttp import WSMessage, WSMsgType, web
from attrs import define, field, frozen

from core.errors import OddiyaError
from entrypoints.ending import ended
from entrypoints.http.shapes.writing import Writer
from entrypoints.http.streams import close
from entrypoints.http.websocket_endings import (
    BROKEN,
    DONE,
    GONE,
    NO_PONG,
    STOPPING,
    TALKATIVE,
    TOO_SLOW,
    Ending,
    told_by,
)

GOODBYE_WITHIN: Final = 1.0
LOOK_EVERY: Final = 0.05
MOST_UNSENT: Final = 64 * 1024
MOST_PINGS: Final = 16

log = structlog.get_logger()


@frozen(kw_only=True)
class Tempo:
    """How long things may take, in seconds.

    Every `beat` the client is pinged, and must have answered by the next; each message must be taken in `send`.
    """

    beat: float
    send: float = 10.0


@define(eq=False)
class Talk:
    """Sends messages one after the other, each when the one before has been taken in; nothing piles up."""

    _socket: web.WebSocketResponse
    _request: web.BaseRequest
    _tempo: Tempo
    _heartbeat: bytes
    _awaits_pong: bool = field(default=False, init=False)
    _pings: int = field(default=0, init=False)

    async def run(self, messages: AsyncIterable[Any], write: Writer, stopping: asyncio.Event) -> None:
        """Talk until one side has had enough, and say goodbye."""
        parts = [
            asyncio.ensure_future(self._tell(messages, write)),
            asyncio.ensure_future(self._listen()),
            asyncio.ensure_future(self._beat()),
            asyncio.ensure_future(_stop(stopping)),
        ]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            endings = [part.result() for part in parts if part in done]
        finally:
            await ended(*parts)
            await close(messages)
        await self._say_goodbye(endings[0])

    async def _tell(self, messages: AsyncIterable[Any], write: Writer) -> Ending:
        try:
            async for message in messages:
                if (ending := await self._sent(write(message), WSMsgType.TEXT)) is not None:
                    return ending
        except OddiyaError as error:
            return told_by(error)
        except Exception:
            log.exception("a WebSocket broke off")
            return BROKEN
        return DONE

    async def _listen(self) -> Ending:
        while True:
            heard = await self._socket.receive()
            if (ending := await self._heard(heard)) is not None:
                return ending

    async def _heard(self, heard: WSMessage) -> Ending | None:
        match heard.type:
            case WSMsgType.PONG:
                self._awaits_pong = False
            case WSMsgType.PING:
                self._pings += 1
                return TALKATIVE if self._pings > MOST_PINGS else await self._sent(heard.data, WSMsgType.PONG)
            case WSMsgType.TEXT | WSMsgType.BINARY:
                return TALKATIVE
            case WSMsgType.CLOSE:
                return DONE
            case _:  # it is lost, or aiohttp has ended it because it is not WebSocket
                return GONE
        return None

    async def _beat(self) -> Ending:
        while True:
            await asyncio.sleep(self._tempo.beat)
            if self._awaits_pong:
                return NO_PONG
            self._awaits_pong, self._pings = True, 0
            for frame, kind in ((b"", WSMsgType.PING), (self._heartbeat, WSMsgType.TEXT)):
                if (ending := await self._sent(frame, kind)) is not None:
                    return ending

    async def _sent(self, data: bytes, kind: WSMsgType) -> Ending | None:
        try:
            await self._socket.send_frame(data, kind)
        except ConnectionError:
            return GONE
        return await self._room()

    async def _room(self) -> Ending | None:
        """Wait until the client has taken in what it was sent, but for little."""
        # Who gives up waiting by aiohttp's own means leaves a waiter behind that is cancelled, for all who wait next.
        by = asyncio.get_running_loop().time() + self._tempo.send
        while (transport := self._request.transport) is not None and transport.get_write_buffer_size() > MOST_UNSENT:
            if asyncio.get_running_loop().time() >= by:
                return TOO_SLOW
            await asyncio.sleep(LOOK_EVERY)
        return None

    async def _say_goodbye(self, ending: Ending) -> None:
        if ending.code is None:
            return
        # Whoever does not take it in, or does not answer, is not waited for.
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * GOODBYE_WITHIN):
                await self._socket.close(code=ending.code, message=ending.reason.encode(), drain=False)


async def _stop(stopping: asyncio.Event) -> Ending:
    await stopping.wait()
    return STOPPING
