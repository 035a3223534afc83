"""Connections that a service gave up while they were idle: after one of them, no other is tried."""

import pytest

from tests.gateway.process.answers import Gate, echo, said, when
from tests.gateway.process.client import request
from tests.gateway.process.exchange import Exchange
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import MEDIA


def leave_idle(gateway: Gateway, services: Services) -> None:
    """Leave several connections to the service behind that were used."""
    gate = Gate(services.loop)
    services.media.answers[f"{MEDIA}/held"] = when(gate, b"", said(b"held"))
    with gateway.client() as one, gateway.client() as other:
        for client in (one, other):
            client.send(request("GET", f"{MEDIA}/held"))
        eventually(lambda: len(services.seen) == 2)
        gate.open()
        assert [client.answer().status for client in (one, other)] == [200, 200]
    services.media.seen.clear()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_after_one_that_was_given_up_a_request_goes_over_a_new_one(
    gateway: Gateway, services: Services, method: str
) -> None:
    leave_idle(gateway, services)
    newest = services.media.connections

    async def giving_up(exchange: Exchange) -> None:
        if exchange.seen.connection <= newest:
            exchange.hang_up()
        else:
            await echo(exchange)

    services.media.answers[MEDIA] = giving_up
    assert gateway.ask(method, MEDIA).status == 200
    first, second = services.seen
    assert first.connection <= newest < second.connection
    assert services.media.connections == newest + 1
