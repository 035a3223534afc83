"""Changing the language of a plan: what Oddiya says is told anew, what others wrote is not."""

import pytest
from attrs import evolve

from core.planning.model.plan import Plan
from core.planning.model.plan_edit import PlanEdit
from core.planning.model.preferences import Interest, Language
from core.planning.model.words.summary import summary
from core.planning.model.words.telling import told
from core.planning.model.words.title import title
from core.planning.model.words.why import Known, reason, why
from tests.planning_rig import Rig, a_rig
from tests.planning_samples import FRIDAY, SATURDAY, a_day, a_plan, a_stop, an_itinerary

WISHED: tuple[Interest, ...] = ("food", "history")


@pytest.fixture
async def rig() -> Rig:
    return await a_rig()


def in_language(language: Language) -> PlanEdit:
    return PlanEdit(preferences=lambda old: evolve(old, language=language))


def told_plan() -> Plan:
    """Return a plan all of whose words are ours."""
    itinerary = an_itinerary()
    unsaid = [
        evolve(day, stops=tuple(evolve(stop, why="") for stop in day.stops), summary="") for day in itinerary.days
    ]
    days = tuple(told(day, WISHED, "en") for day in unsaid)
    return a_plan(itinerary=evolve(itinerary, days=days), title=title(itinerary.trip, "en"))


@pytest.mark.parametrize("language", ["ko", "ja"])
async def test_our_words_are_told_in_the_new_language_and_back(rig: Rig, language: Language) -> None:
    kept = await rig.keep(told_plan())
    plan = await rig.edit(kept, in_language(language))
    assert plan.title == title(plan.itinerary.trip, language) != kept.title
    for day in plan.itinerary.days:
        assert day.summary == summary(day, language)
        assert [stop.why for stop in day.stops if stop.kind != "lodging"] == [
            why(stop.place, WISHED, language) for stop in day.stops if stop.kind != "lodging"
        ]
    back = await rig.edit(plan, in_language("en"))
    assert (back.title, back.itinerary.days) == (kept.title, kept.itinerary.days)


async def test_what_somebody_wrote_stays_as_it_is(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    plan = await rig.edit(kept, in_language("ko"))
    assert (plan.title, plan.itinerary.days) == (kept.title, kept.itinerary.days)


async def test_a_reason_is_ours_whatever_was_wished_for_and_known_when_it_was_told(rig: Rig) -> None:
    place = a_stop().place
    known = Known(category=place.category, tags=place.tags, indoor=True, has_hours=False)
    stop = a_stop(why=reason(known, ("nature",), "en"))
    days = (a_day(stops=(stop,)), *an_itinerary().days[1:])
    plan = await rig.edit(await rig.keep(a_plan(itinerary=an_itinerary(days=days))), in_language("ja"))
    assert plan.itinerary.days[0].stops[0].why == reason(known, ("nature",), "ja")


async def test_what_is_set_aside_is_told_anew_as_well(rig: Rig) -> None:
    kept = await rig.keep(told_plan())
    plan = await rig.edit(await rig.edit(kept, PlanEdit(end_date=FRIDAY)), in_language("ko"))
    plan = await rig.edit(plan, PlanEdit(end_date=SATURDAY))
    temple = plan.itinerary.days[1].stops[0]
    assert temple.why == why(temple.place, WISHED, "ko")


async def test_a_title_that_is_given_is_taken(rig: Rig) -> None:
    edit = evolve(in_language("ko"), title="Sea")
    assert (await rig.edit(await rig.keep(told_plan()), edit)).title == "Sea"
