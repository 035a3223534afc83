"""A plan keeps within its budget by giving up what costs most, or says what it would take."""

from decimal import Decimal
from typing import Any

import pytest

from core.planning.model.money import KRW, Rate
from core.planning.model.place import Category, Place
from core.planning.model.preferences import Budget, Party
from core.planning.model.proven import proven
from core.planning.model.scheduling.trip_budget import budget_in_won
from tests.planning_wishes import FOUND, a_spot, a_wish, eateries, faults_of, slugs, spots

DOLLARS = Rate(base="USD", target=KRW, value=Decimal(1399), found=FOUND, good_until=FOUND.fetched_at)
SORTS: tuple[Category, ...] = ("museum", "art", "culture", "shopping")


def a_budget(amount: object, currency: str = KRW, per: Any = "trip") -> Budget:
    return Budget(amount=Decimal(str(amount)), currency=currency, per=per)


def visited(pool: list[Place], budget: Budget | None, **wishes: Any) -> set[str]:
    plan = proven(a_wish(pool, budget=budget, **wishes))
    return {slug for day in plan.days for slug in slugs(day.stops)}


def test_what_the_budget_covers_stays_however_dear() -> None:
    dear = a_spot("dear", price_level=4)

    assert visited([dear], a_budget(50_000)) == {"dear"}


def test_the_dearest_visits_go_first() -> None:
    pool = [a_spot(f"level{level}", category, price_level=level) for level, category in enumerate(SORTS, start=1)]

    assert visited(pool, a_budget(88_000)) == {"level1", "level2", "level3", "level4"}
    assert visited(pool, a_budget(87_999)) == {"level1", "level2", "level3"}
    assert visited(pool, a_budget(37_999)) == {"level1", "level2"}
    assert visited(pool, a_budget(12_999)) == {"level1"}
    with pytest.raises(AssertionError, match="do not conflict"):
        faults_of(a_wish(pool, budget=a_budget(1)))


def test_meals_become_cheaper_before_they_are_given_up() -> None:
    pool = [*eateries(2, price_level=2), *(a_spot(f"cheap{number}", "food", price_level=1) for number in range(2))]
    picks = pool[:2]

    assert visited(pool, None, picks=picks) == {"eatery0", "eatery1"}
    assert visited(pool, a_budget(18_000), picks=picks) == {"cheap0", "cheap1"}


def test_dear_meals_that_cannot_be_replaced_stay_and_the_visits_become_cheaper() -> None:
    pool = [*eateries(2, price_level=4), *spots(3, price_level=2)]

    assert visited(pool, a_budget(125_000)) == {"eatery0", "eatery1"}


def test_meals_are_not_given_up_for_a_budget() -> None:
    faults = faults_of(a_wish(eateries(2, price_level=3), budget=a_budget(59_999)))

    assert faults == {
        "/preferences/budget": "the trip costs 60000 KRW at least; with that much for the whole trip there is a plan"
    }
    assert visited(eateries(2, price_level=3), a_budget(60_000)) == {"eatery0", "eatery1"}


def test_a_place_that_was_wished_for_stays_however_dear() -> None:
    pool = [a_spot("dear", price_level=4), *spots(2, price_level=1)]

    assert "dear" in visited(pool, a_budget(50_000), must_visit=("The dear",))


def test_a_place_that_was_wished_for_is_named_where_the_budget_covers_the_rest() -> None:
    pool = [a_spot("dear", price_level=4), *eateries(2, price_level=1), a_spot("free", "park")]
    wishes = a_wish(pool, budget=a_budget(67_999), must_visit=("The free", "The dear"))

    faults = faults_of(wishes)

    assert [*faults] == ["/preferences/budget", "/preferences/must_visit/1"]
    assert "'The dear' costs 50000 KRW; the rest costs 18000 KRW" in faults["/preferences/must_visit/1"]
    assert visited(pool, a_budget(67_999), must_visit=("The free",)) == {"free", "eatery0", "eatery1"}
    assert "dear" in visited(pool, a_budget(68_000), must_visit=("The free", "The dear"))


def test_a_place_to_eat_that_was_wished_for_counts_as_the_meal_that_it_is() -> None:
    pool = [a_spot("grill", "food", hours="11:00-15:00", price_level=4)]

    faults = faults_of(a_wish(pool, budget=a_budget(9_000), must_visit=("The grill", "Atlantis")))

    assert "'The grill' costs 60000 KRW" in faults["/preferences/must_visit/0"]


def test_a_budget_for_each_day_is_so_much_for_the_trip() -> None:
    assert budget_in_won(a_wish([], days=3, budget=a_budget(1000, per="day"))) == 3_000
    assert budget_in_won(a_wish([], days=3, budget=a_budget(1000))) == 1_000


def test_a_budget_in_another_currency_is_worth_what_the_rate_says_and_unknown_without_one() -> None:
    assert budget_in_won(a_wish([], budget=a_budget(10, "USD"), rate=DOLLARS)) == 13_990
    assert budget_in_won(a_wish([], budget=a_budget(10, "USD"))) is None
    assert budget_in_won(a_wish([])) is None
    assert budget_in_won(a_wish([], budget=a_budget(10), rate=DOLLARS)) == 10


def test_without_a_rate_nothing_is_given_up_and_the_verdict_is_unknown() -> None:
    plan = proven(a_wish([a_spot("dear", price_level=4)], budget=a_budget(1, "USD")))

    assert slugs(plan.days[0].stops) == ["dear"]
    assert [check.verdict for check in plan.verification.checks if check.rule == "budget"] == ["unknown"]


def test_the_least_that_a_trip_costs_is_enough_in_another_currency_too() -> None:
    pool = eateries(1, price_level=2)
    faults = faults_of(a_wish(pool, day_end=15 * 60, rate=DOLLARS, budget=a_budget(1, "USD")))

    assert "10.73 USD at least" in faults["/preferences/budget"]
    assert visited(pool, a_budget("10.73", "USD"), day_end=15 * 60, rate=DOLLARS) == {"eatery0"}


def test_a_budget_that_is_just_enough_is_proven_to_be() -> None:
    rate = Rate(base="USD", target=KRW, value=Decimal("1398.5"), found=FOUND, good_until=FOUND.fetched_at)
    pool = eateries(1, price_level=2)

    assert visited(pool, a_budget("10.726", "USD"), day_end=15 * 60, rate=rate) == {"eatery0"}


@pytest.mark.parametrize(("days", "per", "said"), [(2, "trip", True), (1, "trip", False), (2, "day", False)])
def test_fewer_days_are_proposed_where_the_budget_is_for_all_of_several(days: int, per: str, *, said: bool) -> None:
    pool = eateries(4, price_level=4)
    faults = faults_of(a_wish(pool, days=days, budget=a_budget(1, per=per)))

    assert ("/end_date" in faults) is said


def test_places_whose_price_nobody_knows_are_not_given_up() -> None:
    pool = [a_spot("unknown", price_level=None), a_spot("dear", "art", price_level=4)]

    assert visited(pool, a_budget(1), party=Party(adults=2)) == {"unknown"}
