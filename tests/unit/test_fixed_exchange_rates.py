"""The rates that come with Oddiya are those of the European Central Bank, and what follows from them."""

from datetime import UTC, date
from decimal import Decimal

import pytest

from adapters.bundled.exchange_rates import FixedExchangeRates

RATES = FixedExchangeRates.bundled()


@pytest.mark.parametrize(
    ("base", "target", "value"),
    [
        ("EUR", "KRW", "1532.15"),
        ("EUR", "IDR", "16820.88"),
        ("USD", "KRW", "1474.78"),
        ("KRW", "USD", "0.000678067"),
        ("JPY", "KRW", "9.39623"),
        ("USD", "EUR", "0.962557"),
    ],
)
async def test_a_rate_is_the_banks_own_or_crossed_over_the_euro_in_six_digits(
    base: str, target: str, value: str
) -> None:
    assert (await RATES.rate(base, target)).value == Decimal(value)


async def test_there_and_back_is_nearly_where_one_was() -> None:
    for code in RATES.of_one_euro:
        there, back = await RATES.rate("KRW", code), await RATES.rate(code, "KRW")
        assert abs(there.value * back.value - 1) < Decimal("0.00002"), code


async def test_rates_say_of_which_day_they_are_and_stay_good() -> None:
    rate = await RATES.rate("USD", "KRW")
    assert rate.found.source == "ECB euro reference rates"
    assert rate.found.fetched_at.astimezone(UTC).date() == date(2024, 12, 31)
    assert rate.good_until.year >= 2100
