"""Rows DO-1 and DO-2: who is slow is let go of, holds nothing of a service's, and is in nobody's way."""

from contextlib import ExitStack
from time import monotonic

import pytest

from tests.gateway.process.answers import message, said, saying
from tests.gateway.process.client import Client
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import LARGE, PUBLIC

MEGABYTE = 1024 * 1024
SLOW = 300


def is_let_go(client: Client) -> bool:
    """Tell whether the gateway has hung up."""
    client.socket.settimeout(0)
    try:
        while client.socket.recv(65536):
            pass
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
    return True


def drip(client: Client) -> None:
    """Send one byte more, if anybody still takes it."""
    client.send(b"a")


def test_do_1_hundreds_who_never_finish_a_head_are_let_go_of_and_in_nobodys_way(
    hasty: Gateway, services: Services
) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(hasty.client()) for _ in range(SLOW)]
        for client in slow:
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\nX-A: ")
        deadline = monotonic() + 10
        while slow and monotonic() < deadline:
            for client in slow:
                drip(client)
            assert hasty.ask("GET", PUBLIC).status == 200
            slow = [client for client in slow if not is_let_go(client)]
        assert slow == []
    assert {seen.path for seen in services.seen} == {PUBLIC}


@pytest.mark.parametrize(
    "begin",
    [b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n", b"\r\n"],
    ids=["method", "line", "field", "blank"],
)
def test_do_1_half_a_head_is_answered_with_408(hasty: Gateway, begin: bytes) -> None:
    with hasty.client() as client:
        answer = client.send(begin).answer()
        assert (answer.status, answer.get("connection")) == (408, "close")
        assert answer.problem()["code"] == "too-slow"
        assert client.rest() == b""


def test_do_1_who_says_nothing_is_let_go_of_without_a_word(hasty: Gateway, services: Services) -> None:
    with hasty.client() as client:
        assert client.rest() == b""
    with hasty.client() as client:
        assert client.ask("GET", PUBLIC).status == 200
        assert client.rest() == b""
    assert len(services.seen) == 1


@pytest.mark.parametrize(
    ("framing", "beginning"),
    [(("Content-Length", "100000"), b"0123456789"), (("Transfer-Encoding", "chunked"), b"a\r\n0123456789\r\n")],
    ids=["sized", "chunked"],
)
def test_do_2_a_body_that_stops_coming_frees_the_service(
    hasty: Gateway, services: Services, framing: tuple[str, str], beginning: bytes
) -> None:
    with hasty.client() as client:
        client.send(message(f"POST {PUBLIC}/slow HTTP/1.1", [("Host", "a"), framing]) + beginning)
        answer = client.answer()
        assert (answer.status, answer.get("connection"), answer.problem()["code"]) == (408, "close", "too-slow")
    eventually(lambda: services.only.was_left)
    assert not services.only.is_complete
    number = services.only.connection
    assert hasty.ask("GET", PUBLIC).status == 200
    assert services.seen[-1].connection != number


def test_do_2_who_does_not_read_an_answer_frees_the_service(hasty: Gateway, services: Services) -> None:
    services.users.answers[LARGE] = saying(said(bytes(64 * MEGABYTE)))
    before = hasty.resident
    with hasty.client(receives=4096) as client:
        client.send(message(f"GET {LARGE} HTTP/1.1", [("Host", "a")]))
        eventually(lambda: services.users.seen and services.only.was_left)
        assert hasty.resident - before < 8 * MEGABYTE
        assert len(client.rest()) < 64 * MEGABYTE


def test_do_2_a_slow_reader_who_reads_on_gets_everything(hasty: Gateway, services: Services) -> None:
    services.users.answers[LARGE] = saying(said(bytes(8 * MEGABYTE)))
    with hasty.client(receives=65536) as client:
        client.send(message(f"GET {LARGE} HTTP/1.1", [("Host", "a"), ("Connection", "close")]))
        read, began = 0, monotonic()
        while piece := client.some():
            read += len(piece)
            if monotonic() - began < 1.5:
                eventually_a_moment_later()
    assert read > 8 * MEGABYTE


def eventually_a_moment_later() -> None:
    """Take a breath, shorter than anybody's patience."""
    moment = monotonic() + 0.01
    eventually(lambda: monotonic() > moment)
