"""Itineraries are made of what there is, and say what there is not."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from composition.opener import open_ports
from composition.planning.agent import AgentSettings
from composition.planning.making import MakerPorts, maker_of
from composition.settings import SettingError, Settings
from core.errors import Unavailable
from core.planning.model.errors import UnknownDestination, WishesConflict
from core.planning.model.plan import Itinerary
from core.planning.model.preferences import Budget, Preferences
from core.planning.model.progress import DayPlanned, FactsGathered, Finished, Progress
from core.planning.model.trip import Trip
from tests.planning_outages import NoDetails, NoPlaces, NoRates, NoWeather

FRIDAY, SUNDAY = date(2026, 12, 4), date(2026, 12, 6)


@pytest.fixture
async def ports(tmp_path: Path) -> AsyncIterator[MakerPorts]:
    settings = Settings.read({"ODDIYA_PROFILE": "memory", "ODDIYA_HOME": str(tmp_path)})
    async with open_ports(MakerPorts, settings) as opened:
        yield opened


def a_trip(location: str = "Busan", start: date = FRIDAY, end: date = SUNDAY, **preferences: Any) -> Trip:
    return Trip(location=location, start_date=start, end_date=end, preferences=Preferences(**preferences))


async def steps_of(ports: MakerPorts, trip: Trip) -> list[Progress]:
    async with aclosing(maker_of(ports).make(trip)) as steps:  # type: ignore[type-var] # it is a generator
        return [step async for step in steps]


async def made(ports: MakerPorts, trip: Trip) -> Itinerary:
    last = (await steps_of(ports, trip))[-1]
    assert isinstance(last, Finished)
    return last.itinerary


def missing_of(itinerary: Itinerary) -> dict[str, str]:
    return {missing.what: missing.why for missing in itinerary.missing}


async def test_the_facts_come_first_then_each_day_and_the_whole_at_the_end(ports: MakerPorts) -> None:
    facts, *days, last = await steps_of(ports, a_trip())

    assert isinstance(facts, FactsGathered)
    assert dict(facts.places)["busan"] > 30
    assert [day.number for day in days if isinstance(day, DayPlanned)] == [1, 2, 3]
    assert all(day.verification.ok and day.of == 3 for day in days if isinstance(day, DayPlanned))
    assert isinstance(last, Finished)
    assert last.itinerary.verification.ok
    assert [day.date for day in last.itinerary.days] == list(a_trip().dates)


async def test_the_same_wishes_lead_to_the_same_plan(ports: MakerPorts) -> None:
    assert await made(ports, a_trip()) == await made(ports, a_trip())


async def test_each_part_of_a_trip_has_the_places_of_its_own_town(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip("서울 2박, 부산 1박", FRIDAY, date(2026, 12, 7)))

    assert [day.base for day in itinerary.days] == ["seoul", "seoul", "busan", "busan"]
    assert all(stop.place.destination == day.base for day in itinerary.days for stop in day.stops)
    first_in_busan = itinerary.days[2].stops[0]
    assert first_in_busan.travel is not None
    assert first_in_busan.travel.mode == "train"


async def test_people_fly_to_jeju_and_take_the_coach_where_few_trains_go(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip("Seoul, Jeju, Tongyeong", FRIDAY, SUNDAY))

    firsts = [day.stops[0].travel for day in itinerary.days[1:]]
    assert [travel.mode for travel in firsts if travel] == ["plane", "plane"]
    itinerary = await made(ports, a_trip("Seoul, Tongyeong", FRIDAY, SUNDAY))
    assert [day.stops[0].travel.mode for day in itinerary.days if day.stops[0].travel] == ["coach"]


async def test_who_stays_in_the_same_town_loses_no_time_on_the_way_there(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip("Busan, Busan", FRIDAY, SUNDAY))

    assert [day.starts_from for day in itinerary.days] == [None, None, None]


async def test_a_wished_place_is_visited_and_an_unknown_one_is_told_of(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip(must_visit=("태종대", "Atlantis Palace")))

    assert any("태종대" in stop.place.names.ko for day in itinerary.days for stop in day.stops)
    assert "Busan" in missing_of(itinerary)["must_visit"]


async def test_a_wish_may_be_the_id_of_a_place(ports: MakerPorts) -> None:
    found = (await ports.place_finder.search(query="범어사"))[0]

    itinerary = await made(ports, a_trip(must_visit=(found.place_id,)))

    assert found.place_id in {stop.place.place_id for day in itinerary.days for stop in day.stops}


async def test_a_place_elsewhere_is_a_conflict_with_the_location(ports: MakerPorts) -> None:
    with pytest.raises(WishesConflict) as refused:
        await made(ports, a_trip(must_visit=("경복궁",)))

    assert [fault.pointer for fault in refused.value.faults] == ["/preferences/must_visit/0", "/location"]


async def test_an_unknown_town_has_suggestions(ports: MakerPorts) -> None:
    with pytest.raises(UnknownDestination) as refused:
        await made(ports, a_trip("Atlantis"))

    assert refused.value.suggestions


async def test_without_the_finder_the_bundled_places_serve(ports: MakerPorts) -> None:
    itinerary = await made(evolve(ports, place_finder=NoPlaces()), a_trip())

    assert itinerary.verification.ok
    assert all(day.stops for day in itinerary.days)
    assert "the outside world does not answer" in missing_of(itinerary)["places"]


async def test_without_any_places_there_is_no_plan(ports: MakerPorts) -> None:
    with pytest.raises(Unavailable):
        await made(evolve(ports, place_finder=NoPlaces(), bundled_places=NoPlaces()), a_trip())


async def test_without_hours_weather_and_rates_a_plan_comes_and_says_so(ports: MakerPorts) -> None:
    budget = Budget(amount=Decimal(100), currency="USD", per="day")
    without = evolve(ports, place_details=NoDetails(), weather_forecast=NoWeather(), exchange_rates=NoRates())

    itinerary = await made(without, a_trip(budget=budget))

    assert itinerary.verification.ok
    assert {"hours", "weather", "rates"} <= set(missing_of(itinerary))
    verdicts = {check.rule: check.verdict for check in itinerary.verification.checks}
    assert (verdicts["budget"], verdicts["weather"]) == ("unknown", "unknown")


async def test_a_budget_in_another_currency_is_kept_and_shown_in_it(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip(budget=Budget(amount=Decimal(60), currency="USD", per="trip")))

    assert itinerary.cost.in_budget is not None
    assert itinerary.cost.in_budget.currency == "USD"
    assert itinerary.cost.in_budget.amount <= 60


async def test_a_budget_in_a_currency_that_nobody_knows_is_no_reason_for_no_plan(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip(budget=Budget(amount=Decimal(60), currency="XQX", per="trip")))

    assert itinerary.verification.ok
    assert "XQX" in missing_of(itinerary)["rates"]


async def test_nothing_that_is_avoided_is_in_the_plan(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip(avoid=("museums", "해운대")))

    places = [stop.place for day in itinerary.days for stop in day.stops]
    assert all(place.category != "museum" and "해운대" not in place.names.ko for place in places)


async def test_a_note_that_asks_for_easy_days_makes_them_easy(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip(pace="packed", note="많이 걷기 싫어요. 쉬엄쉬엄."))

    assert all(sum(stop.kind == "visit" for stop in day.stops) <= 3 for day in itinerary.days)


async def test_nobody_eats_where_the_name_says_that_their_diet_does_not_allow_it(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip(diet=("no_pork",)))

    names = [stop.place.names.en for day in itinerary.days for stop in day.stops if stop.meal]
    assert names
    assert not [name for name in names if "Pork" in name]
    assert {check.verdict for check in itinerary.verification.checks if check.rule == "diet"} == {"unknown"}


async def test_a_diet_and_hours_in_the_note_are_heeded(ports: MakerPorts) -> None:
    itinerary = await made(ports, a_trip(note="I am muslim. Start at 11:00 please."))

    assert itinerary.trip.preferences.diet == ("halal",)
    assert all(day.stops[0].start.hour >= 11 for day in itinerary.days)


@pytest.mark.parametrize("note", ["qwertz uiop asdf ghjk", "start at 11:00 please"])
async def test_what_is_not_heeded_in_a_note_is_told(ports: MakerPorts, note: str) -> None:
    itinerary = await made(ports, a_trip(note=note, day_start=10 * 60))

    assert [missing.about for missing in itinerary.missing if missing.what == "model"] == ["note"]


async def test_a_wished_place_to_eat_against_the_diet_is_a_conflict_with_it(ports: MakerPorts) -> None:
    with pytest.raises(WishesConflict) as refused:
        await made(ports, a_trip(must_visit=("민락회타운",), diet=("no_seafood",)))

    assert [fault.pointer for fault in refused.value.faults] == ["/preferences/must_visit/0", "/preferences/diet"]


async def test_there_are_so_many_seats_and_who_comes_then_is_sent_away(ports: MakerPorts) -> None:
    maker = maker_of(ports, at_once=2)
    first, second = maker.make(a_trip()), maker.make(a_trip("Seoul"))
    for making in (first, second):
        assert isinstance(await anext(making), FactsGathered)
    with pytest.raises(Unavailable):
        await anext(maker.make(a_trip()))
    await first.aclose()  # type: ignore[attr-defined] # it is a generator
    assert isinstance([step async for step in maker.make(a_trip())][-1], Finished)
    assert isinstance([step async for step in second][-1], Finished)


async def test_who_reads_the_days_slowly_and_who_is_refused_keep_nobody_out(ports: MakerPorts) -> None:
    maker = maker_of(ports, at_once=1)
    with pytest.raises(UnknownDestination):
        await anext(maker.make(a_trip("Atlantis")))
    slow = maker.make(a_trip())
    assert [type(await anext(slow)) for _ in range(2)] == [FactsGathered, DayPlanned]
    assert isinstance([step async for step in maker.make(a_trip())][-1], Finished)


@pytest.mark.parametrize("text", ["0", "-1", "many"])
def test_an_agent_without_a_seat_is_refused(text: str) -> None:
    assert Settings.read({"ODDIYA_PLANS_AT_ONCE": "3"}).section(AgentSettings).at_once == 3
    with pytest.raises(SettingError, match="ODDIYA_PLANS_AT_ONCE"):
        Settings.read({"ODDIYA_PLANS_AT_ONCE": text}).section(AgentSettings)
