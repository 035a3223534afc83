"""What is under way when a gateway is told to stop: slow answers, uploads and streams of events."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from time import sleep
from typing import Final

from tests.gateway.process.answers import message, said
from tests.gateway.process.client import connected, request
from tests.gateway.process.exchange import Exchange
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services

CHUNKED: Final = ("Transfer-Encoding", "chunked")
SLOW: Final = "/.well-known/slow"
EVENTS: Final = "/.well-known/events"
UPLOAD: Final = "/blobs/upload"
OF_EACH: Final = 4
SECONDS: Final = 2.0
PIECES: Final = 40
PIECE: Final = bytes(1000)
EVENT: Final = b"data: here\n\n"


@contextmanager
def under_way(services: Services, port: int) -> Iterator[None]:
    """Let some of each have begun before the block; when it ends, every one must have come to a good end."""
    services.auth.answers |= {SLOW: _late, EVENTS: _events}
    asks = [partial(ask, port) for ask in (_wait, _upload, _listen) for _ in range(OF_EACH)]
    begun = len(services.seen)
    with ThreadPoolExecutor(len(asks)) as pool:
        ends = [pool.submit(ask) for ask in asks]
        eventually(lambda: len(services.seen) - begun >= len(asks))
        yield
        for end in ends:
            end.result()


async def _late(exchange: Exchange) -> None:
    await asyncio.sleep(SECONDS)
    await exchange.say(said(b"late"))


async def _events(exchange: Exchange) -> None:
    await exchange.say(message("HTTP/1.1 200 OK", [("Content-Type", "text/event-stream"), CHUNKED]))
    while True:
        await exchange.say(b"%x\r\n%b\r\n" % (len(EVENT), EVENT))
        await asyncio.sleep(0.05)


def _wait(port: int) -> None:
    with connected(port) as client:
        assert client.ask("GET", SLOW).body == b"late"


def _upload(port: int) -> None:
    size = PIECES * len(PIECE)
    with connected(port) as client:
        client.send(message(f"PUT {UPLOAD} HTTP/1.1", [("Host", "a"), ("Content-Length", str(size))]))
        for _ in range(PIECES):
            client.socket.sendall(PIECE)
            sleep(SECONDS / PIECES)
        assert client.answer().body == f"media PUT {UPLOAD} {size}".encode()


def _listen(port: int) -> None:
    with connected(port) as client:
        client.send(request("GET", EVENTS)).head()
        heard = b"".join(client.chunks())
        assert heard.startswith(EVENT)
        assert (EVENT * len(heard)).startswith(heard)
        assert client.rest() == b""
