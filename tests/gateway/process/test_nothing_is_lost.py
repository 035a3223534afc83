"""After everything that can go wrong, nothing is still held, and nothing was unexpected."""

import json
import re
from collections.abc import Callable
from functools import partial

from tests.gateway.process.answers import hanging_up, message, resetting, said, saying, silent
from tests.gateway.process.client import request
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import HASTY, LARGE, MEDIA, PUBLIC, SMALL, SOCKETS
from tests.gateway.process.test_websocket import HANDSHAKE, switching

HELD = re.compile(r'^(oddiya_gateway_(?:upstream_connections\{.*state="lent"\}|streams\{.*\})) (\S+)$', re.MULTILINE)
CHUNKED = ("Transfer-Encoding", "chunked")


def holds_nothing(gateway: Gateway) -> bool:
    """Tell whether nothing is held of the services, by the gateway's own account; it is renewed every second."""
    found = HELD.findall(gateway.ask("GET", "/metrics").body.decode())
    return bool(found) and all(float(value) == 0 for _, value in found)


def leave(gateway: Gateway, data: bytes, *, when: Callable[[], object]) -> None:
    """Send bytes and hang up as soon as something is so."""
    with gateway.client() as client:
        client.send(data)
        eventually(when)


def _more_than(count: int, services: Services) -> bool:
    return len(services.seen) > count


def test_after_everything_that_can_go_wrong_nothing_of_a_service_is_held(gateway: Gateway, services: Services) -> None:
    services.auth.answers[SOCKETS] = switching()
    services.auth.answers[f"{PUBLIC}/silent"] = silent
    services.media.answers[f"{HASTY}/silent"] = silent
    services.media.answers[f"{MEDIA}/gone"] = hanging_up
    services.media.answers[f"{MEDIA}/reset"] = resetting
    services.media.answers[f"{MEDIA}/half"] = saying(
        message("HTTP/1.1 200 OK", [CHUNKED], b"4\r\nhal"), then_hang_up=True
    )
    services.media.answers[f"{MEDIA}/more"] = saying(said(b"a") + said(b"b"))
    begun = message(f"POST {LARGE} HTTP/1.1", [("Host", "a"), ("Content-Length", "100000")], b"hello")
    for data in (request("GET", f"{PUBLIC}/silent"), begun, request("GET", SOCKETS, *HANDSHAKE)):
        count = len(services.seen)
        leave(gateway, data, when=partial(_more_than, count, services))
    for target in ("gone", "reset", "half", "more"):
        with gateway.client() as client:
            client.send(request("GET", f"{MEDIA}/{target}", ("Connection", "close"))).rest()
    grown = message(f"POST {SMALL} HTTP/1.1", [("Host", "a"), CHUNKED])
    assert gateway.exchange(grown + b"800\r\n" + bytes(2048)).startswith(b"HTTP/1.1 413 ")
    assert gateway.ask("GET", f"{HASTY}/silent").status == 504
    eventually(lambda: holds_nothing(gateway))


def test_nothing_that_clients_or_services_did_was_unexpected(gateway: Gateway) -> None:
    lines = [json.loads(line) for line in gateway.log.read_text().splitlines()]
    assert [line for line in lines if line["level"] in ("error", "critical")] == []
