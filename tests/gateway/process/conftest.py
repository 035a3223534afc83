"""Services that count, and a gateway in front of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager

import pytest

from tests.gateway.process.addresses import new_addresses, new_networks
from tests.gateway.process.gateways import Gateway, a_gateway, free_port
from tests.gateway.process.services import KEYS, Services, running
from tests.gateway.process.tokens import a_token, bearer, published
from tests.servers.redis import PATIENCE

# Long enough that nothing is refilled while a test looks, but for those who are told to come back in a second.
STRICT = {
    "ODDIYA_LIMIT_ADDRESS": "30/3600",
    "ODDIYA_LIMIT_USER": "6/3600",
    "ODDIYA_LIMIT_SIGN_IN": "5/3600",
    "ODDIYA_LIMIT_LOGIN": "2/2",
    "ODDIYA_LIMIT_REFRESH": "4/3600",
    "ODDIYA_LIMIT_REGISTER": "8/3600",
    "ODDIYA_LIMIT_PREFLIGHT": "7/3600",
}
ORIGINS = "https://oddiya.app,http://localhost:3000"
AS_USUAL: Mapping[str, float] = {}
IN_HASTE = {"head": 0.6, "idle": 0.6, "body": 0.6, "send": 0.6, "answer": 0.6, "linger": 0.6, "silence": 0.6}
NOWHERE_PORT = free_port()
OpenGateway = Callable[..., AbstractContextManager[Gateway]]


@pytest.fixture(scope="session")
def all_services() -> Iterator[Services]:
    """Run the services."""
    with running({KEYS: published()}) as services:
        yield services


@pytest.fixture
def services(all_services: Services) -> Iterator[Services]:
    """Services that have seen nothing yet, and must have seen nothing strange when the test is over."""
    all_services.forget()
    yield all_services
    strange = all_services.strange
    all_services.forget()
    assert strange == []


@pytest.fixture(scope="session")
def open_gateway(all_services: Services, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> OpenGateway:
    """Run a further gateway; keyword arguments are further environment variables."""

    def open_it(
        pace: Mapping[str, float] = AS_USUAL, *, measured: bool = False, **told: str
    ) -> AbstractContextManager[Gateway]:
        home = tmp_path_factory.mktemp("gateway")
        redis = {"ODDIYA_REDIS_URL": redis_url, "ODDIYA_REDIS_PREFIX": f"{home}:", **PATIENCE}
        return a_gateway(all_services, home, redis | told, pace, measured=measured)

    return open_it


@pytest.fixture(scope="session")
def gateway(open_gateway: OpenGateway) -> Iterator[Gateway]:
    """The gateway that most tests share: no limit is in the way, and nobody is trusted."""
    nowhere = f"http://127.0.0.1:{NOWHERE_PORT}"
    with open_gateway(ODDIYA_CORS_ORIGINS=ORIGINS, ODDIYA_DEV_ISSUER_SERVICE_URL=nowhere) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def behind_a_proxy(open_gateway: OpenGateway) -> Iterator[Gateway]:
    """A gateway that believes its peers when they say where a client is, and counts strictly."""
    with open_gateway(
        ODDIYA_TRUSTED_PROXIES="127.0.0.1/32,127.0.0.2/32,10.0.0.0/8", ODDIYA_CORS_ORIGINS=ORIGINS, **STRICT
    ) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def hasty(open_gateway: OpenGateway) -> Iterator[Gateway]:
    """A gateway that waits for nothing longer than half a second or so."""
    with open_gateway(IN_HASTE) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def good() -> str:
    """A token that is good."""
    return a_token()


@pytest.fixture(scope="session")
def signed_in(good: str) -> tuple[str, str]:
    """The field of somebody who is signed in."""
    return bearer(good)


@pytest.fixture(scope="session")
def _addresses() -> Iterator[str]:
    return new_addresses()


@pytest.fixture(scope="session")
def _networks() -> Iterator[Callable[[int], str]]:
    return new_networks()


@pytest.fixture
def address(_addresses: Iterator[str]) -> str:
    """An address that no other test asks from."""
    return next(_addresses)


@pytest.fixture
def other_address(_addresses: Iterator[str]) -> str:
    """A second address that no other test asks from."""
    return next(_addresses)


@pytest.fixture
def network(_networks: Iterator[Callable[[int], str]]) -> Callable[[int], str]:
    """A network that no other test asks from."""
    return next(_networks)


@pytest.fixture
def other_network(_networks: Iterator[Callable[[int], str]]) -> Callable[[int], str]:
    """A second network that no other test asks from."""
    return next(_networks)
