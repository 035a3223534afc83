"""Who goes away in the middle is noticed, and whoever was on the other side is let go."""

from contextlib import suppress
from time import monotonic

import pytest

from tests.gateway.process.answers import message, silent
from tests.gateway.process.client import Client, request
from tests.gateway.process.exchange import Exchange
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import PATIENCE, eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import LARGE, PUBLIC

MEGABYTE = 1024 * 1024
UPLOAD = message(f"POST {LARGE} HTTP/1.1", [("Host", "a"), ("Content-Length", str(1024 * MEGABYTE))])
SOON = 2.5
WHAT_FITS = 100_000


async def dying(exchange: Exchange) -> None:
    """Break off as soon as something of the body is there."""
    async for _ in exchange.pieces():
        exchange.reset()


def is_hung_up_on(client: Client) -> bool:
    """Tell whether the gateway takes nothing more from a client, not even to throw it away."""
    try:
        client.socket.sendall(b"a")
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def test_who_uploads_to_a_service_that_dies_is_told_and_hung_up_on(hasty: Gateway, services: Services) -> None:
    services.users.answers[LARGE] = dying
    with hasty.client() as client:
        answer = client.send(UPLOAD + b"beginning").answer()
        assert (answer.status, answer.get("connection")) == (502, "close")
        assert client.rest() == b""
        eventually(lambda: is_hung_up_on(client), within=PATIENCE / 3)


def test_who_goes_on_uploading_to_a_service_that_died_is_not_kept_waiting(hasty: Gateway, services: Services) -> None:
    services.users.answers[LARGE] = dying
    with hasty.client() as client:
        client.send(UPLOAD + b"beginning")
        eventually(lambda: services.seen and services.only.was_left)
        deadline = monotonic() + PATIENCE / 3
        client.socket.settimeout(PATIENCE / 3)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            while monotonic() < deadline:
                client.socket.sendall(bytes(MEGABYTE))


# Not more: where the system takes no more, it does not hear of the end either.
@pytest.mark.parametrize("ahead", [0, WHAT_FITS])
def test_a_client_that_leaves_is_noticed_though_it_has_sent_ahead(
    gateway: Gateway, services: Services, ahead: int
) -> None:
    services.auth.answers[PUBLIC] = silent
    with gateway.client() as client:
        client.socket.settimeout(0.5)
        with suppress(TimeoutError):
            client.socket.sendall(request("GET", PUBLIC) + bytes(ahead))
        eventually(lambda: services.seen)
    eventually(lambda: services.only.was_left, within=SOON)
