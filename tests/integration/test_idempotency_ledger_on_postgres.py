"""A ledger whose connection breaks when a key is claimed does not keep the claim from the one who made it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg2.extensions import parse_dsn

from composition.catalogue import adapters_of
from ports.idempotency_ledger import Answer, IdempotencyLedger, StillRunning
from tests.chaos.proxy import Fault, Proxy, Target, proxy
from tests.conftest import OpenAdapter

MINUTE = timedelta(minutes=1)
DONE = Answer(status=201, headers={}, body=b"{}")
FIRST_AND_NOT_SECOND = 1  # the seed with which, of two that may be cut, that one is


@pytest.fixture
async def way(database_url: str) -> AsyncIterator[Proxy]:
    told = parse_dsn(database_url)
    port = int(told.get("port", 5432))
    is_file = told["host"].startswith("/")
    target = Target(path=Path(told["host"]) / f".s.PGSQL.{port}") if is_file else Target(port=port)
    async with proxy(target, seed=FIRST_AND_NOT_SECOND) as way:
        yield way


async def test_a_claim_that_nobody_heard_the_answer_of_is_the_claimants(
    way: Proxy, database_url: str, open_adapter: OpenAdapter
) -> None:
    told = parse_dsn(database_url)
    who = f"{told['user']}:{told['password']}" if "password" in told else told["user"]
    url = f"postgresql://{who}@127.0.0.1:{way.port}/{told['dbname']}"
    ledger: IdempotencyLedger = await open_adapter(
        adapters_of("idempotency_ledger")["postgres"], ODDIYA_DATABASE_URL=url
    )
    await way.suffer(Fault(cuts_on=b"INSERT INTO", share=0.5))
    assert await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE) is None
    assert way.spoilt == 1
    await way.suffer(Fault())
    with pytest.raises(StillRunning):
        await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE)
    await ledger.settle(owner="mina", key="key", answer=DONE)
    assert await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE) == DONE
