"""Answers as clients get them: what a service said, neither opened nor followed nor remembered."""

import gzip

import pytest

from tests.gateway.process.answers import Fields, message, said, saying
from tests.gateway.process.client import request
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.messages import Head
from tests.gateway.process.services import Services
from tests.gateway.process.table import PUBLIC

CHUNKED = [("Transfer-Encoding", "chunked")]
PASSING: Fields = [
    ("ETag", '"a"'), ("etag-like", "x"), ("Location", "/plans/1"), ("Link", "<a>; rel=next"), ("Retry-After", "7"),
    ("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; HttpOnly"), ("Content-Language", "ko"), ("Last-Modified", "x"),
]  # fmt: skip


@pytest.mark.parametrize(
    "status", ["201 Created", "202 Accepted", "404 Not Found", "409 Conflict", "422 x", "503 Away", "599 x"]
)
def test_a_services_own_word_passes(gateway: Gateway, services: Services, status: str) -> None:
    services.auth.answers[PUBLIC] = saying(said(b'{"code":"theirs"}', status=status, fields=PASSING))
    answer = gateway.ask("POST", PUBLIC, body=b"{}")
    assert (f"{answer.status}", answer.body) == (status[:3], b'{"code":"theirs"}')
    passed = [(name, value) for name, value in answer.head.fields if (name, value) in lowered(PASSING)]
    assert passed == [field for field in lowered(PASSING) if field[0] != "etag-like"]
    assert len(services.seen) == 1


def lowered(fields: Fields) -> list[tuple[str, str]]:
    """Return fields with their names in lower case."""
    return [(name.lower(), value) for name, value in fields]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_for_the_client_to_follow(gateway: Gateway, services: Services, status: str) -> None:
    services.auth.answers[PUBLIC] = saying(said(status=status, fields=[("Location", f"{PUBLIC}/elsewhere")]))
    answer = gateway.ask("GET", PUBLIC)
    assert (f"{answer.status}", answer.get("location")) == (status[:3], f"{PUBLIC}/elsewhere")
    assert len(services.seen) == 1


@pytest.mark.parametrize("encoding", ["gzip", "br", "x-unknown"])
def test_what_is_compressed_stays_as_it_is_both_ways(gateway: Gateway, services: Services, encoding: str) -> None:
    packed = gzip.compress(b"body" * 1000, mtime=0)
    coded = ("Content-Encoding", encoding)
    services.auth.answers[PUBLIC] = saying(said(packed, fields=[coded, ("Vary", "Accept-Encoding")]))
    answer = gateway.ask("POST", PUBLIC, ("Accept-Encoding", f"{encoding}, identity;q=0"), coded, body=packed)
    assert (answer.body, answer.get("content-encoding"), answer.get("content-length")) == (
        packed,
        encoding,
        str(len(packed)),
    )
    seen = services.only
    assert (bytes(seen.body), seen.head.get("content-encoding")) == (packed, encoding)
    assert seen.head.get("accept-encoding") == f"{encoding}, identity;q=0"


def test_nobody_who_accepts_nothing_packed_is_sent_something_packed(gateway: Gateway, services: Services) -> None:
    answer = gateway.ask("GET", PUBLIC)
    assert answer.get("content-encoding") is None
    assert services.only.head.get("accept-encoding") is None


@pytest.mark.parametrize("length", [("Content-Length", "12345"), None], ids=["length", "no length"])
def test_head_is_get_without_the_body(gateway: Gateway, services: Services, length: tuple[str, str] | None) -> None:
    fields = [("ETag", '"a"'), *([length] if length else [])]
    services.auth.answers[PUBLIC] = saying(message("HTTP/1.1 200 OK", fields))
    with gateway.client() as client:
        answer = client.send(request("HEAD", PUBLIC)).answer("HEAD")
        assert (answer.status, answer.get("etag"), answer.body) == (200, '"a"', b"")
        assert answer.get("content-length") == (length[1] if length else None)
        assert client.ask("GET", f"{PUBLIC}/next").body == f"auth GET {PUBLIC}/next 0".encode()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_error_of_the_gateway_to_head_has_no_body_either(gateway: Gateway, method: str) -> None:
    with gateway.client() as client:
        client.send(request(method, "/nowhere") + request("GET", "/health/live"))
        answer = client.answer(method)
        assert (answer.status, bool(answer.body)) == (404, method == "GET")
        assert client.answer().status == 200


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
@pytest.mark.parametrize("lie", [[], [("Content-Length", "5")], CHUNKED], ids=["plain", "with a length", "chunked"])
def test_what_has_no_body_has_none(gateway: Gateway, services: Services, status: str, lie: Fields) -> None:
    services.auth.answers[PUBLIC] = saying(message(f"HTTP/1.1 {status}", [*lie, ("ETag", '"a"')]))
    with gateway.client() as client:
        answer = client.send(request("GET", PUBLIC)).answer()
        assert (f"{answer.status}", answer.body, answer.get("etag")) == (status[:3], b"", '"a"')
        assert answer.get("transfer-encoding") is None
        assert answer.status == 304 or answer.get("content-length") is None
        assert client.ask("GET", f"{PUBLIC}/next").body == f"auth GET {PUBLIC}/next 0".encode()


