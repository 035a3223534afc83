"""What becomes of clients that want to go on in another protocol."""

from collections.abc import Mapping

import pytest

from entrypoints.gateway.asked.refusals import BadHandshake, WrongWebSocketVersion
from entrypoints.gateway.asked.websocket import upgrade_fields, wanted_upgrade
from entrypoints.http.problems import headers_of
from tests.gateway.asked.requests import a_request, lines_of

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
HANDSHAKE = {
    "Host": "h",
    "Connection": "keep-alive, Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
    "Origin": "https://app.oddiya.app",
}


def wants_upgrade(fields: Mapping[str, str], method: str = "GET") -> bool:
    sent = [(name.encode(), value.encode()) for name, value in fields.items()]
    return wanted_upgrade(a_request(method=method, fields=sent))


def upgrading(fields: Mapping[str, str]) -> list[bytes]:
    return lines_of(upgrade_fields(a_request(fields=[(name.encode(), text.encode()) for name, text in fields.items()])))


@pytest.mark.parametrize("connection", ["Upgrade", "keep-alive, Upgrade", "upgrade,keep-alive", "UPGRADE"])
@pytest.mark.parametrize("upgrade", ["websocket", "WebSocket"])
def test_a_handshake_is_known_by_connection_as_a_list(connection: str, upgrade: str) -> None:
    assert wants_upgrade(HANDSHAKE | {"Connection": connection, "Upgrade": upgrade})


@pytest.mark.parametrize("fields", [{}, {"Connection": "keep-alive"}, {"Connection": "Upgrade"}], ids=str)
def test_a_request_without_upgrade_goes_on_as_it_is(fields: Mapping[str, str]) -> None:
    assert not wants_upgrade(fields)


@pytest.mark.parametrize(
    "upgrade", ["h2c", "foo", "", "websocket, h2c", "h2c, websocket", "websocket, websocket", "TLS/1.3", "websocket/13"]
)
def test_hd_8_nothing_is_upgraded_to_but_websocket(upgrade: str) -> None:
    with pytest.raises(BadHandshake) as refused:
        wants_upgrade(HANDSHAKE | {"Upgrade": upgrade})
    assert refused.value.status == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_hd_8_nothing_is_upgraded_but_a_get(method: str) -> None:
    with pytest.raises(BadHandshake):
        wants_upgrade(HANDSHAKE, method)


@pytest.mark.parametrize("body", [{"Content-Length": "5"}, {"Transfer-Encoding": "chunked"}], ids=str)
def test_hd_8_no_handshake_has_a_body(body: dict[str, str]) -> None:
    with pytest.raises(BadHandshake):
        wants_upgrade(HANDSHAKE | body)
    assert wants_upgrade(HANDSHAKE | {"Content-Length": "0"})


@pytest.mark.parametrize("connection", ["keep-alive", "close", "upgraded", "", "Sec-WebSocket-Key"])
def test_hd_8_upgrade_must_be_named_in_connection(connection: str) -> None:
    with pytest.raises(BadHandshake):
        wants_upgrade(HANDSHAKE | {"Connection": connection})


@pytest.mark.parametrize("version", [None, "", "8", "12", "14", "013", "13, 8", "13, 13"])
def test_hd_8_there_is_one_version_and_the_client_is_told_which(version: str | None) -> None:
    sent = {name: text for name, text in HANDSHAKE.items() if name != "Sec-WebSocket-Version"}
    with pytest.raises(WrongWebSocketVersion) as refused:
        upgrading(sent if version is None else sent | {"Sec-WebSocket-Version": version})
    assert refused.value.status == 426
    headers = headers_of(refused.value)
    assert (headers["Upgrade"], headers["Sec-WebSocket-Version"]) == ("websocket", "13")


@pytest.mark.parametrize(
    "key", [None, "", "abc", KEY[:-1], KEY + "=", "dGhlIHNhbXBsZSBub25jZR==", "x" * 24, f"{KEY}, {KEY}"]
)
def test_hd_8_a_key_is_sixteen_bytes(key: str | None) -> None:
    sent = {name: text for name, text in HANDSHAKE.items() if name != "Sec-WebSocket-Key"}
    with pytest.raises(BadHandshake):
        upgrading(sent if key is None else sent | {"Sec-WebSocket-Key": key})


def test_a_service_gets_the_handshake_as_the_client_made_it_and_nothing_else() -> None:
    asked = HANDSHAKE | {"sec-websocket-protocol": "oddiya.v1, b", "Sec-WebSocket-Extensions": "permessage-deflate"}
    assert upgrading(asked) == [
        b"Connection: Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {KEY}".encode(),
        b"sec-websocket-protocol: oddiya.v1, b",
        b"Sec-WebSocket-Extensions: permessage-deflate",
    ]


def test_an_empty_list_of_sub_protocols_is_not_passed_on() -> None:
    assert upgrading(HANDSHAKE | {"Sec-WebSocket-Protocol": ""}) == upgrading(HANDSHAKE)
