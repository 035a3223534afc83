"""WebSockets: bytes both ways once the service has agreed, and nothing else that a connection could turn into."""

import hashlib
from base64 import b64encode

import pytest

from tests.gateway.process.answers import Fields, message, said, saying
from tests.gateway.process.client import Client, request
from tests.gateway.process.exchange import Answer, Exchange
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.messages import Head
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import PUBLIC, SOCKETS

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = b64encode(hashlib.sha1(f"{KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()).decode()
WITHOUT_VERSION = (("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", KEY))
HANDSHAKE = (*WITHOUT_VERSION, ("Sec-WebSocket-Version", "13"))
MASK = b"mask"
MEGABYTE = 1024 * 1024


def frame(payload: bytes, *, first: int = 0x82) -> bytes:
    """Write a frame as clients do."""
    size = len(payload)
    length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2)
    return bytes((first,)) + length + MASK + bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))


def switching(fields: Fields = (), *, greeting: bytes = b"") -> Answer:
    """Agree to a handshake, and send back whatever comes."""

    async def answer(exchange: Exchange) -> None:
        agreed = (("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Accept", ACCEPT))
        await exchange.say(message("HTTP/1.1 101 Switching Protocols", (*agreed, *fields)) + greeting)
        while data := await exchange.hear():
            exchange.seen.add(data)
            await exchange.say(data)
        exchange.hang_up()

    return answer


def opened(client: Client, *fields: tuple[str, str]) -> Head:
    """Shake hands, and return what the service agreed to."""
    answer = client.send(request("GET", SOCKETS, *HANDSHAKE, *fields)).answer()
    assert (answer.status, answer.get("upgrade"), answer.get("sec-websocket-accept")) == (101, "websocket", ACCEPT)
    assert (answer.get("connection") or "").lower() == "upgrade"
    return answer.head


def exactly(client: Client, size: int) -> bytes:
    """Read so many bytes."""
    data = b""
    while len(data) < size and (piece := client.some()):
        data += piece
    return data


def test_what_either_side_says_reaches_the_other(gateway: Gateway, services: Services) -> None:
    services.auth.answers[SOCKETS] = switching()
    frames = [frame(b"hello"), frame(b""), frame(b"ping", first=0x89), frame(bytes(60_000)), frame(b"a", first=0x01)]
    with gateway.client() as client:
        opened(client)
        for one in frames:
            assert exactly(client.send(one), len(one)) == one
        for byte in frames[0]:
            assert exactly(client.send(bytes((byte,))), 1) == bytes((byte,))
    eventually(lambda: services.only.was_left)
    assert bytes(services.only.body) == b"".join(frames) + frames[0]


def test_the_service_chooses_the_sub_protocol(gateway: Gateway, services: Services) -> None:
    services.auth.answers[SOCKETS] = switching([("Sec-WebSocket-Protocol", "plans.v2")], greeting=b"\x82\x02hi")
    with gateway.client() as client:
        head = opened(client, ("Sec-WebSocket-Protocol", "plans.v1, plans.v2"))
        assert head.get("sec-websocket-protocol") == "plans.v2"
        assert exactly(client, 4) == b"\x82\x02hi"
    asked = services.only.head
    assert asked.get("sec-websocket-protocol") == "plans.v1, plans.v2"
    assert (asked.get("upgrade"), asked.get("sec-websocket-key"), asked.get("connection")) == (
        "websocket",
        KEY,
        "Upgrade",
    )


def test_an_empty_list_of_sub_protocols_is_not_passed_on(gateway: Gateway, services: Services) -> None:
    services.auth.answers[SOCKETS] = switching()
    with gateway.client() as client:
        assert opened(client, ("Sec-WebSocket-Protocol", "")).get("sec-websocket-protocol") is None
    assert services.only.head.get("sec-websocket-protocol") is None


@pytest.mark.parametrize("connection", ["keep-alive, Upgrade", "upgrade", "Upgrade, keep-alive", "UPGRADE"])
def test_connection_is_a_list(gateway: Gateway, services: Services, connection: str) -> None:
    services.auth.answers[SOCKETS] = switching()
    with gateway.client() as client:
        fields = (("Connection", connection), *HANDSHAKE[1:])
        assert client.send(request("GET", SOCKETS, *fields)).answer().status == 101


def test_when_the_service_hangs_up_so_does_the_gateway(gateway: Gateway, services: Services) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.say(message("HTTP/1.1 101 Switching Protocols", HANDSHAKE[:2]) + b"\x88\x02\x03\xe8")
        exchange.hang_up()

    services.auth.answers[SOCKETS] = answer
    with gateway.client() as client:
        assert client.send(request("GET", SOCKETS, *HANDSHAKE)).answer().status == 101
        assert client.rest() == b"\x88\x02\x03\xe8"