def test_304_passes_to_who_has_it_already(gateway: Gateway, services: Services) -> None:
    services.auth.answers[PUBLIC] = saying(message("HTTP/1.1 304 Not Modified", [("ETag", '"a"')]))
    answer = gateway.ask("GET", PUBLIC, ("If-None-Match", '"a"'), ("Range", "bytes=0-1"))
    assert (answer.status, services.only.head.get("if-none-match"), services.only.head.get("range")) == (
        304,
        '"a"',
        "bytes=0-1",
    )


@pytest.mark.parametrize("early", ["100 Continue", "102 Processing", "103 Early Hints"])
def test_what_comes_before_an_answer_is_not_the_answer(gateway: Gateway, services: Services, early: str) -> None:
    first = message(f"HTTP/1.1 {early}", [("Link", "</a.css>; rel=preload")])
    services.auth.answers[PUBLIC] = saying(first * 3 + said(b"final"))
    with gateway.client() as client:
        for _ in range(2):
            client.send(request("GET", PUBLIC))
            while (answer := client.answer()).status < 200:
                assert answer.status != 100
            assert answer.body == b"final"


@pytest.mark.parametrize(
    "whole",
    [said(b"0123456789"), message("HTTP/1.1 200 OK", CHUNKED, b"5\r\n01234\r\n5\r\n56789\r\n0\r\nX-A: b\r\n\r\n")],
    ids=["sized", "chunked"],
)
def test_a_body_ends_where_it_ends(gateway: Gateway, services: Services, whole: bytes) -> None:
    services.auth.answers[PUBLIC] = saying(whole)
    with gateway.client() as client:
        assert [client.ask("GET", PUBLIC).body for _ in range(3)] == [b"0123456789"] * 3
    assert len({seen.connection for seen in services.seen}) == 1


def test_a_body_may_end_with_the_services_connection(gateway: Gateway, services: Services) -> None:
    services.auth.answers[PUBLIC] = saying(message("HTTP/1.1 200 OK", [], b"0123456789"), then_hang_up=True)
    with gateway.client() as client:
        assert [client.ask("GET", PUBLIC).body for _ in range(3)] == [b"0123456789"] * 3


@pytest.mark.parametrize("line", [b"Connection: keep-alive\r\n", b""], ids=["keep-alive", "close"])
@pytest.mark.parametrize(
    "whole",
    [said(b"0123456789"), message("HTTP/1.1 200 OK", CHUNKED, b"a\r\n0123456789\r\n0\r\n\r\n")],
    ids=["sized", "chunked"],
)
def test_an_old_client_is_answered_as_it_understands(
    gateway: Gateway, services: Services, whole: bytes, line: bytes
) -> None:
    services.auth.answers[PUBLIC] = saying(whole)
    old = b"GET %s HTTP/1.0\r\nHost: a\r\n%s\r\n" % (PUBLIC.encode(), line)
    is_kept = bool(line) and whole.startswith(b"HTTP/1.1 200 OK\r\nContent-Length")
    with gateway.client() as client:
        client.send(old)
        head = client.head()
        assert head.get("transfer-encoding") is None
        assert (head.get("connection") or "").lower() == ("keep-alive" if is_kept else "close")
        if not is_kept:
            assert client.rest() == b"0123456789"
            return
        assert client.some() == b"0123456789"
        assert Head.read(client.send(old).head().raw).framing == 10
    assert services.seen[0].head.first.endswith(" HTTP/1.1")


def test_connection_close_is_kept_to(gateway: Gateway) -> None:
    with gateway.client() as client:
        answer = client.ask("GET", PUBLIC, ("Connection", "close"))
        assert (answer.status, answer.get("connection"), client.rest()) == (200, "close", b"")
