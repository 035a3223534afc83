"""What every source of exchange rates promises."""

from decimal import Decimal

import pytest

from adapters.system.clock import SystemClock
from ports.exchange_rates import ExchangeRates, UnknownCurrency
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

# A rate far from these is upside down.
PLAUSIBLE = {
    ("USD", "KRW"): (Decimal(500), Decimal(3000)),
    ("EUR", "KRW"): (Decimal(500), Decimal(3000)),
    ("JPY", "KRW"): (Decimal(3), Decimal(30)),
    ("KRW", "USD"): (Decimal("0.0003"), Decimal("0.002")),
}


@pytest.fixture(params=enrolled("exchange_rates"))
async def rates(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> ExchangeRates:
    opened: ExchangeRates = await open_adapter(request.param)
    return opened


@pytest.mark.parametrize(("base", "target"), PLAUSIBLE)
async def test_a_rate_says_what_one_unit_is_of_the_other_currency(rates: ExchangeRates, base: str, target: str) -> None:
    rate = await rates.rate(base, target)
    least, most = PLAUSIBLE[base, target]
    assert (rate.base, rate.target) == (base, target)
    assert isinstance(rate.value, Decimal)
    assert least < rate.value < most


@pytest.mark.parametrize("currency", ["KRW", "USD", "EUR"])
async def test_a_currency_is_worth_one_of_itself(rates: ExchangeRates, currency: str) -> None:
    rate = await rates.rate(currency, currency)
    assert rate.value == 1
    assert (rate.base, rate.target) == (currency, currency)


@pytest.mark.parametrize(("base", "target"), [("ZZZ", "KRW"), ("KRW", "ZZZ")])
async def test_a_currency_that_the_source_does_not_know_is_unknown(
    rates: ExchangeRates, base: str, target: str
) -> None:
    with pytest.raises(UnknownCurrency) as raised:
        await rates.rate(base, target)
    assert raised.value.currency == "ZZZ"


async def test_a_rate_says_where_it_is_from_and_how_long_it_is_good(rates: ExchangeRates) -> None:
    rate = await rates.rate("USD", "KRW")
    assert rate.found.source
    assert rate.found.fetched_at.tzinfo is not None
    assert rate.good_until > SystemClock().now()


async def test_a_rate_that_is_still_good_is_told_again(rates: ExchangeRates) -> None:
    assert (await rates.rate("USD", "KRW")).value == (await rates.rate("USD", "KRW")).value
