"""Bodies and answers of any length: they pass as they come, and nobody's memory holds them."""

from hashlib import sha256

import pytest

from tests.gateway.process.answers import Gate, message, said, saying, until_left, when
from tests.gateway.process.client import chunked, request
from tests.gateway.process.exchange import Exchange
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import LARGE, PUBLIC

MEGABYTE = 1024 * 1024
UPLOAD = 1024 * MEGABYTE
MAY_GROW = 32 * MEGABYTE
CHUNKED = ("Transfer-Encoding", "chunked")
SSE = (
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def test_a_gigabyte_passes_through_little_memory(gateway: Gateway, services: Services) -> None:
    piece = bytes(4 * MEGABYTE)
    gateway.set_most_resident_back()
    before = gateway.resident
    with gateway.client() as client:
        client.send(message(f"PUT {LARGE} HTTP/1.1", [("Host", "a"), ("Content-Length", str(UPLOAD))]))
        for _ in range(UPLOAD // len(piece)):
            client.socket.sendall(piece)
        assert client.answer().status == 200
    assert services.only.size == UPLOAD
    assert gateway.most_resident - before < MAY_GROW


def test_a_large_answer_passes_through_little_memory(gateway: Gateway, services: Services) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.say(message("HTTP/1.1 200 OK", [CHUNKED]))
        for _ in range(64):
            await exchange.say(b"%x\r\n%s\r\n" % (4 * MEGABYTE, bytes(4 * MEGABYTE)))
        await exchange.say(b"0\r\n\r\n")

    services.users.answers[LARGE] = answer
    gateway.set_most_resident_back()
    before = gateway.resident
    with gateway.client() as client:
        client.send(request("GET", LARGE))
        assert client.head().framing == "chunked"
        assert sum(map(len, client.chunks())) == 256 * MEGABYTE
    assert gateway.most_resident - before < MAY_GROW


@pytest.mark.parametrize("framing", [("Content-Length", "100000"), CHUNKED], ids=["sized", "chunked"])
def test_the_first_byte_is_with_the_service_before_the_last_has_left_the_client(
    gateway: Gateway, services: Services, framing: tuple[str, str]
) -> None:
    halves = (bytes(50_000), b"a" * 50_000)
    first, last = (b"c350\r\n%b\r\n" % half for half in halves) if framing == CHUNKED else halves
    last += b"0\r\n\r\n" if framing == CHUNKED else b""
    with gateway.client() as client:
        client.send(message(f"POST {LARGE} HTTP/1.1", [("Host", "a"), framing]) + first)
        eventually(lambda: services.seen and services.only.size == 50_000)
        assert not services.only.is_complete
        assert client.send(last).answer().status == 200
    assert bytes(services.only.body) == b"".join(halves)


def test_what_arrives_is_what_was_sent(gateway: Gateway, services: Services) -> None:
    data = b"".join(sha256(b"%d" % number).digest() for number in range(100_001))
    services.users.answers[LARGE] = saying(said(data))
    pieces = [data[start : start + 9973] for start in range(0, len(data), 9973)]
    with gateway.client() as client:
        client.send(message(f"POST {LARGE} HTTP/1.1", [("Host", "a"), CHUNKED]) + chunked(*pieces))
        assert sha256(client.answer().body).digest() == sha256(data).digest()
    assert sha256(services.only.body).digest() == sha256(data).digest()


def test_an_upload_goes_no_faster_than_the_service_takes_it(gateway: Gateway, services: Services) -> None:
    gate, sent = Gate(services.loop), 0

    async def answer(exchange: Exchange) -> None:
        await gate()
        await exchange.body()
        await exchange.say(said(b"done"))

    services.users.answers[LARGE] = answer
    gateway.set_most_resident_back()
    before = gateway.resident
    with gateway.client() as client:
        client.send(message(f"PUT {LARGE} HTTP/1.1", [("Host", "a"), ("Content-Length", str(64 * MEGABYTE))]))
        client.socket.settimeout(0.5)
        with pytest.raises(TimeoutError):
            while True:
                sent += client.socket.send(bytes(MEGABYTE))
        assert sent < 64 * MEGABYTE
        gate.open()
        client.socket.settimeout(15)
        client.socket.sendall(bytes(64 * MEGABYTE - sent))
        assert client.answer().body == b"done"
    assert gateway.most_resident - before < 8 * MEGABYTE


def test_events_pass_at_once(gateway: Gateway, services: Services) -> None:
    gates = [Gate(services.loop) for _ in range(3)]

    async def answer(exchange: Exchange) -> None:
        await exchange.say(SSE.encode())
        for number, gate in enumerate(gates):
            await exchange.say(chunked(b"data: %d\n\n" % number)[:-5])
            await gate()
        await exchange.say(b"0\r\n\r\n")

    services.auth.answers[PUBLIC] = answer
    with gateway.client() as client:
        client.send(request("GET", PUBLIC, ("Accept", "text/event-stream"), ("Last-Event-ID", "7")))
        head = client.head()
        assert (head.get("content-type"), head.get("content-encoding")) == ("text/event-stream", None)
        assert head.get("x-accel-buffering") == "no"
        chunks = client.chunks()
        for number, gate in enumerate(gates):
            assert next(chunks) == b"data: %d\n\n" % number
            gate.open()
        assert list(chunks) == []
    assert services.only.head.get("last-event-id") == "7"


def test_an_answer_begins_before_it_ends_and_before_the_body_does(gateway: Gateway, services: Services) -> None:
    gate = Gate(services.loop)
    services.auth.answers[PUBLIC] = when(gate, message("HTTP/1.1 200 OK", [("Content-Length", "6")], b"abc"), b"def")
    with gateway.client() as client:
        client.send(request("GET", PUBLIC))
        assert client.head().framing == 6
        assert client.some() == b"abc"
        gate.open()
        assert client.some() == b"def"


@pytest.mark.parametrize("during", ["the wait", "the answer"])
def test_when_the_client_leaves_the_service_is_left_too(gateway: Gateway, services: Services, during: str) -> None:
    async def answer(exchange: Exchange) -> None:
        if during == "the answer":
            await exchange.say(SSE.encode() + chunked(b": hello\n\n")[:-5])
        await until_left(exchange)

    services.auth.answers[PUBLIC] = answer
    with gateway.client() as client:
        client.send(request("GET", PUBLIC))
        eventually(lambda: services.seen)
        if during == "the answer":
            client.head()
    eventually(lambda: services.only.was_left)


def test_when_the_client_leaves_in_the_middle_of_a_body_no_service_takes_it_for_whole(
    gateway: Gateway, services: Services
) -> None:
    for framing, beginning in ((("Content-Length", "100000"), b"hello"), (CHUNKED, b"5\r\nhello\r\n")):
        services.forget()
        with gateway.client() as client:
            client.send(message(f"POST {LARGE} HTTP/1.1", [("Host", "a"), framing]) + beginning)
            eventually(lambda: services.seen and services.only.size == 5)
        eventually(lambda: services.only.was_left)
        assert not services.only.is_complete
    number = services.only.connection
    assert gateway.ask("POST", LARGE, body=b"whole").status == 200
    assert services.seen[-1].connection != number
