"""Who asks in vain is counted like everybody else: by address, before anything is answered."""

import asyncio
from itertools import count

import pytest

from tests.builders import an_id
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.sessions import end_session
from tests.gateway.process.table import PRIVATE, PUBLIC
from tests.gateway.process.test_limits import MOST_BY_ADDRESS, is_from, statuses
from tests.gateway.process.tokens import a_token, bearer

CREDENTIALS = {
    "no token": (),
    "another scheme": (("Authorization", "Basic bWluYTpodW50ZXIy"),),
    "no form of a token": (("Authorization", "Bearer a b"),),
    "a forged token": (bearer(f"{a_token()[:-8]}AAAAAAAA"),),
}


@pytest.mark.parametrize("fields", CREDENTIALS.values(), ids=CREDENTIALS)
def test_who_has_no_token_takes_from_its_address(
    behind_a_proxy: Gateway, services: Services, address: str, fields: tuple[tuple[str, str], ...]
) -> None:
    with behind_a_proxy.client() as client:
        answers = [client.ask("GET", PRIVATE, is_from(address), *fields) for _ in range(MOST_BY_ADDRESS + 2)]
        assert client.ask("GET", PUBLIC, is_from(address)).status == 429
    assert [said.status for said in answers] == [401] * MOST_BY_ADDRESS + [429] * 2
    assert services.seen == []


def test_jw_20_who_has_signed_out_takes_from_its_address(
    behind_a_proxy: Gateway, services: Services, address: str
) -> None:
    session, user = an_id(), an_id()
    ended = bearer(a_token(sid=session, sub=user))
    asyncio.run(end_session(behind_a_proxy, session, user))
    others = (f"100.64.{number // 256}.{number % 256}" for number in count())
    eventually(lambda: behind_a_proxy.ask("GET", PRIVATE, ended, is_from(next(others))).status == 401)
    services.forget()
    with behind_a_proxy.client() as client:
        answers = [client.ask("GET", PRIVATE, ended, is_from(address)).status for _ in range(MOST_BY_ADDRESS + 2)]
    assert answers == [401] * MOST_BY_ADDRESS + [429] * 2
    assert statuses(behind_a_proxy, PUBLIC, [address]) == [429]
    assert services.seen == []


def test_who_asks_for_what_is_not_there_takes_from_its_address(
    behind_a_proxy: Gateway, services: Services, address: str
) -> None:
    assert (
        statuses(behind_a_proxy, "/nowhere", [address] * (MOST_BY_ADDRESS + 2)) == [404] * MOST_BY_ADDRESS + [429] * 2
    )
    assert statuses(behind_a_proxy, PUBLIC, [address]) == [429]
    assert services.seen == []
