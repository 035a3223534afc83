"""Bodies in tiny chunks cost more to read than they are worth: requests may not have many, but events may be small."""

from select import select

import pytest

from tests.gateway.process.answers import message
from tests.gateway.process.client import chunked
from tests.gateway.process.exchange import Exchange
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import LARGE, PUBLIC

UPLOAD = message(f"POST {LARGE} HTTP/1.1", [("Host", "a"), ("Transfer-Encoding", "chunked")])
CHUNK = b"1\r\na\r\n"
MOST = 10_000


def test_a_body_in_tiny_chunks_is_refused_while_it_comes(gateway: Gateway, services: Services) -> None:
    with gateway.client() as client:
        client.send(UPLOAD)
        sent = 0
        while sent < MOST and not select([client.socket], [], [], 0.001)[0]:
            client.send(CHUNK * 10)
            sent += 10
        answer = client.answer()
        assert (answer.status, answer.problem()["code"], answer.get("connection")) == (400, "bad-request", "close")
        assert sent < MOST
    eventually(lambda: services.only.was_left)
    assert not services.only.is_complete


@pytest.mark.parametrize(("size", "count"), [(1, 100), (16, 2_000), (32, 2_000), (1_024, 2_000), (65_536, 100)])
def test_a_body_in_chunks_as_clients_cut_them_is_taken(
    gateway: Gateway, services: Services, size: int, count: int
) -> None:
    with gateway.client() as client:
        assert client.send(UPLOAD + chunked(*[bytes(size)] * count)).answer().status == 200
    assert services.only.size == size * count


def test_events_may_be_as_small_as_they_like(gateway: Gateway, services: Services) -> None:
    count = 2_000

    async def answer(exchange: Exchange) -> None:
        fields = [("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")]
        await exchange.say(message("HTTP/1.1 200 OK", fields) + chunked(*[b"\n"] * count))

    services.auth.answers[PUBLIC] = answer
    with gateway.client() as client:
        assert client.ask("GET", PUBLIC).body == b"\n" * count
