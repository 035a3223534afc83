"""The services of the tests: whatever the other files prove rests on their missing nothing."""

import pytest

from tests.gateway.process.answers import Gate, said, when
from tests.gateway.process.client import chunked, connected, request
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import running


def test_they_keep_every_byte_of_every_request_and_answer_in_order() -> None:
    with running({}) as services, connected(services.auth.port) as client:
        client.send(request("POST", "/a?b", ("X-Twice", "1"), ("x-twice", "2"), body=b"body"))
        client.send(b"PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(b"bo", b"dy"))
        assert [client.answer().body for _ in range(2)] == [b"auth POST /a?b 4", b"auth PUT /c 4"]
        first, second = services.seen
        assert (first.head.all("x-twice"), bytes(first.body), first.is_complete) == (["1", "2"], b"body", True)
        assert (second.target, bytes(second.body), second.connection) == ("/c", b"body", first.connection)
        assert (services.auth.connections, services.calls, services.strange) == (1, 3, [])


@pytest.mark.parametrize(
    "data",
    [
        *(b"GET / HTTP/1.0\r\n\r\n", b"GET  / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\nHost: a\r\n\r\n", b"\r\n\r\n"),
        *(
            b"GET / HTTP/1.1\r\nA : b\r\n\r\n",
            b"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
            b"GET / HTTP/1.1\r\nA: \0\r\n\r\n",
        ),
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: a\r\n\r\n",
        *(b"GET / HTTP/1.1\r\n\r\nGE", b"GET / HTT"),
    ],
)
def test_they_notice_whatever_is_strange(data: bytes) -> None:
    with running({}) as services, connected(services.users.port) as client:
        client.send(data).finish().rest()
        eventually(lambda: len(services.strange) == 1)


def test_they_notice_that_somebody_left_in_the_middle() -> None:
    with running({}) as services, connected(services.users.port) as client:
        client.send(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab").finish().rest()
        eventually(lambda: services.only.was_left)
        assert (services.only.size, services.only.is_complete, services.strange) == (2, False, [])


def test_they_wait_for_what_a_test_lets_happen() -> None:
    with running({}) as services, connected(services.media.port) as client:
        gate = Gate(services.loop)
        first, later = said(b"ab")[:-1], b"b"
        services.media.answers["/slow"] = when(gate, first, later)
        client.send(request("GET", "/slow"))
        assert client.socket.recv(100) == first
        gate.open()
        assert client.socket.recv(100) == later
