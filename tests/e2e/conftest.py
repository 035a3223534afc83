"""One `oddiya up` for all who use planning through its gateway."""

from collections.abc import Iterator

import pytest

from tests.e2e.test_up import up
from tests.travellers import Traveller, a_traveller

MANY = {"ODDIYA_LIMIT_REGISTER": "1000/60", "ODDIYA_LIMIT_PLAN": "1000/60"}


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with up(tmp_path_factory.mktemp("home"), ODDIYA_PROFILE="memory", **MANY) as (_, url):
        yield url


@pytest.fixture(scope="session")
def mina(url: str) -> Traveller:
    return a_traveller(url)
