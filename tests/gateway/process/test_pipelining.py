"""Many requests on one connection, and one request in many pieces."""

import re
from select import select
from threading import Thread

import pytest

from tests.gateway.process.client import chunked, request
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.services import Services
from tests.gateway.process.table import PRIVATE, PUBLIC

MEGABYTE = 1024 * 1024


def test_each_of_many_requests_in_one_packet_is_answered_in_turn(
    gateway: Gateway, services: Services, signed_in: tuple[str, str]
) -> None:
    wanted = [
        ("GET", f"{PUBLIC}/1", b""), ("POST", f"{PRIVATE}/2", b"body"), ("DELETE", f"{PUBLIC}/3", b""),
        ("PUT", f"{PUBLIC}/4", b"x" * 70_000), ("HEAD", f"{PRIVATE}/5", b""), ("GET", f"{PRIVATE}/6", b""),
    ]  # fmt: skip
    with gateway.client() as client:
        client.send(b"".join(request(method, target, signed_in, body=body or None) for method, target, body in wanted))
        answers = [client.answer(method) for method, _, _ in wanted]
        assert client.finish().rest() == b""
    assert [answer.status for answer in answers] == [200] * len(wanted)
    seen = [(seen.method, seen.target, bytes(seen.body)) for seen in services.seen]
    assert sorted(seen) == sorted(wanted)
    texts = [f"{method} {target} {len(body)}" for method, target, body in wanted if method != "HEAD"]
    assert [answer.body.decode().partition(" ")[2] for answer in answers if answer.body] == texts


def test_after_an_error_of_one_request_the_next_ones_are_still_their_own(gateway: Gateway, services: Services) -> None:
    targets = (f"{PUBLIC}/1", PRIVATE, f"{PUBLIC}/2", "/nowhere", f"{PUBLIC}/..", f"{PUBLIC}/3")
    with gateway.client() as client:
        client.send(b"".join(request("GET", target) for target in targets))
        statuses = [client.answer().status for _ in range(5)]
    assert statuses == [200, 401, 200, 404, 400]
    assert [seen.target for seen in services.seen] in (
        [f"{PUBLIC}/1", f"{PUBLIC}/2"],
        [f"{PUBLIC}/1", f"{PUBLIC}/2", f"{PUBLIC}/3"],
    )


def test_a_request_may_come_byte_by_byte(gateway: Gateway, services: Services, signed_in: tuple[str, str]) -> None:
    pieces = request("GET", f"{PRIVATE}/a", signed_in, ("Accept", "text/plain"), ("X-User-Id", "1"))
    body = b"POST %s/b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" % PUBLIC.encode()
    with gateway.client() as client:
        for byte in pieces + body + chunked(b"hel", b"lo"):
            client.send(bytes((byte,)))
        assert [client.answer().status for _ in range(2)] == [200, 200]
    first, second = sorted(services.seen, key=lambda seen: seen.target)
    assert (first.target, first.size, second.target, bytes(second.body)) == (f"{PRIVATE}/a", 0, f"{PUBLIC}/b", b"hello")


@pytest.mark.parametrize("begin", [b"GET /", b"GET / HTTP/1.1\r\nHost: a\r\nA: "], ids=["target", "field"])
def test_a_line_that_grows_byte_by_byte_ends_somewhere(gateway: Gateway, services: Services, begin: bytes) -> None:
    with gateway.client() as client:
        client.send(begin)
        sent = 0
        while sent < 100_000 and not select([client.socket], [], [], 0)[0]:
            client.send(b"a")
            sent += 1
        assert client.answer().status in (414, 431)
    assert sent < 100_000
    assert services.seen == []


def test_ten_thousand_requests_at_once_are_answered_in_turn_and_fill_no_memory(
    gateway: Gateway, services: Services
) -> None:
    count, every = 10_000, 10
    targets = (PUBLIC if number % every == 0 else PRIVATE for number in range(count))
    named = (("X-Request-Id", str(number)) for number in range(count))
    data = b"".join(request("GET", target, name) for target, name in zip(targets, named, strict=True))
    before = gateway.resident
    with gateway.client() as client:
        sending = Thread(target=client.send, args=(data + request("GET", "/nowhere", ("Connection", "close")),))
        sending.start()
        said = client.rest()
        sending.join()
    answered = re.findall(
        rb"HTTP/1\.1 (\d+) [^\r]*\r\n(?:(?!X-Request-Id)[^\r]+\r\n)*X-Request-Id: (\d{1,5})\r\n", said
    )
    assert answered == [(b"401" if number % every else b"200", b"%d" % number) for number in range(count)]
    assert [seen.head.get("x-request-id") for seen in services.seen] == [str(one) for one in range(0, count, every)]
    assert gateway.resident - before < 16 * MEGABYTE
