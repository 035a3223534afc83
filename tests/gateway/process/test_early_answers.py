"""Answers that come before the body of the request has: clients get them whole, and no body is read as a request."""

import asyncio

import pytest

from tests.gateway.process.answers import Gate, early, message, said, until_left
from tests.gateway.process.client import request
from tests.gateway.process.exchange import Exchange
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.standstill import standing_still
from tests.gateway.process.table import LARGE, PUBLIC, SMALL

MEGABYTE = 1024 * 1024
CHUNKED = message(f"POST {SMALL} HTTP/1.1", [("Host", "a"), ("Transfer-Encoding", "chunked")])
FORBIDDEN = said(bytes(MEGABYTE), status="403 Forbidden")
INSIDE = request("GET", f"{PUBLIC}/inside")


def sized(size: int) -> bytes:
    """Write the head of an upload."""
    return message(f"POST {LARGE} HTTP/1.1", [("Host", "a"), ("Content-Length", str(size))])


def test_who_sends_on_gets_all_of_an_early_answer(gateway: Gateway, services: Services) -> None:
    services.users.answers[LARGE] = early(FORBIDDEN)
    with gateway.client() as client:
        client.send(sized(64 * MEGABYTE) + b"beginning")
        for _ in range(32):
            client.socket.sendall(bytes(MEGABYTE))
        answer = client.answer()
        assert (answer.status, answer.get("connection"), len(answer.body)) == (403, "close", MEGABYTE)
        assert client.rest() == b""


def test_what_is_left_of_a_body_after_an_early_answer_is_no_request(gateway: Gateway, services: Services) -> None:
    services.users.answers[LARGE] = early(said(b"enough"))
    with gateway.client() as client:
        answer = client.send(sized(100_000)).answer()
        assert (answer.status, answer.get("connection"), answer.body) == (200, "close", b"enough")
        client.send(bytes(100_000) + INSIDE)
        assert client.rest() == b""
        eventually(lambda: services.only.was_left)
    number = services.only.connection
    assert gateway.ask("GET", f"{LARGE}/after").status == 200
    assert services.seen[-1].connection != number


@pytest.mark.parametrize(
    ("rest", "status"), [(b"2000\r\n" + bytes(1900), 413), (b"zz\r\n", 400)], ids=["too large", "no chunk"]
)
def test_a_body_that_goes_wrong_as_the_answer_comes_is_no_whole_one(
    gateway: Gateway, services: Services, rest: bytes, status: int
) -> None:
    gate, answered = Gate(services.loop), asyncio.Event()

    async def answer(exchange: Exchange) -> None:
        await gate()
        await exchange.say(said(b"early"))
        answered.set()
        await until_left(exchange)
        exchange.hang_up()

    services.users.answers[SMALL] = answer
    with gateway.client() as client:
        client.send(CHUNKED + b"1\r\na\r\n")
        eventually(lambda: services.seen)
        with standing_still(gateway):
            client.send(rest)
            gate.open()
            eventually(answered.is_set)
        first = client.send(INSIDE).answer()
        assert first.status in (200, status)
        assert first.get("connection") == "close"
        assert client.rest() == b""
    assert [seen.path for seen in services.seen] == [SMALL]


@pytest.mark.parametrize("pieces", [1, 2], ids=["one piece", "two pieces"])
def test_who_sends_a_body_and_does_not_read_the_early_answer_is_let_go(
    hasty: Gateway, services: Services, pieces: int
) -> None:
    size = 100_000

    async def answer(exchange: Exchange) -> None:
        saying = asyncio.ensure_future(exchange.say(said(bytes(64 * MEGABYTE))))
        await exchange.body()
        await saying

    services.users.answers[LARGE] = answer
    with hasty.client(receives=4096) as client:
        client.send(sized(size) + bytes(size // pieces))
        eventually(lambda: services.seen and services.only.size == size // pieces)
        client.send(bytes(size - size // pieces))
        eventually(lambda: services.only.is_complete)
        eventually(lambda: services.only.was_left, within=5)
        assert len(client.rest()) < 64 * MEGABYTE
