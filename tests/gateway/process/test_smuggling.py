"""The smuggling table: what can be read in two ways is refused, and whatever is accepted arrives once and as it is."""

import pytest

from tests.gateway.process.answers import message
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.messages import END, Head
from tests.gateway.process.services import Services
from tests.gateway.process.smuggled import BROKEN, CHUNKED, HIDDEN, NO_BODY, REFUSED, get, post
from tests.gateway.process.table import PRIVATE, PUBLIC


def refusal(answer: bytes) -> Head:
    """Return the head of the one answer there is, after which the connection was closed."""
    head = Head.read(answer.partition(END)[0] + END)
    assert answer.count(b"HTTP/1.1 ") == 1, answer
    assert (head.get("connection"), head.get("content-type")) == ("close", "application/problem+json")
    assert len(answer) - len(head.raw) == head.framing
    return head


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_be_read_in_two_ways_is_refused_and_ends_the_connection(
    gateway: Gateway, services: Services, name: str
) -> None:
    assert refusal(gateway.exchange(REFUSED[name])).first.split(" ")[1] in ("400", "431", "501", "505")
    assert services.seen == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_body_that_breaks_the_rules_reaches_nobody_whole(gateway: Gateway, services: Services, name: str) -> None:
    assert refusal(gateway.exchange(BROKEN[name])).first.split(" ")[1] in ("400", "413", "431")
    assert [(seen.path, seen.is_complete) for seen in services.seen] in ([], [(f"{PUBLIC}/open", False)])


# What may be refused as well; but if it passes, then as this one request, and the hidden one as itself.
HARMLESS = {
    "CL twice, the same": (post(b"Content-Length: 5", b"Content-Length: 5", body=b"hello"), b"hello"),
    "CL with leading zeros": (post(b"Content-Length: 005", body=b"hello"), b"hello"),
    "TE with a tab": (post(b"Transfer-Encoding:\tchunked", body=NO_BODY), b""),
    "TE with a blank at its end": (post(b"Transfer-Encoding: chunked ", body=NO_BODY), b""),
    "TE in capitals": (post(b"TRANSFER-ENCODING: CHUNKED", body=NO_BODY), b""),
    "chunks with extensions": (post(CHUNKED, body=b'5;a=b;c="d"\r\nhello\r\n0;e\r\n\r\n'), b"hello"),
    "sizes with leading zeros": (post(CHUNKED, body=b"005\r\nhello\r\n000\r\n\r\n"), b"hello"),
    "sizes in capitals": (post(CHUNKED, body=b"A\r\nhellohello\r\n0\r\n\r\n"), b"hellohello"),
    "trailers": (post(CHUNKED, b"Trailer: A", body=b"5\r\nhello\r\n0\r\nA: b\r\n\r\n"), b"hello"),
    **{
        f"{name} as a trailer": (post(CHUNKED, body=b"5\r\nhello\r\n0\r\n%s: 1\r\n\r\n" % name.encode()), b"hello")
        for name in ("Content-Length", "Transfer-Encoding", "Host", "Authorization", "X-User-Id", "X-Forwarded-For")
    },
    "an empty line before": (b"\r\n" + get(first=f"GET {PUBLIC}/open HTTP/1.1".encode()), b""),
    "two empty lines before": (b"\r\n\r\n" + get(), b""),
    "a Host with a port": (get(host=b"Host: a:8080"), b""),
    "a Host that is an address": (get(host=b"Host: [2001:db8::7]:8080"), b""),
    "an empty value": (get(b"A:", b"B: "), b""),
    "a value in UTF-8": (get("A: 서울".encode()), b""),
    "blanks around a value": (get(b"A: \t b \t "), b""),
    "GET with a body": (get(b"Content-Length: 5").replace(HIDDEN, b"hello" + HIDDEN), b"hello"),
    "GET with chunks": (get(CHUNKED).replace(HIDDEN, b"5\r\nhello\r\n0\r\n\r\n" + HIDDEN), b"hello"),
    "GET with a length of nothing": (get(b"Content-Length: 0"), b""),
    "POST without a length": (post(), b""),
    "Expect": (post(b"Expect: 100-continue", b"Content-Length: 5", body=b"hello"), b"hello"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_accepted_arrives_once_and_as_it_is(gateway: Gateway, services: Services, name: str) -> None:
    data, body = HARMLESS[name]
    answer = gateway.exchange(data)
    if answer.startswith(b"HTTP/1.1 400 "):
        refusal(answer)
        assert not [seen for seen in services.seen if seen.is_complete]
        return
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 2, answer
    open_one, hidden = services.seen
    assert (open_one.path, bytes(open_one.body), hidden.path) == (f"{PUBLIC}/open", body, f"{PUBLIC}/hidden")
    assert hidden.size == 0
    assert open_one.head.names & {"trailer", "expect", "x-user-id", "authorization"} == set()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE", "POST"])
def test_a_request_that_looks_like_the_body_of_another_is_its_body(
    gateway: Gateway, services: Services, method: str
) -> None:
    length = b"Content-Length: %d" % len(HIDDEN)
    answer = gateway.exchange(
        b"%s %s/open HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n\r\n"
        % (method.encode(), PUBLIC.encode(), length)
        + HIDDEN
    )
    assert [(seen.method, bytes(seen.body)) for seen in services.seen] in ([], [(method, HIDDEN)])
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith(b"HTTP/1.1 200 ") == bool(services.seen)


def test_a_refused_request_with_a_body_is_not_followed_by_its_body(gateway: Gateway, services: Services) -> None:
    length = b"Content-Length: %d" % len(HIDDEN)
    refused = b"POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n\r\n" % (PRIVATE.encode(), length)
    answer = gateway.exchange(refused + HIDDEN)
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert (answer.count(b"HTTP/1.1 "), services.seen) == (1, [])


def test_who_is_refused_is_not_asked_for_the_body(gateway: Gateway, services: Services) -> None:
    fields = [("Host", "a"), ("Content-Length", "5"), ("Expect", "100-continue")]
    with gateway.client() as client:
        answer = client.send(message(f"POST {PRIVATE} HTTP/1.1", fields)).answer()
        assert (answer.status, answer.problem()["code"]) == (401, "unauthenticated")
        assert client.rest() == b""
    assert services.seen == []


def test_who_may_go_on_is_told_so_before_the_body(gateway: Gateway, services: Services) -> None:
    fields = [("Host", "a"), ("Content-Length", "5"), ("Expect", "100-continue")]
    with gateway.client() as client:
        assert client.send(message(f"POST {PUBLIC} HTTP/1.1", fields)).answer().status == 100
        assert client.send(b"hello").answer().status == 200
    assert (bytes(services.only.body), services.only.head.get("expect")) == (b"hello", None)


@pytest.mark.parametrize("expected", ["200-ok", "100-continue, x", "", "100-continue; a"])
def test_nobody_may_expect_anything_else(gateway: Gateway, services: Services, expected: str) -> None:
    answer = gateway.ask("POST", PUBLIC, ("Expect", expected), body=b"hello")
    assert answer.status in (400, 417)
    assert services.seen == []
