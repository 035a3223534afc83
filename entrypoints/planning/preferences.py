"""Wishes as clients write and see them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Final, Literal

from attrs import frozen
from typing_extensions import Doc

from core.errors import Fault
from core.planning.model.errors import BadPreferences
from core.planning.model.money import CURRENCY
from core.planning.model.point import Point
from core.planning.model.preferences import (
    SHORTEST_DAY,
    Budget,
    Diet,
    Interest,
    Language,
    Lodging,
    Pace,
    Party,
    Preferences,
)
from core.planning.model.seoul_time import clock, minute
from entrypoints.http.shapes.constraints import Example, Items, Length, Pattern, Range

LONGEST_NOTE: Final = 1000
ClockTime = Annotated[str, Pattern(r"(0[5-9]|1[0-9]|2[0-3]):[0-5][0-9]|24:00"), Example("09:00")]
Wish = Annotated[str, Length(min=1, max=200)]
Wishes = Annotated[tuple[Wish, ...], Items(max=20)]
Latitude = Annotated[float, Range(min=-90, max=90)]
Longitude = Annotated[float, Range(min=-180, max=180)]


@frozen(kw_only=True)
class BudgetShape:
    """What the whole party means to spend, for each day or for the trip."""

    amount: Annotated[Decimal, Example("300000"), Doc("more than nothing")]
    currency: Annotated[str, Pattern(CURRENCY), Example("KRW")]
    per: Literal["day", "trip"] = "trip"


@frozen(kw_only=True)
class PartyShape:
    """Who comes along."""

    adults: Annotated[int, Range(min=1, max=20)] = 1
    children: Annotated[int, Range(min=0, max=20)] = 0


@frozen(kw_only=True)
class LodgingShape:
    """Where they sleep: days begin and end here."""

    name: Annotated[str, Length(min=1, max=200)]
    lat: Latitude
    lng: Longitude


@frozen(kw_only=True)
class PreferencesShape:
    """Wishes, each of which may be left out."""

    pace: Pace = "normal"
    interests: Annotated[tuple[Interest, ...], Items(max=12)] = ()
    diet: Annotated[tuple[Diet, ...], Items(max=5)] = ()
    budget: BudgetShape | None = None
    party: PartyShape = PartyShape()
    must_visit: Annotated[Wishes, Doc("names of places, or their ids")] = ()
    avoid: Annotated[Wishes, Doc("what not to visit, in words")] = ()
    day_start: Annotated[ClockTime, Doc("when days begin, in Korea's time")] = "09:00"
    day_end: Annotated[ClockTime, Doc("when days end, two hours after they begin at least")] = "21:00"
    lodging: LodgingShape | None = None
    language: Language = "en"
    note: Annotated[str, Length(max=LONGEST_NOTE), Doc("anything else, in one's own words")] = ""

    def preferences(self) -> Preferences:
        """Return the wishes; those that are right one by one and not together are `BadPreferences`."""
        if faults := tuple(self._faults()):
            raise BadPreferences(faults=faults)
        budget, lodging = self.budget, self.lodging
        return Preferences(
            pace=self.pace,
            interests=self.interests,
            diet=self.diet,
            budget=None if budget is None else Budget(amount=budget.amount, currency=budget.currency, per=budget.per),
            party=Party(adults=self.party.adults, children=self.party.children),
            must_visit=self.must_visit,
            avoid=self.avoid,
            day_start=minute(self.day_start),
            day_end=minute(self.day_end),
            lodging=None if lodging is None else Lodging(name=lodging.name, point=Point(lodging.lat, lodging.lng)),
            language=self.language,
            note=self.note,
        )

    def _faults(self) -> Iterator[Fault]:
        if minute(self.day_end) - minute(self.day_start) < SHORTEST_DAY:
            yield Fault("/preferences/day_end", "must be at least two hours after day_start")
        if self.budget is not None and self.budget.amount <= 0:
            yield Fault("/preferences/budget/amount", "must be more than nothing")


def preferences_out(wishes: Preferences) -> PreferencesShape:
    """Present wishes to whoever has them."""
    budget, lodging = wishes.budget, wishes.lodging
    return PreferencesShape(
        pace=wishes.pace,
        interests=wishes.interests,
        diet=wishes.diet,
        budget=None if budget is None else _budget_out(budget),
        party=PartyShape(adults=wishes.party.adults, children=wishes.party.children),
        must_visit=wishes.must_visit,
        avoid=wishes.avoid,
        day_start=clock(wishes.day_start),
        day_end=clock(wishes.day_end),
        lodging=None if lodging is None else _lodging_out(lodging),
        language=wishes.language,
        note=wishes.note,
    )


def _budget_out(budget: Budget) -> BudgetShape:
    return BudgetShape(amount=budget.amount, currency=budget.currency, per=budget.per)


def _lodging_out(lodging: Lodging) -> LodgingShape:
    return LodgingShape(name=lodging.name, lat=lodging.point.lat, lng=lodging.point.lng)
