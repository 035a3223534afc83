"""The facts of a trip are asked for all at once, and what does not come is missing."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from typing_extensions import override

from core.at_once import answers_of, at_once
from core.errors import Conflict, OddiyaError, Unavailable
from core.planning.model.errors import WishesConflict
from core.planning.model.money import KRW, Rate
from core.planning.model.point import Point
from core.planning.model.preferences import Budget, Preferences
from core.planning.model.trip import Trip
from core.planning.model.weather import DayWeather
from core.planning.use_cases.steps.gather_facts import GatherFacts
from tests.planning_outages import NoDetails, NoPlaces, NoRates, NoWeather
from tests.planning_rig import SampleDetails, SampleForecast, SampleRates
from tests.planning_samples import FRIDAY
from tests.planning_wishes import KNOWN, spots
from tests.unit.test_find_places import SmallFinder

DOLLARS = Budget(amount=Decimal(100), currency="USD", per="trip")
GATHER = GatherFacts(
    finder=SmallFinder([*spots(2), *spots(1, town="seoul")]),
    bundled=SmallFinder(spots(1)),
    details=SampleDetails(),
    forecast=SampleForecast(),
    rates=SampleRates(),
)


def a_trip(location: str = "busan", days: int = 2, **preferences: Any) -> Trip:
    return Trip(
        location=location,
        start_date=FRIDAY,
        end_date=FRIDAY + timedelta(days=days - 1),
        preferences=Preferences(**preferences),
    )


async def test_every_part_of_a_trip_has_its_places_days_and_weather() -> None:
    facts = await GATHER(trip=a_trip("seoul 1박, busan 1박", 3))

    assert [base.destination.key for base in facts.bases] == ["seoul", "busan"]
    assert [len(base.dates) for base in facts.bases] == [1, 2]
    assert [len(pool) for pool in facts.pools] == [1, 2]
    assert [*facts.weather] == [FRIDAY + timedelta(days=number) for number in range(3)]
    assert (facts.missing, facts.rate, facts.finder) == ((), None, GATHER.finder)


async def test_a_rate_is_asked_for_only_where_the_budget_is_in_another_currency() -> None:
    silent = evolve(GATHER, rates=NoRates())
    assert (await silent(trip=a_trip())).missing == ()
    assert (await silent(trip=a_trip(budget=evolve(DOLLARS, currency=KRW)))).missing == ()

    rate = (await GATHER(trip=a_trip(budget=DOLLARS))).rate

    assert isinstance(rate, Rate)
    assert (rate.base, rate.target) == ("USD", KRW)


async def test_a_currency_that_nobody_knows_leaves_the_budget_open() -> None:
    facts = await GATHER(trip=a_trip(budget=evolve(DOLLARS, currency="XQX")))

    assert facts.rate is None
    assert [(missing.what, missing.why) for missing in facts.missing] == [
        ("rates", "no exchange rate is known for XQX: whether the plan keeps to the budget is unknown")
    ]


async def test_what_does_not_answer_is_missing_with_its_reason() -> None:
    silent = evolve(GATHER, details=NoDetails(), forecast=NoWeather(), rates=NoRates())

    facts = await silent(trip=a_trip("seoul, busan", budget=DOLLARS))

    assert [(missing.what, missing.scope, missing.about) for missing in facts.missing] == [
        ("hours", "trip", ""),
        ("rates", "trip", ""),
        ("weather", "2026-12-04", "Seoul"),
        ("weather", "2026-12-05", "Busan"),
    ]
    assert all("does not answer" in missing.why for missing in facts.missing)
    assert (facts.weather, facts.rate) == ({}, None)


async def test_a_forecast_that_comes_for_one_town_only_is_used_for_it() -> None:
    class Southern(SampleForecast):
        @override
        async def days(self, point: Point, dates: Sequence[date]) -> Sequence[DayWeather]:
            if point == KNOWN["seoul"].centre:
                raise Unavailable(what="the sky")
            return await super().days(point, dates)

    facts = await evolve(GATHER, forecast=Southern())(trip=a_trip("seoul, busan"))

    assert [*facts.weather] == [FRIDAY + timedelta(days=1)]
    assert [missing.about for missing in facts.missing] == ["Seoul"]


async def test_without_the_finder_the_bundled_places_serve() -> None:
    facts = await evolve(GATHER, finder=NoPlaces())(trip=a_trip())

    assert facts.finder is GATHER.bundled
    assert [len(pool) for pool in facts.pools] == [1]
    assert [missing.what for missing in facts.missing] == ["places"]
    assert "Oddiya's own list" in facts.missing[0].why


async def test_stays_that_do_not_fit_the_dates_are_refused_before_anybody_is_asked() -> None:
    with pytest.raises(WishesConflict):
        await evolve(GATHER, finder=NoPlaces(), bundled=NoPlaces())(trip=a_trip("busan 5박"))


async def test_those_who_are_asked_at_once_need_not_wait_for_each_other() -> None:
    met = asyncio.Barrier(2)

    async def meet(name: str) -> str:
        await met.wait()
        return name

    async with asyncio.timeout(5):
        assert await at_once(map(meet, "ab")) == ["a", "b"]


async def test_an_error_is_raised_only_once_all_have_answered() -> None:
    done: list[str] = []

    async def slow() -> str:
        await asyncio.sleep(0)
        done.append("slow")
        return "slow"

    async def refused() -> str:
        raise Conflict

    with pytest.raises(Conflict):
        await at_once([refused(), slow()])
    assert done == ["slow"]
    error, answer = await answers_of([refused(), slow()])
    assert isinstance(error, OddiyaError)
    assert answer == "slow"
