"""Restarts: of workers one after the other, and of a gateway by itself. No request is lost on the way."""

import signal
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from select import select
from time import monotonic

import pytest

from tests.gateway.process.answers import Gate, message, when
from tests.gateway.process.client import Said, connected, request
from tests.gateway.process.conftest import OpenGateway
from tests.gateway.process.exchange import Answer
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import SOCKETS
from tests.gateway.process.test_websocket import ACCEPT, HANDSHAKE, exactly
from tests.gateway.process.traffic import figures, traffic
from tests.gateway.process.under_way import under_way
from tests.gateway.process.workers import gateway_command
from tests.servers.redis import PATIENCE as REDIS_PATIENCE

DRAIN = 0.5
ME = "/api/v1/users/me"
READY = "/health/ready"
FRAME, LONG_FRAME = b"\x82\x02hi", b"\x82\x05hello"
GOING_AWAY = b"\x88\x02\x03\xe9"


@pytest.fixture
def told(redis_url: str, tmp_path: Path) -> Mapping[str, str]:
    redis = {"ODDIYA_REDIS_URL": redis_url, "ODDIYA_REDIS_PREFIX": f"{tmp_path}:", **REDIS_PATIENCE}
    return {**redis, "ODDIYA_GRACE_SECONDS": "15", "ODDIYA_LOG_LEVEL": "warning"}


@pytest.fixture
def requests(signed_in: tuple[str, str]) -> tuple[bytes, bytes]:
    """What clients ask for: one of them must not be asked for twice."""
    return request("GET", ME, signed_in), request("POST", ME, signed_in, body=b"{}")


def ask(port: int, target: str) -> Said:
    with connected(port) as client:
        return client.ask("GET", target)


def is_refused(port: int) -> bool:
    """Tell whether nobody listens on a port any more; a connection that was made and broken off is not yet that."""
    try:
        with connected(port):
            return False
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:
        return False


def test_a_rolling_restart_at_200_requests_a_second_is_noticed_by_nobody(
    services: Services, told: Mapping[str, str], tmp_path: Path, requests: tuple[bytes, bytes]
) -> None:
    with gateway_command(services, tmp_path, told, workers=2, ODDIYA_DRAIN_SECONDS=str(DRAIN)) as running:
        with traffic(services.loop, running.port, *requests) as load, under_way(services, running.port):
            load.flows(100)
            old, began = running.workers, monotonic()
            running.tell(signal.SIGHUP)
            eventually(lambda: len(running.workers) == 2 and not running.workers & old, within=60)
            took = monotonic() - began
            load.flows(100)
        print(f"replaced in {took:.1f} s: {figures(load.answered)}")
        assert load.lost_without_warning(DRAIN) == []
        assert {one.said.status for one in load.answered} == {200}
        assert len(load.since(began, began + took)) > 50


def test_told_to_stop_a_gateway_sends_clients_elsewhere_and_answers_all_that_ask_meanwhile(
    services: Services, told: Mapping[str, str], tmp_path: Path, requests: tuple[bytes, bytes]
) -> None:
    with gateway_command(services, tmp_path, told, ODDIYA_DRAIN_SECONDS="1.5") as running:
        with traffic(services.loop, running.port, *requests) as load, under_way(services, running.port):
            load.flows(100)
            assert ask(running.port, READY).status == 200
            running.tell(signal.SIGTERM)
            eventually(lambda: ask(running.port, READY).status == 503)
            not_ready = monotonic()
            said = ask(running.port, READY)
            assert (said.status, said.get("connection")) == (503, "close")
            assert int(said.get("retry-after") or 0) > 0
            load.flows(50)
            load.is_over = True  # whoever looks at the readiness sends nobody here any more
        assert running.process.process.wait(timeout=30) == 0
        print(figures(load.since(not_ready)))
        assert load.lost == []
        assert {one.said.status for one in load.answered} == {200}
        assert {one.said.get("connection") for one in load.since(not_ready)} == {"close"}


def test_who_has_just_connected_when_a_gateway_stops_is_still_answered(
    services: Services, told: Mapping[str, str], tmp_path: Path, requests: tuple[bytes, bytes]
) -> None:
    with gateway_command(services, tmp_path, told, ODDIYA_DRAIN_SECONDS="0.3") as running:
        running.tell(signal.SIGTERM)
        eventually(lambda: ask(running.port, READY).status == 503)
        with connected(running.port) as one, connected(running.port) as other:
            eventually(lambda: is_refused(running.port))
            said = [client.send(data).answer() for client, data in zip((one, other), requests, strict=True)]
        assert [(answer.status, answer.get("connection")) for answer in said] == [(200, "close")] * 2


def speaking(gate: Gate, spoken: int) -> Answer:
    """Agree to a WebSocket and send a frame and some of the next one; the rest comes once the gate is open."""
    agreed = message("HTTP/1.1 101 Switching Protocols", (*HANDSHAKE[:2], ("Sec-WebSocket-Accept", ACCEPT)))
    return when(gate, agreed + FRAME + LONG_FRAME[:spoken], LONG_FRAME[spoken:])


def test_websockets_are_told_between_two_frames_that_the_gateway_goes_away(
    services: Services, open_gateway: OpenGateway
) -> None:
    gate, spoken = Gate(services.loop), (0, 1, 4, len(LONG_FRAME))
    services.auth.answers |= {f"{SOCKETS}/{size}": speaking(gate, size) for size in spoken}
    with open_gateway(measured=True) as gateway, ExitStack() as stack:
        clients = {size: stack.enter_context(gateway.client()) for size in spoken}
        for size, client in clients.items():
            assert client.send(request("GET", f"{SOCKETS}/{size}", *HANDSHAKE)).answer().status == 101
            assert exactly(client, len(FRAME) + size) == FRAME + LONG_FRAME[:size]
        gateway.process.process.send_signal(signal.SIGTERM)
        assert clients[0].rest() == GOING_AWAY
        assert clients[len(LONG_FRAME)].rest() == GOING_AWAY
        assert select([clients[1].socket, clients[4].socket], [], [], 0.1)[0] == [], "a word in the middle of a frame"
        gate.open()
        assert clients[1].rest() == LONG_FRAME[1:] + GOING_AWAY
        assert clients[4].rest() == LONG_FRAME[4:] + GOING_AWAY
        assert gateway.process.process.wait(timeout=30) == 0
