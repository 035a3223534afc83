"""Who asks on and on is answered no faster than they read, and is in nobody's way."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread

import pytest

from tests.gateway.process.answers import said, saying, silent
from tests.gateway.process.client import Client, request
from tests.gateway.process.conftest import OpenGateway
from tests.gateway.process.counted import METRICS, answered, answered_by_now, answered_in_the_end
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.standstill import standing_still
from tests.gateway.process.table import LARGE, PRIVATE, PUBLIC

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
WAITING = 100
AHEAD = b"x" * MEGABYTE
MOST_OF_ONE = 192 * KILOBYTE


@pytest.fixture(scope="module")
def counting(open_gateway: OpenGateway) -> Iterator[Gateway]:
    """A gateway that counts requests by itself: nothing that it waits for gives others their turn."""
    with open_gateway(ODDIYA_RATE_LIMITER="memory") as gateway:
        yield gateway


@contextmanager
def sending(client: Client, data: bytes) -> Iterator[None]:
    """Send bytes for as long as the block lasts and anybody takes them, and hang up."""
    thread = Thread(target=client.send, args=(data,))
    thread.start()
    try:
        yield
    finally:
        with suppress(OSError):
            client.socket.shutdown(socket.SHUT_RDWR)
        thread.join()


def as_much_as_is_taken(client: Client, data: bytes) -> None:
    """Send until nobody takes more."""
    client.socket.settimeout(0)
    with suppress(BlockingIOError):
        while data:
            data = data[client.socket.send(data) :]


@pytest.mark.parametrize(
    ("target", "count"),
    [("/nowhere", 40_000), (PRIVATE, 40_000), (LARGE, 1_000)],
    ids=["not found", "not signed in", "a service's answer"],
)
def test_who_asks_on_and_on_and_reads_no_answer_is_not_read_any_more(
    counting: Gateway, services: Services, target: str, count: int
) -> None:
    services.users.answers[LARGE] = saying(said(bytes(40_000)))
    before, memory = answered_by_now(counting), counting.resident
    with counting.client(receives=4096) as client, sending(client, request("GET", target) * count):
        assert answered_in_the_end(counting) - before < count
        assert counting.resident - memory < 8 * MEGABYTE


@pytest.mark.parametrize(("target", "status"), [("/nowhere", 404), (PRIVATE, 401)])
def test_others_have_their_turns_between_the_requests_that_one_sends_at_once(
    counting: Gateway, target: str, status: int
) -> None:
    count, asked = 1_000, f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    with counting.client() as one, counting.client() as other:
        before = answered(other.ask("GET", METRICS))
        assert one.send(asked).answer().status == status
        with standing_still(counting):
            one.send(asked * count)
            other.send(request("GET", METRICS))
        assert answered(other.answer()) - before < count // 4
        assert {one.answer().status for _ in range(count)} == {status}


def test_of_what_clients_send_ahead_little_is_held(open_gateway: OpenGateway, services: Services) -> None:
    services.auth.answers[PUBLIC] = silent
    with open_gateway() as gateway, ExitStack() as stack:
        assert gateway.ask("GET", "/nowhere").status == 404
        before = gateway.resident
        for _ in range(WAITING):
            as_much_as_is_taken(stack.enter_context(gateway.client()), request("GET", PUBLIC) + AHEAD)
        eventually(lambda: len(services.seen) == WAITING)
        answered_in_the_end(gateway)
        assert gateway.resident - before < WAITING * MOST_OF_ONE
