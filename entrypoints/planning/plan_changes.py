"""What clients change in a plan."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from attrs import field, frozen
from typing_extensions import Doc

from core.planning.model.hours import Opening
from core.planning.model.place import PlaceId
from core.planning.model.plan import Meal, StopId, StopKind
from core.planning.model.plan_edit import DayEdit, PlanEdit, StopEdit
from core.planning.model.preferences import Preferences
from core.planning.model.trip import LONGEST
from entrypoints.http.merge_patch import MergePatch
from entrypoints.http.shapes.constraints import Items, Length
from entrypoints.planning.day_out import TravelOut, WeatherOut
from entrypoints.planning.money_out import MoneyOut
from entrypoints.planning.new_plan import Title
from entrypoints.planning.place_out import PlaceOut
from entrypoints.planning.preferences import PreferencesShape, preferences_out

Shown = Annotated[tuple[str, ...], Items(max=100)]


@frozen(kw_only=True)
class StopChange:
    """A stop that the day is to have: one of the plan's, by its id, or a new one, by its place's id.

    What is left out stays as it is; without times, stops follow each other in this order. What else a plan shows of its
    stops follows from these, and may be sent back but is not looked at.
    """

    id: Annotated[str, Length(min=1, max=64)] | None = None
    place_id: Annotated[str, Length(min=1, max=200)] | None = None
    kind: StopKind | None = None
    start: datetime | None = None
    end: datetime | None = None
    locked: Annotated[bool | None, Doc("whether it has to stay where it is")] = None
    why: Annotated[str, Length(max=1000)] | None = None
    place: Annotated[PlaceOut | None, Doc("does as well as a place_id")] = None
    meal: Meal | None = None
    travel: TravelOut | None = None
    cost: MoneyOut | None = None
    opening: Opening | None = None

    def edit(self) -> StopEdit:
        """Return the edit."""
        place_id = self.place.id if self.place and not self.id and not self.place_id else self.place_id
        return StopEdit(
            stop_id=None if self.id is None else StopId(self.id),
            place_id=None if place_id is None else PlaceId(place_id),
            kind=self.kind,
            start=self.start,
            end=self.end,
            locked=self.locked,
            why=self.why,
        )


@frozen(kw_only=True)
class DayChange:
    """A day that is to have these stops and no others; what else a plan shows of its days follows from them."""

    date: date
    stops: Annotated[tuple[StopChange, ...], Items(max=30)]
    day: int | None = None
    base: str | None = None
    starts_from: str | None = None
    weather: WeatherOut | None = None
    summary: str | None = None
    locations: Shown = ()
    activities: Shown = ()
    restaurants: Shown = ()

    def edit(self) -> DayEdit:
        """Return the edit."""
        return DayEdit(date=self.date, stops=tuple(stop.edit() for stop in self.stops))


@frozen(kw_only=True)
class PlanChanges:
    """What may be changed about a plan; days that are not given stay exactly as they are."""

    title: Title
    start_date: date
    end_date: date
    preferences: PreferencesShape = PreferencesShape()
    daily_plans: Annotated[tuple[DayChange, ...], Items(max=LONGEST)] = field(default=())


def plan_edit(patch: MergePatch[PlanChanges]) -> PlanEdit:
    """Return the edit that a patch asks for."""
    changes: Mapping[str, Any] = patch.changes
    return PlanEdit(
        title=changes.get("title"),
        start_date=changes.get("start_date"),
        end_date=changes.get("end_date"),
        preferences=_preferences_edit(changes["preferences"]) if patch.gives("preferences") else None,
        days=tuple(day.edit() for day in changes.get("daily_plans", ())),
    )


@frozen
class _PreferencesEdit:
    """Changes the wishes that are given."""

    _change: MergePatch[PreferencesShape]

    def __call__(self, old: Preferences) -> Preferences:
        return self._change.applied_to(preferences_out(old)).preferences()


def _preferences_edit(change: MergePatch[PreferencesShape] | PreferencesShape) -> Any:
    if isinstance(change, PreferencesShape):  # they were given as null, which takes all wishes back
        return lambda _: change.preferences()
    return _PreferencesEdit(change)
