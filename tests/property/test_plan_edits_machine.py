"""Whatever is edited, nothing is lost that was not edited, beside a naive model: who is where."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from typing_extensions import override

from core.planning.model.errors import BadDates, BadEdit
from core.planning.model.place import PlaceId
from core.planning.model.plan import Day, Plan, Stop, StopId
from core.planning.model.plan_edit import DayEdit, PlanEdit, StopEdit
from core.planning.model.point import Point
from core.planning.model.preferences import Language, Lodging
from core.planning.model.seoul_time import SEOUL, moment
from core.planning.model.verifying.verifier import verify
from tests.planning_rig import Rig, a_rig
from tests.planning_samples import FRIDAY, LODGING, PLACES, SUNDAY, a_plan

NEW = st.sampled_from([PlaceId(f"gazetteer:busan/{slug}") for slug in PLACES])
DAYS = st.dates(FRIDAY - timedelta(days=3), SUNDAY + timedelta(days=9))
LANGUAGES: tuple[Language, ...] = ("ko", "en", "ja")
ASIDE = None


NIGHT = PlaceId("user:lodging")
INN = Lodging(name="Haeundae Inn", point=Point(35.162, 129.163))
FAR_AWAY = Lodging(name="Seoul Inn", point=Point(37.56, 126.98))


class PlanEdits(RuleBasedStateMachine):
    """Edits one plan; `places` says which place each stop has, `where` on which day it is, None being set aside."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.rig: Rig = self.runner.run(a_rig())
        self.plan: Plan = self.runner.run(self.rig.keep(a_plan()))
        self.where: dict[StopId, date | None] = {}
        self.places: dict[StopId, PlaceId] = {}
        self.aside: Sequence[Stop] = ()

    @override
    def teardown(self) -> None:
        self.runner.close()

    @initialize()
    def look(self) -> None:
        for day in self.plan.itinerary.days:
            for stop in day.stops:
                self.where[stop.stop_id], self.places[stop.stop_id] = day.date, stop.place.place_id

    def edit(self, edit: PlanEdit) -> Plan | None:
        """Edit the plan; one that cannot be done changes nothing."""
        before = self.plan
        try:
            self.plan = self.runner.run(self.rig.edit(before, edit))
        except (BadEdit, BadDates):
            assert self.runner.run(self.rig.read(before.plan_id)) == before
            return None
        assert self.plan.version == before.version + 1
        return before

    def dates(self) -> Sequence[date]:
        return self.plan.itinerary.trip.dates

    @rule(title=st.text(min_size=1, max_size=5), language=st.sampled_from(LANGUAGES))
    def rename(self, title: str, language: Language) -> None:
        before = self.edit(PlanEdit(title=title, preferences=lambda old: evolve(old, language=language)))
        assert before is not None
        assert self.plan.title == title
        assert [unworded(day) for day in self.plan.itinerary.days] == [unworded(day) for day in before.itinerary.days]

    @rule(start=DAYS, length=st.integers(1, 5))
    def move(self, start: date, length: int) -> None:
        old, self.aside = self.dates(), self.plan.set_aside
        if self.edit(PlanEdit(start_date=start, end_date=start + timedelta(days=length - 1))) is None:
            return
        new = self.dates()
        within = set(old) <= set(new) or set(new) <= set(old)
        goes = {day: day for day in set(old) & set(new)} if within else dict(zip(old, new, strict=False))
        back = {stop.stop_id: stop.start.astimezone(SEOUL).date() for stop in self.aside}
        back = {stop: day for stop, day in back.items() if day in set(new) - set(goes.values())}
        self.where = {stop: goes.get(day) if day else back.get(stop) for stop, day in self.where.items()}

    @rule(data=st.data())
    def rearrange(self, data: st.DataObject) -> None:
        """Give one or two days other stops: some of any day or set aside, some new ones, in any order."""
        days = data.draw(st.lists(st.sampled_from(self.dates()), min_size=1, max_size=2, unique=True))
        known = data.draw(
            st.lists(st.sampled_from(sorted(self.where)), max_size=6, unique=True) if self.where else st.just([])
        )
        edits: dict[date, list[StopEdit]] = {day: [] for day in days}
        for stop_id in known:
            edits[data.draw(st.sampled_from(days))].append(StopEdit(stop_id=stop_id))
        for place_id in data.draw(st.lists(NEW, max_size=2)):
            day = data.draw(st.sampled_from(days))
            start = moment(day, data.draw(st.integers(300, 1200))) if data.draw(st.booleans()) else None
            edits[day].append(StopEdit(place_id=place_id, start=start))
        edit = PlanEdit(days=tuple(DayEdit(date=day, stops=tuple(stops)) for day, stops in edits.items()))
        if self.edit(edit) is not None:
            self.expect(edits)

    def expect(self, edits: dict[date, list[StopEdit]]) -> None:
        left_out = [stop for stop, day in self.where.items() if day in edits]
        for stop_id in left_out:
            del self.where[stop_id]
        for day, stops in edits.items():
            found = next(one for one in self.plan.itinerary.days if one.date == day).stops
            assert len(found) == len(stops)
            for edit, stop in zip(stops, found, strict=True):
                assert edit.stop_id in {None, stop.stop_id}
                assert edit.place_id in {None, stop.place.place_id}
                self.where[stop.stop_id] = day
                self.places.setdefault(stop.stop_id, stop.place.place_id)

    @rule(lodging=st.sampled_from((None, LODGING, INN, FAR_AWAY)))
    def sleep(self, lodging: Lodging | None) -> None:
        """Sleep elsewhere: the stops of the days stay, but for the nights."""
        before = self.edit(PlanEdit(preferences=lambda old: evolve(old, lodging=lodging)))
        if before is None:
            return
        for old, new in zip(before.itinerary.days, self.plan.itinerary.days, strict=True):
            visited = [unworded(evolve(day, stops=tuple(map(unmoved, without_night(day))))) for day in (old, new)]
            assert visited[0].stops == visited[1].stops
            nights = {stop.place.point for stop in new.stops if stop.place.place_id == NIGHT}
            assert nights <= ({lodging.point} if lodging else set())
        if before.itinerary.trip.preferences.lodging != lodging:
            near = lodging is not None and lodging != FAR_AWAY
            assert all((new.starts_from is not None) == near for new in self.plan.itinerary.days)
            assert all(bool(without_night(new)) >= (len(new.stops) > 0) for new in self.plan.itinerary.days)
        self.forget_nights()

    def forget_nights(self) -> None:
        """Nights are given and taken with the lodging: look anew where they are."""
        stops = {stop.stop_id: stop for stop in self.stops()}
        self.where = {stop: day for stop, day in self.where.items() if stop in stops}
        self.places = {stop: place for stop, place in self.places.items() if stop in stops}
        for day in self.plan.itinerary.days:
            for stop in day.stops:
                if stop.place.place_id == NIGHT:
                    self.where[stop.stop_id], self.places[stop.stop_id] = day.date, NIGHT

    @precondition(lambda self: any(day for day in self.where.values()))
    @rule(data=st.data())
    def put_off(self, data: st.DataObject) -> None:
        """Give a stop of some day another time, and leave the others as they are."""
        days = [day for day in self.plan.itinerary.days if day.stops]
        day = days[data.draw(st.integers(0, len(days) - 1))]
        number = data.draw(st.integers(0, len(day.stops) - 1))
        stops = [StopEdit(stop_id=stop.stop_id) for stop in day.stops]
        stops[number] = evolve(stops[number], end=moment(day.date, data.draw(st.integers(1, 1440))))
        before = self.edit(PlanEdit(days=(DayEdit(date=day.date, stops=tuple(stops)),)))
        if before is not None:
            after = next(one for one in self.plan.itinerary.days if one.date == day.date)
            unmoved = [evolve(stop, travel=None, opening="open") for stop in day.stops[:number]]
            assert [evolve(stop, travel=None, opening="open") for stop in after.stops[:number]] == unmoved
            others = [one for one in before.itinerary.days if one.date != day.date]
            assert [one for one in self.plan.itinerary.days if one.date != day.date] == others

    @invariant()
    def nothing_is_lost(self) -> None:
        found: dict[StopId, date | None] = {}
        for day in self.plan.itinerary.days:
            found |= {stop.stop_id: day.date for stop in day.stops}
        found |= {stop.stop_id: ASIDE for stop in self.plan.set_aside}
        if self.where:
            assert found == self.where
        assert {stop.stop_id: stop.place.place_id for stop in self.stops()} == {
            stop_id: self.places.get(stop_id, place) for stop_id, place in self.now().items()
        }

    @invariant()
    def days_and_times_are_of_the_trip(self) -> None:
        itinerary = self.plan.itinerary
        assert [day.date for day in itinerary.days] == list(itinerary.trip.dates)
        for day in itinerary.days:
            for stop in day.stops:
                assert stop.start.astimezone(SEOUL).date() == day.date
                assert stop.start <= stop.end

    @invariant()
    def the_verification_is_that_of_the_plan(self) -> None:
        itinerary = self.plan.itinerary
        if self.plan.version > 1:
            again = verify(trip=itinerary.trip, days=itinerary.days, cost=itinerary.cost, missing=itinerary.missing)
            assert itinerary.verification == again

    def stops(self) -> list[Stop]:
        return [*(stop for day in self.plan.itinerary.days for stop in day.stops), *self.plan.set_aside]

    def now(self) -> dict[StopId, PlaceId]:
        return {stop.stop_id: stop.place.place_id for stop in self.stops()}


def without_night(day: Day) -> list[Stop]:
    return [stop for stop in day.stops if stop.place.place_id != NIGHT]


def unmoved(stop: Stop) -> Stop:
    return evolve(stop, travel=None)


def unworded(day: Day) -> Day:
    """Return a day without its words, which are in a language."""
    return evolve(day, summary="", stops=tuple(evolve(stop, why="") for stop in day.stops))


TestPlanEdits = PlanEdits.TestCase
TestPlanEdits.settings = settings(max_examples=20, stateful_step_count=10, deadline=None)
