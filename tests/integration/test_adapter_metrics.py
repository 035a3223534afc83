"""What adapters count of those whom they stand before: PostgreSQL, Redis, a mail server, services outside."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from adapters.postgres.pool import Pool
from adapters.prometheus.meter import PrometheusMeter
from composition.opener import Opener
from composition.settings import Settings
from core.errors import OddiyaError, Unavailable
from ports.mailer import Mail
from tests.clocks import ManualClock
from tests.metered import told_by
from tests.standins.opening import PATIENCE
from tests.standins.questions import QUESTIONS
from tests.standins.running import serve

NOBODY = "127.0.0.1:9"
COUNT = "oddiya_outside_duration_seconds_count"


@asynccontextmanager
async def counting(port: str, meter: PrometheusMeter, settings: dict[str, str]) -> AsyncIterator[Any]:
    """Open a port's adapter that counts by this meter."""
    async with AsyncExitStack() as stack:
        yield await Opener(Settings.read(settings), stack, given={"meter": meter}).open(port)


async def test_a_pool_tells_how_many_connections_it_has_and_how_long_was_waited(
    postgres_environment: dict[str, str],
) -> None:
    meter = PrometheusMeter()
    settings = {**postgres_environment, "ODDIYA_DATABASE_POOL": "3"}
    async with counting("postgres_pool", meter, settings) as pool:
        assert isinstance(pool, Pool)
        async with pool.cursor(), pool.cursor():
            both_in_use = told_by(meter, "oddiya_database_connections")
        given_back = told_by(meter, "oddiya_database_connections{")
    assert both_in_use == {
        'oddiya_database_connections{state="used"}': 2,
        'oddiya_database_connections{state="idle"}': 0,
        "oddiya_database_connections_max": 3,
    }
    assert given_back == {
        'oddiya_database_connections{state="used"}': 0,
        'oddiya_database_connections{state="idle"}': 2,
    }
    assert told_by(meter, "oddiya_database_wait_duration_seconds_count") == {
        "oddiya_database_wait_duration_seconds_count": 2
    }


async def test_waiting_in_vain_is_measured_too(postgres_environment: dict[str, str]) -> None:
    meter = PrometheusMeter()
    settings = {**postgres_environment, "ODDIYA_DATABASE_POOL": "1", "ODDIYA_DATABASE_TIMEOUT": "0.3"}
    async with counting("postgres_pool", meter, settings) as pool, pool.cursor():
        with pytest.raises(OddiyaError):
            await _one_more(pool)
    waited = told_by(meter, "oddiya_database_wait_duration_seconds_bucket")
    in_vain = 'oddiya_database_wait_duration_seconds_bucket{le="0.25"}'
    assert waited['oddiya_database_wait_duration_seconds_bucket{le="+Inf"}'] == waited[in_vain] + 1


async def test_commands_that_redis_does_not_answer_are_counted() -> None:
    meter = PrometheusMeter()
    async with counting("redis_client", meter, {"ODDIYA_REDIS_URL": f"redis://{NOBODY}"}) as client:
        before = told_by(meter, "oddiya_redis_failures")
        with pytest.raises(OddiyaError):
            await client.ask("PING")
    assert before == {"oddiya_redis_failures_total": 0}
    assert told_by(meter, "oddiya_redis_failures") == {"oddiya_redis_failures_total": 1}


async def test_letters_are_counted_by_what_the_mail_server_makes_of_them(smtp_environment: dict[str, str]) -> None:
    meter = PrometheusMeter()
    settings = {**smtp_environment, "ODDIYA_MAILER": "smtp"}
    async with counting("mailer", meter, settings) as mailer:
        await mailer.send(_letter_to("kim@example.com"))
        for address in ("refused@example.com", "later@example.com"):
            with pytest.raises(OddiyaError):
                await mailer.send(_letter_to(address))
    assert told_by(meter, "oddiya_mails_total") == {
        f'oddiya_mails_total{{outcome="{outcome}"}}': 1 for outcome in ("sent", "refused", "failed")
    }


async def test_questions_to_a_service_outside_are_counted_once_however_often_they_are_tried(
    secrets_in_play: Callable[[str], None],
) -> None:
    meter, clock, question = PrometheusMeter(), ManualClock(), QUESTIONS[-1]
    secrets_in_play(question.key)
    standin = question.standin(clock)
    async with serve(standin) as url, counting(question.port, meter, {**PATIENCE, **standin.settings(url)}) as rates:
        standin.behaviour.will("error")
        with pytest.raises(Unavailable):
            await question.ask(rates, clock)
        standin.behaviour.will("well")
        await question.ask(rates, clock)
    assert told_by(meter, COUNT) == {
        f'{COUNT}{{outcome="{outcome}",source="ExchangeRate-API"}}': 1 for outcome in ("failed", "answered")
    }


async def _one_more(pool: Pool) -> None:
    async with pool.cursor():
        pass


def _letter_to(address: str) -> Mail:
    return Mail(mail_id="letter-1", to=address, subject="the subject", text="the text")
