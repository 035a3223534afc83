"""A gateway that is told to stop lets clients take what was answered already, for as long as its grace lasts."""

import signal

import pytest

from tests.gateway.process.answers import Fields, said, saying
from tests.gateway.process.client import Client, connected, request
from tests.gateway.process.conftest import OpenGateway
from tests.gateway.process.counted import answered_by_now, answered_in_the_end
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import LARGE

# Two of these are less, and three are more, than a gateway writes of what the system takes no more.
SIZE = 25_000
MANY = 1_000
CLOSING = (("Connection", "close"),)


def answered_before_it_is_full(gateway: Gateway) -> int:
    """Return how many answers are given to somebody who reads none, the last ones held by the gateway itself."""
    before = answered_by_now(gateway)
    with gateway.client(receives=4096) as client:
        client.send(request("GET", LARGE) * MANY)
        return answered_in_the_end(gateway) - before


def answered_but_not_read(gateway: Gateway, client: Client, *last: tuple[str, str]) -> int:
    """Get as many answers as there can be without reading any, so that the gateway is done with all of them."""
    count = answered_before_it_is_full(gateway) - 1
    before = answered_by_now(gateway)
    client.send(request("GET", LARGE) * (count - 1) + request("GET", LARGE, *last))
    eventually(lambda: answered_by_now(gateway) == before + count)
    return count


def is_listening(gateway: Gateway) -> bool:
    """Tell whether anybody can connect."""
    try:
        with connected(gateway.port):
            return True
    except ConnectionRefusedError:
        return False


@pytest.mark.parametrize("last", [(), CLOSING], ids=["keep-alive", "close"])
def test_what_was_answered_before_a_gateway_stops_is_not_cut_off(
    open_gateway: OpenGateway, services: Services, last: Fields
) -> None:
    services.users.answers[LARGE] = saying(said(bytes(SIZE)))
    with open_gateway(measured=True, ODDIYA_GRACE_SECONDS="15") as gateway, gateway.client(receives=4096) as client:
        count = answered_but_not_read(gateway, client, *last)
        gateway.process.process.send_signal(signal.SIGTERM)
        eventually(lambda: not is_listening(gateway))
        assert [len(client.answer().body) for _ in range(count)] == [SIZE] * count
        assert client.rest() == b""
        assert gateway.process.process.wait(timeout=10) == 0


def test_who_does_not_take_what_was_answered_is_not_waited_for_without_end(
    open_gateway: OpenGateway, services: Services
) -> None:
    services.users.answers[LARGE] = saying(said(bytes(SIZE)))
    with open_gateway(measured=True, ODDIYA_GRACE_SECONDS="0.5") as gateway, gateway.client(receives=4096) as client:
        count = answered_but_not_read(gateway, client, *CLOSING)
        assert gateway.process.kill(signal.SIGTERM) == 0
        assert len(client.rest()) < count * SIZE
