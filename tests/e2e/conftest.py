"""One `oddiya up`, and one set of processes, for all who use them through a gateway."""

from collections.abc import Iterator

import pytest

from tests.e2e.apart import Apart, services_apart
from tests.e2e.test_up import oddiya, up
from tests.servers.postgres import Clones, in_database
from tests.travellers import Traveller, a_traveller

MANY = {"ODDIYA_LIMIT_REGISTER": "1000/60", "ODDIYA_LIMIT_PLAN": "1000/60"}


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with up(tmp_path_factory.mktemp("home"), ODDIYA_PROFILE="memory", measured=False, **MANY) as (_, url):
        yield url


@pytest.fixture(scope="session")
def mina(url: str) -> Traveller:
    return a_traveller(url)


@pytest.fixture(scope="session")
def apart(tmp_path_factory: pytest.TempPathFactory, postgres_url: str, postgres_clones: Clones) -> Iterator[Apart]:
    name = postgres_clones.take()
    database = in_database(postgres_url, name)
    assert oddiya("migrate", ODDIYA_DATABASE="url", ODDIYA_DATABASE_URL=database).returncode == 0
    with services_apart(str(tmp_path_factory.mktemp("home")), database) as apart:
        yield apart
    postgres_clones.drop(name)
