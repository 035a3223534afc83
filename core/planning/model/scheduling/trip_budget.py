"""Keeps a plan within its budget by leaving out what costs most, or says that nothing does."""

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Final

from attrs import frozen

from core.errors import Fault
from core.planning.model.costs import cost_of, in_currency_of
from core.planning.model.errors import WishesConflict
from core.planning.model.money import KRW
from core.planning.model.place import Place
from core.planning.model.plan import Day, Missing, StopKind
from core.planning.model.scheduling.trip_wishes import Wishes

# The most expensive visits go first; meals stay meals, at cheaper places.
STEPS: Final[tuple[tuple[StopKind, int], ...]] = (
    ("visit", 3), ("meal", 3), ("visit", 2), ("meal", 2), ("visit", 1), ("visit", 0), ("meal", 1),
)  # fmt: skip
# Where not even the meals are in it, only the least that the trip costs is looked for.
SHORT: Final[tuple[tuple[StopKind, int], ...]] = (("visit", 0), ("meal", 2), ("meal", 1))


@frozen(kw_only=True)
class Draft:
    """Days as the scheduler makes them, before anybody has checked them."""

    days: tuple[Day, ...]
    missing: tuple[Missing, ...]

    @property
    def won(self) -> Decimal:
        """What the stops cost whose costs are known."""
        return sum((stop.cost.amount for day in self.days for stop in day.stops if stop.cost), Decimal(0))

    @property
    def meals(self) -> int:
        """How many meals there are."""
        return sum(1 for day in self.days for stop in day.stops if stop.meal)


def within_budget(wishes: Wishes, make: Callable[[Collection[Place]], Draft]) -> Draft:
    """Return a draft that the budget covers; `make` makes one without some places."""
    draft = least = make(())
    budget = budget_in_won(wishes)
    if budget is None or draft.won <= budget:
        return draft
    musts = {must.place.place_id for must in wishes.must if must.place}
    others = [place for pool in wishes.pools for place in pool if place.place_id not in musts]
    limits: dict[StopKind, int] = {}
    for kind, limit in STEPS if _least_for_meals(wishes, draft.meals) <= budget else SHORT:
        tried = {**limits, kind: limit}
        cheaper = make([place for place in others if _is_dear(place, tried)])
        if cheaper.meals < draft.meals:
            continue
        if cheaper.won <= budget:
            return cheaper
        limits, least = tried, min(least, cheaper, key=lambda one: one.won)
    raise WishesConflict(faults=tuple(_too_dear(wishes, least, budget)))


def budget_in_won(wishes: Wishes) -> Decimal | None:
    """Return what may be spent on the whole trip; None without a budget or a rate."""
    budget = wishes.trip.preferences.budget
    if budget is None or (budget.currency != KRW and wishes.rate is None):
        return None
    rate = Decimal(1) if wishes.rate is None or budget.currency == KRW else wishes.rate.value
    return budget.amount * rate * (len(wishes.trip.dates) if budget.per == "day" else 1)


def _least_for_meals(wishes: Wishes, meals: int) -> Decimal:
    """Return what so many meals cost at the cheapest places: a budget below it is refused without much ado."""
    places = [place for pool in wishes.pools for place in pool if place.feeds]
    costs = [cost_of(place, "meal", wishes.trip.preferences.party) for place in places]
    return sum(sorted(cost.amount if cost else Decimal(0) for cost in costs)[:meals], Decimal(0))


def _is_dear(place: Place, limits: Mapping[StopKind, int]) -> bool:
    limit = limits.get("meal" if place.feeds else "visit")
    return limit is not None and place.price_level is not None and place.price_level > limit


def _too_dear(wishes: Wishes, draft: Draft, budget: Decimal) -> Iterator[Fault]:
    preferences = wishes.trip.preferences
    least = in_currency_of(preferences.budget, draft.won, wishes.rate, rounding=ROUND_CEILING)
    told = f"the trip costs {least.amount.normalize():f} {least.currency} at least" if least else "the trip costs more"
    yield Fault("/preferences/budget", f"{told}; with that much for the whole trip there is a plan")
    costs = {stop.place.place_id: stop.cost for day in draft.days for stop in day.stops}
    for must in wishes.must:
        cost = costs.get(must.place.place_id) if must.place else None
        if cost and cost.amount and draft.won - cost.amount <= budget:
            rest = draft.won - cost.amount
            told = f"{must.wish!r} costs {cost.amount:f} KRW; the rest costs {rest:f} KRW, which the budget covers"
            yield Fault(f"/preferences/must_visit/{must.number}", told)
    if len(wishes.trip.dates) > 1 and preferences.budget and preferences.budget.per == "trip":
        yield Fault("/end_date", "fewer days cost less")
