"""Costs add up and stay within the budget, as far as prices and rates are known."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from core.planning.model.money import Money, Rate
from core.planning.model.plan import Cost, Itinerary
from core.planning.model.preferences import Budget
from core.planning.model.provenance import Provenance
from core.planning.model.verifying.verifier import verify
from tests.planning_changes import Change, only, place, stops, wish
from tests.planning_samples import ASKED, a_cost, an_itinerary


def spending(budget: Budget | None, **facts: Any) -> Change:
    """Change the budget and what the plan costs."""

    def change(plan: Itinerary) -> Itinerary:
        return evolve(wish(budget=budget)(plan), cost=a_cost(**facts))

    return change


def test_a_plan_without_a_budget_still_adds_up() -> None:
    assert only("budget", spending(None)).evidence == "226,000 KRW in 3 days, no budget"
    wrong = Money(amount=Decimal(1), currency="KRW")
    assert "the stops come to 226,000, the plan says 1 KRW" in only("budget", spending(None, total=wrong)).evidence


def test_a_budget_for_each_day_is_as_many_times_as_much_for_the_trip() -> None:
    assert only("budget", spending(Budget(amount=Decimal(76_000), currency="KRW", per="day"))).verdict == "pass"
    assert only("budget", spending(Budget(amount=Decimal(75_000), currency="KRW", per="day"))).evidence == (
        "226,000 KRW is more than 225,000 KRW"
    )


def _rate(base: str, target: str, value: str) -> Rate:
    found = Provenance(source="fixed", fetched_at=ASKED)
    return Rate(base=base, target=target, value=Decimal(value), found=found, good_until=ASKED)


DOLLARS = Money(amount=Decimal("161.43"), currency="USD")


@pytest.mark.parametrize("rate", [_rate("USD", "KRW", "1400"), _rate("KRW", "USD", "0.00071429")])
@pytest.mark.parametrize(("amount", "verdict"), [(162, "pass"), (161, "fail")])
def test_a_budget_may_be_in_another_currency(rate: Rate, amount: int, verdict: str) -> None:
    budget = Budget(amount=Decimal(amount), currency="USD", per="trip")
    assert only("budget", spending(budget, in_budget=DOLLARS, rate=rate)).verdict == verdict


def test_a_wrong_exchange_is_found() -> None:
    budget = Budget(amount=Decimal(500), currency="USD", per="trip")
    rate = _rate("USD", "KRW", "1000")
    assert (
        "226,000 KRW are 226.00 USD, not 161.43 USD"
        in only("budget", spending(budget, in_budget=DOLLARS, rate=rate)).evidence
    )


def test_a_cost_in_another_currency_than_the_budget_is_found() -> None:
    budget = Budget(amount=Decimal(500), currency="EUR", per="trip")
    assert "told as 161.43 USD" in only("budget", spending(budget, in_budget=DOLLARS)).evidence


def test_without_a_rate_nobody_knows() -> None:
    budget = Budget(amount=Decimal(1), currency="USD", per="trip")
    check = only("budget", spending(budget, in_budget=None, rate=_rate("EUR", "KRW", "1")))
    assert (check.verdict, check.evidence) == ("unknown", "no rate says what 226,000 KRW are in USD")


def test_a_total_without_its_exchange_is_still_compared() -> None:
    budget = Budget(amount=Decimal(1), currency="USD", per="trip")
    assert only("budget", spending(budget, in_budget=None, rate=_rate("USD", "KRW", "1000"))).verdict == "fail"


def test_a_price_that_nobody_knows_leaves_the_budget_unknown() -> None:
    unpriced = place("fri-1", price_level=None)
    assert only("budget", unpriced, stops("fri-1", cost=None)).verdict == "unknown"
    assert only("budget", stops("fri-1", cost=None)).verdict == "pass"


def test_amounts_of_different_currencies_are_not_added_up() -> None:
    assert only("budget", stops("fri-1", cost=DOLLARS)).evidence == "amounts in KRW, USD are added up"


@pytest.mark.parametrize("amount", ["Infinity", "1E+999999", "1E-999999"])
def test_no_amount_is_too_odd_to_judge(amount: str) -> None:
    cost = Cost(total=Money(amount=Decimal(amount), currency="KRW"), per_day=(), in_budget=DOLLARS)
    plan = an_itinerary(cost=cost)
    assert not verify(trip=plan.trip, days=plan.days, cost=plan.cost).ok
