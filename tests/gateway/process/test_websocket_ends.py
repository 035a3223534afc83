"""How WebSockets end: not because one side was slow once, and not before both sides had a chance to say goodbye."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.gateway.process.answers import message
from tests.gateway.process.conftest import OpenGateway
from tests.gateway.process.exchange import Answer, Exchange
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import SOCKETS
from tests.gateway.process.test_websocket import ACCEPT, HANDSHAKE, MEGABYTE, frame, opened

AGREED = message("HTTP/1.1 101 Switching Protocols", (*HANDSHAKE[:2], ("Sec-WebSocket-Accept", ACCEPT)))
LARGE_FRAME = b"\x82\x7e\xff\xff" + bytes(65_535)
WORD, CUT_OFF = b"\x82\x01a", b"\x82\x01b"
TOO_LONG = b"\x82\x7f" + (64 * MEGABYTE).to_bytes(8)
GOODBYE = frame((1000).to_bytes(2), first=0x88)
TOO_BIG = b"\x88\x02" + (1009).to_bytes(2)


@pytest.fixture(scope="module")
def strict(open_gateway: OpenGateway) -> Iterator[Gateway]:
    """A gateway that waits for words much longer than for somebody to take them."""
    with open_gateway({"send": 0.8, "silence": 3}) as gateway:
        yield gateway


def test_who_was_slow_once_is_not_cut_off_later(strict: Gateway, services: Services) -> None:
    frames, words = 256, 15

    async def speaking(exchange: Exchange) -> None:
        await exchange.say(AGREED)
        for _ in range(frames):
            await exchange.say(LARGE_FRAME)
        hearing = asyncio.ensure_future(exchange.hear())
        for _ in range(words):
            await asyncio.wait({hearing}, timeout=0.1)
            await exchange.say(CUT_OFF if hearing.done() else WORD)
        hearing.cancel()
        exchange.hang_up()

    services.auth.answers[SOCKETS] = speaking
    with strict.client(receives=16_384) as client:
        opened(client)
        heard = client.rest()
    assert len(heard) == frames * len(LARGE_FRAME) + words * len(WORD)
    assert heard.endswith(words * WORD)


async def listening(exchange: Exchange) -> None:
    """Keep what is heard, until the gateway hangs up."""
    await exchange.say(AGREED)
    while data := await exchange.hear():
        exchange.seen.add(data)
    exchange.hang_up()


def saying_too_much(*pieces: bytes) -> Answer:
    """Say something, begin a frame that is longer than any may be, and listen."""

    async def answer(exchange: Exchange) -> None:
        await exchange.say(AGREED)
        for piece in pieces:
            await exchange.say(piece)
            await asyncio.sleep(0.05)
        while data := await exchange.hear():
            exchange.seen.add(data)
        exchange.hang_up()

    return answer


@pytest.mark.parametrize("size", [0, MEGABYTE], ids=["nothing else", "much else"])
@pytest.mark.parametrize("leaves", [False, True], ids=["listens on", "leaves"])
def test_a_goodbye_reaches_the_service_though_the_client_ends_with_it(
    gateway: Gateway, services: Services, *, leaves: bool, size: int
) -> None:
    services.auth.answers[SOCKETS] = listening
    said = frame(bytes(50_000)) * (size // 50_000) + GOODBYE
    with gateway.client() as client:
        opened(client)
        client.send(said)
        if not leaves:
            assert client.finish().rest() == b""
    eventually(lambda: services.only.was_left)
    assert bytes(services.only.body) == said


def test_a_goodbye_reaches_a_service_that_has_said_too_much(gateway: Gateway, services: Services) -> None:
    services.auth.answers[SOCKETS] = saying_too_much(TOO_LONG)
    with gateway.client() as client:
        opened(client)
        assert client.rest() == TOO_BIG
        client.send(GOODBYE)
        eventually(lambda: services.only.was_left)
    assert bytes(services.only.body) == GOODBYE


@pytest.mark.parametrize(
    ("pieces", "heard"),
    [
        ((WORD + TOO_LONG,), WORD + TOO_BIG),
        ((WORD[:2], WORD[2:] + WORD + TOO_LONG), WORD + WORD + TOO_BIG),
        ((WORD + TOO_LONG[:4], TOO_LONG[4:]), WORD + TOO_LONG[:4]),
    ],
    ids=["all at once", "after the end of another", "its head in two pieces"],
)
def test_what_comes_with_too_much_is_heard_and_then_why_it_ends_if_there_is_a_border(
    gateway: Gateway, services: Services, pieces: tuple[bytes, ...], heard: bytes
) -> None:
    services.auth.answers[SOCKETS] = saying_too_much(*pieces)
    with gateway.client() as client:
        opened(client)
        assert client.rest() == heard


def test_what_comes_with_too_much_from_a_client_reaches_the_service(gateway: Gateway, services: Services) -> None:
    services.auth.answers[SOCKETS] = listening
    with gateway.client() as client:
        opened(client)
        client.send(frame(b"a") + b"\x82\xff" + (64 * MEGABYTE).to_bytes(8) + bytes(4))
        assert client.rest() == TOO_BIG
    eventually(lambda: services.only.was_left)
    assert bytes(services.only.body) == frame(b"a")
