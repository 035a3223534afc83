"""Rows DO-3 to DO-5: how much anybody may send."""

import gzip
from itertools import repeat

import pytest

from tests.gateway.process.answers import message
from tests.gateway.process.client import Client, chunked, request
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import A_SMALL_BODY, PUBLIC, SMALL

CHUNKED = message(f"POST {SMALL} HTTP/1.1", [("Host", "a"), ("Transfer-Encoding", "chunked")])
MEGABYTE = 1024 * 1024


def is_too_large(client: Client) -> bool:
    """Tell whether the client is told that its body is too large, and that nothing more is read of it."""
    answer = client.answer()
    return (answer.status, answer.problem()["code"], answer.get("connection")) == (413, "too-large", "close")


def test_do_3_a_body_as_large_as_allowed_passes(gateway: Gateway, services: Services) -> None:
    body = bytes(A_SMALL_BODY)
    with gateway.client() as client:
        assert client.ask("POST", SMALL, body=body).status == 200
        assert client.send(CHUNKED + chunked(body[:1], body[1:])).answer().status == 200
    assert [bytes(seen.body) for seen in services.seen] == [body, body]


def test_do_3_a_length_that_is_too_large_is_refused_before_the_body(gateway: Gateway, services: Services) -> None:
    fields = [("Host", "a"), ("Content-Length", str(A_SMALL_BODY + 1))]
    for more in ((), (("Expect", "100-continue"),)):
        with gateway.client() as client:
            assert is_too_large(client.send(message(f"POST {SMALL} HTTP/1.1", [*fields, *more])))
    assert services.seen == []


def test_do_3_who_sends_a_large_body_nevertheless_still_learns_why_not(gateway: Gateway, services: Services) -> None:
    with gateway.client() as client:
        assert is_too_large(client.send(request("POST", SMALL, body=bytes(MEGABYTE))))
    assert services.seen == []


@pytest.mark.parametrize("size", [1, 100, A_SMALL_BODY + 1])
def test_do_3_chunks_are_counted_as_they_come_and_a_request_that_grows_too_large_is_broken_off(
    gateway: Gateway, services: Services, size: int
) -> None:
    assert gateway.ask("POST", SMALL, body=b"before").status == 200
    one = b"%x\r\n%s\r\n" % (size, bytes(size))
    with gateway.client() as client:
        assert is_too_large(client.send(CHUNKED).send(one * (A_SMALL_BODY // size + 1)))
    broken = services.seen[1:]
    eventually(lambda: all(seen.was_left for seen in broken))
    assert len(broken) <= 1
    assert not [seen for seen in broken if seen.is_complete or seen.size > A_SMALL_BODY]
    assert gateway.ask("POST", SMALL, body=b"after").status == 200
    assert services.seen[-1].connection not in [seen.connection for seen in broken]


def test_do_3_chunks_without_end_are_broken_off_while_they_come(gateway: Gateway, services: Services) -> None:
    with gateway.client() as client:
        client.send(CHUNKED)
        eventually(lambda: services.seen)
        for one in repeat(b"a\r\n0123456789\r\n", 2 * A_SMALL_BODY // 10):
            client.send(one)
        assert is_too_large(client)
    eventually(lambda: services.only.was_left)
    assert not services.only.is_complete
    assert services.only.size <= A_SMALL_BODY


def fields_of(count: int) -> bytes:
    """Return a request with so many fields."""
    return request("GET", PUBLIC, *((f"X-{number}", "a") for number in range(count - 1)))


@pytest.mark.parametrize(
    "data",
    [
        *(fields_of(101), fields_of(128), fields_of(5000), request("GET", PUBLIC, ("X-A", "a" * 8190))),
        *(request("GET", PUBLIC, ("Cookie", "a" * 65536)), request("GET", PUBLIC, ("a" * 8190, "a"))),
        request("GET", PUBLIC, *((f"X-{number}", "a" * 4000) for number in range(20))),
    ],
    ids=["101 fields", "128 fields", "5000 fields", "a long line", "a 64 kB cookie", "a long name", "80 kB"],
)
def test_do_4_a_head_that_is_too_large_is_refused(gateway: Gateway, services: Services, data: bytes) -> None:
    with gateway.client() as client:
        answer = client.send(data).answer()
        assert (answer.status, answer.problem()["code"]) == (431, "headers-too-large")
        assert client.rest() == b""
    assert services.seen == []


def test_do_4_a_head_of_100_fields_and_of_long_lines_passes(gateway: Gateway, services: Services) -> None:
    with gateway.client() as client:
        assert client.send(fields_of(100)).answer().status == 200
        assert client.ask("GET", PUBLIC, ("Cookie", "a" * 8000), ("User-Agent", "b" * 8000)).status == 200
    assert services.seen[1].head.get("cookie") == "a" * 8000


def test_do_5_a_bomb_is_not_unpacked_on_the_way(gateway: Gateway, services: Services) -> None:
    bomb = gzip.compress(bytes(200 * MEGABYTE), mtime=0)
    before = gateway.resident
    fields = (("Content-Encoding", "gzip"), ("Content-Type", "application/json"))
    answer = gateway.ask("POST", PUBLIC, *fields, body=bomb)
    assert gateway.resident - before < 16 * MEGABYTE
    assert answer.status in (200, 415)
    assert [bytes(seen.body) for seen in services.seen] == ([bomb] if answer.status == 200 else [])
