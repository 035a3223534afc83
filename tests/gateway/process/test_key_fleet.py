"""Rows JK-1, JK-3, JK-6 and JK-8: two gateway processes that follow the keys of one auth service together."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from time import monotonic

import pytest

from adapters.jose.token_key import TokenKey
from tests.gateway.process.client import request
from tests.gateway.process.conftest import OpenGateway
from tests.gateway.process.fleet import Auth, running_together, signed_by
from tests.gateway.process.flood import answers, flooded
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.mortal import own_port
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import PRIVATE
from tests.gateway.process.traffic import figures, traffic

READY = "/health/ready"
SOON = 4.0  # two seconds, and some for a busy machine
FLOOD = 4.0  # seconds
KEY, NEXT = TokenKey.made(), TokenKey.made()
TOKENS = {key: signed_by(key) for key in (KEY, NEXT)}
Fleet = Sequence[Gateway]


@pytest.fixture
def late_auth(services: Services) -> Auth:
    return Auth(own_port(), services.loop, keys=[KEY])


@pytest.fixture(scope="module")
def auth(all_services: Services) -> Iterator[Auth]:
    auth = Auth(own_port(), all_services.loop, keys=[KEY])
    with auth.running():
        yield auth


@pytest.fixture(scope="module")
def fleet(open_gateway: OpenGateway, auth: Auth, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with two(open_gateway, auth, tmp_path_factory.mktemp("fleet")) as gateways:
        yield gateways


def two(open_gateway: OpenGateway, auth: Auth, shared: Path) -> AbstractContextManager[Fleet]:
    """Run two gateways that share what can be shared."""
    told = {"ODDIYA_AUTH_URL": auth.url, "ODDIYA_REDIS_PREFIX": f"{shared}:", "ODDIYA_LOG_LEVEL": "error"}
    return running_together([open_gateway(**told) for _ in range(2)])


def publish(auth: Auth, fleet: Fleet, *keys: TokenKey) -> float:
    """Publish and announce keys, and return in how many seconds tokens of these pass everywhere, and of no others."""
    auth.keys = keys
    auth.announce(fleet[0])
    expected = [200 if key in keys else 401 for key in (KEY, NEXT)] * len(fleet)
    return seconds_until(lambda: [status(gateway, TOKENS[key]) for gateway in fleet for key in (KEY, NEXT)] == expected)


def status(gateway: Gateway, field: tuple[str, str]) -> int:
    return gateway.ask("GET", PRIVATE, field).status


def seconds_until(condition: Callable[[], bool]) -> float:
    """Wait until something is so, and return how long that took; it must not take long."""
    began = monotonic()
    eventually(condition, within=SOON)
    return monotonic() - began


def test_jk_6_gateways_that_start_before_the_auth_service_are_not_ready_and_then_soon_are(
    open_gateway: OpenGateway, late_auth: Auth, tmp_path: Path
) -> None:
    with two(open_gateway, late_auth, tmp_path) as fleet:
        for gateway in fleet:
            problem = gateway.ask("GET", READY).problem()
            assert (problem["status"], problem["code"]) == (503, "not-ready")
            assert problem["dependencies"]["token_verifier"]["status"] == "down"
            assert status(gateway, TOKENS[KEY]) == 503
        with late_auth.running():
            took = seconds_until(lambda: all(gateway.ask("GET", READY).status == 200 for gateway in fleet))
            print(f"ready {took:.2f} s after the auth service")
            assert [status(gateway, TOKENS[KEY]) for gateway in fleet] == [200, 200]


def test_jk_1_and_3_strangers_cost_one_question_at_most_and_neither_good_tokens_nor_a_rotation_suffer(
    services: Services, auth: Auth, fleet: Fleet
) -> None:
    publish(auth, fleet, KEY)
    requests = [request("GET", PRIVATE, signed_by(KEY)) for _ in range(20)]
    with ExitStack() as stack:
        loads = [stack.enter_context(traffic(services.loop, one.port, *requests, rate=100)) for one in fleet]
        for load in loads:
            load.flows(100)
        asked, calm_until = auth.asked, monotonic()
        with flooded(fleet) as flood:
            began = monotonic()
            eventually(lambda: monotonic() > began + FLOOD / 2)
            took = publish(auth, fleet, NEXT, KEY)
            eventually(lambda: monotonic() > began + FLOOD)
            ended, strangers = monotonic(), answers(flood)
    print(f"{strangers} strangers; the next key was good {took:.2f} s after it was announced")
    assert auth.asked <= asked + 1
    assert all(set(said) == {"401"} and said["401"] > 200 for said in strangers)
    for load in loads:
        print(f"calm {figures(load.since(0, calm_until))}; flooded {figures(load.since(began, ended))}")
        assert (load.lost, {one.said.status for one in load.answered}) == ([], {200})
        assert max(one.seconds for one in load.since(began, ended)) < 1


@pytest.mark.usefixtures("services")
def test_jk_8_a_token_of_a_key_that_is_withdrawn_is_soon_refused_everywhere_though_it_was_found_good(
    auth: Auth, fleet: Fleet
) -> None:
    publish(auth, fleet, KEY, NEXT)
    assert [status(gateway, TOKENS[KEY]) for gateway in fleet] == [200, 200]
    print(f"refused {publish(auth, fleet, NEXT):.2f} s after the announcement")
