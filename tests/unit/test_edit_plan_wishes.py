"""Changing the title and the wishes of a plan."""

from decimal import Decimal

import pytest
from attrs import evolve

from core.planning.model.money import KRW
from core.planning.model.plan import Missing
from core.planning.model.plan_edit import PlanEdit
from core.planning.model.preferences import Budget, Party, Preferences
from tests.planning_rig import Rig, a_rig
from tests.planning_samples import a_plan, an_itinerary

DOLLARS = Budget(amount=Decimal(10), currency="USD", per="trip")


@pytest.fixture
async def rig() -> Rig:
    return await a_rig()


def budget_of(budget: Budget | None) -> PlanEdit:
    return PlanEdit(preferences=lambda old: evolve(old, budget=budget))


async def test_a_new_title_changes_nothing_else(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    plan = await rig.edit(kept, PlanEdit(title="미나 🌊"))
    verified = evolve(kept.itinerary, verification=plan.itinerary.verification, cost=plan.itinerary.cost)
    assert plan == evolve(kept, title="미나 🌊", version=2, updated_at=rig.clock.now(), itinerary=verified)


async def test_new_wishes_change_the_verification_only(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    plan = await rig.edit(kept, PlanEdit(preferences=lambda old: evolve(old, pace="relaxed", avoid=("market",))))
    assert plan.itinerary.days == kept.itinerary.days
    assert (plan.itinerary.trip.preferences.pace, plan.itinerary.trip.preferences.diet) == ("relaxed", ())
    failed = {check.rule for check in plan.itinerary.verification.checks if check.verdict == "fail"}
    assert "avoid" in failed


async def test_more_people_cost_more(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    before = await rig.edit(kept, PlanEdit(preferences=lambda old: evolve(old, party=Party(adults=2, children=1))))
    plan = await rig.edit(before, PlanEdit(preferences=lambda old: evolve(old, party=Party(adults=4, children=2))))
    assert plan.itinerary.cost.total.amount == 2 * before.itinerary.cost.total.amount > 0
    unpriced = [evolve(stop, cost=None) for day in plan.itinerary.days for stop in day.stops]
    assert unpriced == [evolve(stop, cost=None) for day in kept.itinerary.days for stop in day.stops]


async def test_a_budget_in_another_currency_is_compared_at_its_rate(rig: Rig) -> None:
    plan = await rig.edit(await rig.keep(a_plan()), budget_of(DOLLARS))
    cost = plan.itinerary.cost
    assert cost.rate is not None
    assert cost.in_budget is not None
    assert (cost.rate.base, cost.rate.target, cost.in_budget.currency) == ("USD", KRW, "USD")
    assert [check.verdict for check in plan.itinerary.verification.checks if check.rule == "budget"] == ["fail"]


async def test_a_rate_that_is_known_is_not_asked_for_again(rig: Rig) -> None:
    plan = await rig.edit(await rig.keep(a_plan()), budget_of(DOLLARS))
    rig.rates.down = True
    again = await rig.edit(plan, PlanEdit(title="Busan"))
    assert again.itinerary.cost == plan.itinerary.cost


async def test_without_a_rate_the_plan_says_so_until_there_is_one_or_none_is_needed(rig: Rig) -> None:
    rig.rates.down = True
    plan = await rig.edit(await rig.keep(a_plan()), budget_of(DOLLARS))
    assert [one.what for one in plan.itinerary.missing] == ["rates"]
    again = await rig.edit(plan, PlanEdit(title="Busan"))
    assert again.itinerary.missing == plan.itinerary.missing
    assert (await rig.edit(again, budget_of(None))).itinerary.missing == ()
    rig.rates.down = False
    without = a_plan(itinerary=evolve(an_itinerary(), missing=(Missing(what="rates", scope="trip", why="down"),)))
    assert (await rig.edit(await rig.keep(without), budget_of(DOLLARS))).itinerary.missing == ()


async def test_a_currency_that_nobody_knows_leaves_the_budget_open_and_the_plan_editable(rig: Rig) -> None:
    plan = await rig.edit(await rig.keep(a_plan()), budget_of(evolve(DOLLARS, currency="XYZ")))
    again = await rig.edit(plan, PlanEdit(title="Busan again"))

    assert again.title == "Busan again"
    assert ["XYZ" in missing.why for missing in again.itinerary.missing if missing.what == "rates"] == [True]


async def test_wishes_can_be_taken_back(rig: Rig) -> None:
    plan = await rig.edit(await rig.keep(a_plan()), PlanEdit(preferences=lambda _: Preferences()))
    assert plan.itinerary.trip.preferences == Preferences()
    assert plan.itinerary.cost.in_budget is None
