"""What a plan costs is known as far as prices are, and never more than that."""

from decimal import Decimal

import pytest

from core.planning.model.costs import cost_of, cost_of_trip, in_currency_of
from core.planning.model.money import KRW, Money, Rate
from core.planning.model.plan import StopKind
from core.planning.model.preferences import Budget, Party
from tests.planning_samples import FRIDAY, SATURDAY, a_day, a_lodging, a_stop
from tests.planning_wishes import FOUND, a_spot

DOLLARS = Rate(base="USD", target=KRW, value=Decimal(1400), found=FOUND, good_until=FOUND.fetched_at)
BY_TRIP = Budget(amount=Decimal(300), currency="USD", per="trip")


def won(amount: int) -> Money:
    return Money(amount=Decimal(amount), currency=KRW)


@pytest.mark.parametrize(
    ("kind", "level", "cost"),
    [
        ("visit", 0, 0),
        ("visit", 2, 10_000),
        ("visit", 4, 50_000),
        ("meal", 1, 9_000),
        ("meal", 3, 30_000),
        ("cafe", 2, 7_000),
    ],
)
def test_a_price_level_costs_an_adult_what_is_usual(kind: StopKind, level: int, cost: int) -> None:
    assert cost_of(a_spot("place", price_level=level), kind, Party(adults=1)) == won(cost)


def test_children_pay_half() -> None:
    assert cost_of(a_spot("place", price_level=1), "visit", Party(adults=2, children=1)) == won(7_500)


def test_what_nobody_knows_has_no_cost() -> None:
    assert cost_of(a_spot("place", price_level=None), "visit", Party()) is None


def test_looking_around_a_market_is_free_and_eating_there_is_not() -> None:
    market = a_spot("market", "market", price_level=2)

    assert cost_of(market, "visit", Party()) == won(0)
    assert cost_of(market, "meal", Party()) == won(15_000)


def test_a_bed_is_not_counted() -> None:
    assert cost_of(a_lodging(price_level=None), "lodging", Party()) == won(0)


def test_a_trip_costs_what_its_stops_with_known_costs_come_to_day_by_day() -> None:
    friday = a_day(FRIDAY, stops=(a_stop(cost=won(1_000)), a_stop(cost=None), a_stop(cost=won(500))))

    cost = cost_of_trip([friday, a_day(SATURDAY, stops=())], budget=None, rate=None)

    assert (cost.per_day, cost.total, cost.in_budget) == ((won(1_500), won(0)), won(1_500), None)


def test_a_trip_without_days_costs_nothing() -> None:
    assert cost_of_trip([], budget=None, rate=None).total == won(0)


def test_a_budget_in_won_needs_no_rate() -> None:
    budget = Budget(amount=Decimal(1), currency=KRW, per="day")

    assert in_currency_of(budget, Decimal(15_000), None) == won(15_000)


def test_another_currency_is_told_to_the_cent_and_only_with_a_rate() -> None:
    assert in_currency_of(BY_TRIP, Decimal(15_000), DOLLARS) == Money(amount=Decimal("10.71"), currency="USD")
    assert in_currency_of(BY_TRIP, Decimal(15_000), None) is None


def test_rounding_makes_nothing_dearer_than_it_is() -> None:
    told = in_currency_of(BY_TRIP, Decimal(999), DOLLARS)

    assert told is not None
    assert told.amount * DOLLARS.value <= 999
