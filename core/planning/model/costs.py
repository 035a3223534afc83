"""What places are likely to cost, in won: rough, and only where the price level is known."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from core.planning.model.money import KRW, Money, Rate
from core.planning.model.place import Place
from core.planning.model.plan import Cost, Day, StopKind
from core.planning.model.preferences import Budget, Party

# Usual prices for an adult in 2025, by price level from 0 (free) to 4.
PRICES: Final[Mapping[StopKind, Sequence[int]]] = {
    "visit": (0, 3_000, 10_000, 25_000, 50_000),
    "meal": (0, 9_000, 15_000, 30_000, 60_000),
    "cafe": (0, 5_000, 7_000, 10_000, 15_000),
    "lodging": (0, 0, 0, 0, 0),  # what people pay for a bed, they pay elsewhere
}
CENT: Final = Decimal("0.01")


def cost_of(place: Place, kind: StopKind, party: Party) -> Money | None:
    """Return what a stop costs the party, children at half price; None where nobody knows."""
    if kind == "lodging" or (kind == "visit" and place.category == "market"):
        return Money(amount=Decimal(0), currency=KRW)
    if place.price_level is None:
        return None
    price = PRICES[kind][place.price_level]
    return Money(amount=Decimal(price * (2 * party.adults + party.children)) / 2, currency=KRW)


def cost_of_trip(days: Sequence[Day], *, budget: Budget | None, rate: Rate | None) -> Cost:
    """Return what all stops with known costs come to, also in the budget's currency: `rate` is what it is in won."""
    per_day = tuple(sum((stop.cost.amount for stop in day.stops if stop.cost), Decimal(0)) for day in days)
    total = sum(per_day, Decimal(0))
    return Cost(
        total=Money(amount=total, currency=KRW),
        per_day=tuple(Money(amount=amount, currency=KRW) for amount in per_day),
        in_budget=in_currency_of(budget, total, rate),
        rate=rate,
    )


def in_currency_of(
    budget: Budget | None, won: Decimal, rate: Rate | None, *, rounding: str = ROUND_FLOOR
) -> Money | None:
    """Return won in the budget's currency; None where there is no budget, or no rate.

    It is rounded down, so that what is within the budget in won is so in its currency.
    """
    if budget is None:
        return None
    if budget.currency == KRW:
        return Money(amount=won, currency=KRW)
    if rate is None:
        return None
    return Money(amount=(won / rate.value).quantize(CENT, rounding=rounding), currency=budget.currency)
