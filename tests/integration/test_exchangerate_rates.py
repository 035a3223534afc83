"""ExchangeRate-API as it is: decided on the body, exact to the last digit, and kept until the next rates come."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
import structlog
from aiohttp import web

from core.errors import BadAnswer, Unavailable
from ports.exchange_rates import ExchangeRates, UnknownCurrency
from tests.clocks import ManualClock
from tests.standins.exchangerate import ExchangeRateStandIn, refusal
from tests.standins.opening import opened

TOLD = "an outside service gives no facts"
NEXT = datetime(2026, 12, 5, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def exchangerate(clock: ManualClock, secrets_in_play: Callable[[str], None]) -> ExchangeRateStandIn:
    standin = ExchangeRateStandIn(clock=clock)
    secrets_in_play(standin.key)
    return standin


@pytest.fixture
async def rates(exchangerate: ExchangeRateStandIn, clock: ManualClock) -> AsyncIterator[ExchangeRates]:
    async with opened("exchange_rates", exchangerate, clock=clock) as found:
        yield found


def a_table(rate: str, *, base: str = "USD", next_at: float = NEXT.timestamp(), status: int = 200) -> web.Response:
    text = (
        f'{{"result": "success", "time_next_update_unix": {next_at}, "base_code": "{base}", '
        f'"conversion_rates": {{"{base}": 1, "KRW": {rate}}}}}'
    )
    return web.Response(text=text, content_type="application/json", status=status)


@pytest.mark.parametrize("rate", ["1391.2274", "0.00071879", "1391.22740000000000000000000001", "7.1879E-4", "1391"])
async def test_a_rate_is_exactly_what_is_written(
    exchangerate: ExchangeRateStandIn, rates: ExchangeRates, rate: str
) -> None:
    exchangerate.behaviour.instead = partial(a_table, rate)
    found = await rates.rate("USD", "KRW")
    assert (found.value, found.base, found.target, found.good_until) == (Decimal(rate), "USD", "KRW", NEXT)
    assert str(found.value) == str(Decimal(rate))


@pytest.mark.parametrize("status", [200, 203, 404, 500])
async def test_the_body_decides_and_not_the_status(
    exchangerate: ExchangeRateStandIn, rates: ExchangeRates, status: int
) -> None:
    exchangerate.behaviour.instead = partial(a_table, "1391.2", status=status)
    assert (await rates.rate("USD", "KRW")).value == Decimal("1391.2")
    exchangerate.behaviour.instead = partial(refusal, "unsupported-code", status)
    with pytest.raises(UnknownCurrency):
        await rates.rate("EUR", "KRW")


@pytest.mark.parametrize("status", [200, 400, 403, 404])
@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("invalid-key", "set ODDIYA_EXCHANGERATE_KEY"),
        ("inactive-account", "confirm it"),
        ("quota-reached", "used up"),
        ("plan-upgrade-required", "larger plan"),
    ],
)
async def test_what_only_the_operator_can_mend_is_told_and_not_asked_again(
    exchangerate: ExchangeRateStandIn, rates: ExchangeRates, error: str, told: str, status: int
) -> None:
    exchangerate.behaviour.instead = partial(refusal, error, status)
    with structlog.testing.capture_logs() as lines:
        for _ in range(2):
            with pytest.raises(Unavailable):
                await rates.rate("USD", "KRW")
    assert [told in line["why"] for line in lines if line["event"] == TOLD] == [True]
    assert exchangerate.behaviour.calls == 1


async def test_rates_are_kept_until_the_next_ones_come(
    exchangerate: ExchangeRateStandIn, rates: ExchangeRates, clock: ManualClock
) -> None:
    first = await rates.rate("USD", "KRW")
    clock.move(NEXT - clock.now() - timedelta(seconds=1))
    assert await rates.rate("USD", "KRW") == first
    assert (await rates.rate("USD", "EUR")).found == first.found
    assert exchangerate.behaviour.calls == 1
    clock.move(timedelta(seconds=1))
    assert (await rates.rate("USD", "KRW")).found.fetched_at == NEXT
    assert exchangerate.behaviour.calls == 2


async def test_for_want_of_newer_ones_old_rates_serve_a_week_and_say_when_they_were_asked_for(
    exchangerate: ExchangeRateStandIn, rates: ExchangeRates, clock: ManualClock
) -> None:
    first = await rates.rate("USD", "KRW")
    exchangerate.behaviour.will("down")
    clock.move(timedelta(days=6, hours=23))
    assert await rates.rate("USD", "KRW") == first
    clock.move(timedelta(hours=2))
    with pytest.raises(Unavailable):
        await rates.rate("USD", "KRW")


@pytest.mark.parametrize("currency", ["", "usd", "US", "USDD", "../", "US\n", "\ud800", "ＵＳＤ"])
async def test_what_is_no_currency_is_unknown_and_nobody_is_asked(
    exchangerate: ExchangeRateStandIn, rates: ExchangeRates, currency: str
) -> None:
    for base, target in ((currency, "KRW"), ("KRW", currency), (currency, currency)):
        with pytest.raises(UnknownCurrency) as unknown:
            await rates.rate(base, target)
        assert unknown.value.currency == currency
    assert exchangerate.behaviour.calls == 0


async def test_currencies_that_are_made_up_do_not_use_up_the_requests(
    exchangerate: ExchangeRateStandIn, rates: ExchangeRates
) -> None:
    for base, target in (("XXA", "KRW"), ("XXA", "KRW"), ("KRW", "XXA"), ("XXB", "KRW"), ("XXC", "XXD")):
        with pytest.raises(UnknownCurrency):
            await rates.rate(base, target)
    assert exchangerate.behaviour.calls == 2  # one for the first of them, one for the won


async def test_one_of_itself_is_one_without_asking(exchangerate: ExchangeRateStandIn, rates: ExchangeRates) -> None:
    assert (await rates.rate("KRW", "KRW")).value == 1
    assert exchangerate.behaviour.calls == 0


@pytest.mark.parametrize(
    "answer",
    [
        partial(a_table, "1391.2", base="EUR"),
        partial(a_table, "0"),
        partial(a_table, "-3"),
        partial(a_table, "NaN"),
        partial(a_table, "1e999999999"),
        partial(a_table, '"1391.2"'),
        partial(a_table, "true"),
        partial(a_table, "1391.2", next_at=1e300),
        partial(web.json_response, []),
        partial(web.json_response, {"result": "success"}),
        partial(refusal, "malformed-request", 400),
        partial(refusal, "no-data-available", 404),
    ],
    ids=lambda answer: str(answer.args)[:40],
)
async def test_what_cannot_be_right_is_no_rate(
    exchangerate: ExchangeRateStandIn, rates: ExchangeRates, answer: Callable[[], web.Response]
) -> None:
    exchangerate.behaviour.instead = answer
    with pytest.raises(BadAnswer):
        await rates.rate("USD", "KRW")


@pytest.mark.parametrize(("next_at", "asked_again_after"), [(0, timedelta(minutes=10)), (4e9, timedelta(days=7))])
async def test_a_source_that_lies_about_its_next_rates_is_asked_neither_all_the_time_nor_never(
    exchangerate: ExchangeRateStandIn,
    rates: ExchangeRates,
    clock: ManualClock,
    next_at: float,
    asked_again_after: timedelta,
) -> None:
    exchangerate.behaviour.instead = partial(a_table, "1391.2", next_at=next_at)
    await rates.rate("USD", "KRW")
    clock.move(asked_again_after - timedelta(seconds=1))
    await rates.rate("USD", "KRW")
    assert exchangerate.behaviour.calls == 1
    clock.move(timedelta(seconds=1))
    await rates.rate("USD", "KRW")
    assert exchangerate.behaviour.calls == 2


async def test_the_key_may_be_one_with_signs_that_mean_something_in_a_url(clock: ManualClock) -> None:
    standin = ExchangeRateStandIn(key="odd?#%41&key", clock=clock)
    async with opened("exchange_rates", standin, clock=clock) as rates:
        assert await rates.rate("USD", "KRW")