BAD = {
    "h2c": (
        ("Connection", "Upgrade, HTTP2-Settings"),
        ("Upgrade", "h2c"),
        ("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA"),
    ),
    "foo": (("Connection", "Upgrade"), ("Upgrade", "foo")),
    "TLS": (("Connection", "Upgrade"), ("Upgrade", "TLS/1.0")),
    "two": (("Connection", "Upgrade"), ("Upgrade", "h2c, websocket"), *HANDSHAKE[2:]),
    "no version": WITHOUT_VERSION,
    "an old version": (*WITHOUT_VERSION, ("Sec-WebSocket-Version", "8")),
    "no key": (*HANDSHAKE[:2], HANDSHAKE[3]),
    "a short key": (*HANDSHAKE[:2], HANDSHAKE[3], ("Sec-WebSocket-Key", "dGhl")),
    "two keys": (*HANDSHAKE, HANDSHAKE[2]),
    "not nominated": HANDSHAKE[1:],
}


@pytest.mark.parametrize("name", BAD)
def test_hd_8_what_is_no_handshake_is_refused(gateway: Gateway, services: Services, name: str) -> None:
    services.auth.answers[SOCKETS] = switching()
    answer = gateway.ask("GET", SOCKETS, *BAD[name])
    assert answer.status in (400, 426)
    answer.problem()
    assert (answer.get("sec-websocket-version") == "13") == ("version" in name)
    assert services.seen == []


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "HEAD"])
def test_hd_8_a_handshake_is_a_get(gateway: Gateway, services: Services, method: str) -> None:
    assert gateway.ask(method, SOCKETS, *HANDSHAKE).status == 400
    assert gateway.ask("GET", SOCKETS, *HANDSHAKE, body=b"hello").status == 400
    assert services.seen == []


@pytest.mark.parametrize("fields", [HANDSHAKE, BAD["h2c"], BAD["foo"]], ids=["websocket", "h2c", "foo"])
def test_hd_8_where_nothing_is_upgraded_a_request_is_a_request(
    gateway: Gateway, services: Services, fields: Fields
) -> None:
    services.auth.answers[f"{PUBLIC}/agreeing"] = switching()
    with gateway.client() as client:
        assert client.ask("GET", PUBLIC, *fields).body == f"auth GET {PUBLIC} 0".encode()
        assert client.ask("GET", f"{PUBLIC}/agreeing", *fields).status == 502
    inside = {"upgrade", "connection", "http2-settings", "sec-websocket-key", "sec-websocket-version"}
    assert [seen.head.names & inside for seen in services.seen] == [set(), set()]


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request", "426 Upgrade Required"])
def test_hd_8_a_service_that_does_not_agree_is_not_asked_over_that_connection_again(
    gateway: Gateway, services: Services, status: str
) -> None:
    services.auth.answers[SOCKETS] = saying(said(b"no", status=status))
    with gateway.client() as client:
        answer = client.send(request("GET", SOCKETS, *HANDSHAKE)).answer()
        assert (f"{answer.status} ", answer.body) == (status[:4], b"no")
    number = services.only.connection
    assert gateway.ask("GET", PUBLIC).status == 200
    assert services.seen[-1].connection != number


@pytest.mark.parametrize("upgrade", ["h2c", ""])
def test_hd_8_a_service_that_agrees_to_something_else_is_a_bad_gateway(
    gateway: Gateway, services: Services, upgrade: str
) -> None:
    fields = [("Connection", "Upgrade"), ("Upgrade", upgrade)] if upgrade else []
    services.auth.answers[SOCKETS] = saying(message("HTTP/1.1 101 Switching Protocols", fields))
    assert gateway.ask("GET", SOCKETS, *HANDSHAKE).status == 502


def test_do_7_a_frame_that_is_too_long_ends_the_connection(gateway: Gateway, services: Services) -> None:
    services.auth.answers[SOCKETS] = switching()
    with gateway.client() as client:
        opened(client)
        client.send(b"\x82\xff" + (64 * MEGABYTE).to_bytes(8) + MASK + bytes(MEGABYTE))
        assert client.rest() in (b"", b"\x88\x02\x03\xf1")
    eventually(lambda: services.only.was_left)
    assert services.only.size < 2 * MEGABYTE


def test_do_7_who_says_nothing_for_long_is_let_go_of(hasty: Gateway, services: Services) -> None:
    services.auth.answers[SOCKETS] = switching()
    with hasty.client() as client:
        opened(client)
        assert client.rest() in (b"", b"\x88\x02\x03\xe9")
    eventually(lambda: services.only.was_left)


def test_do_7_who_leaves_frees_the_service(gateway: Gateway, services: Services) -> None:
    services.auth.answers[SOCKETS] = switching()
    for _ in range(50):
        with gateway.client() as client:
            opened(client)
    eventually(lambda: len(services.seen) == 50 and all(seen.was_left for seen in services.seen))
