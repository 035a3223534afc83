"""What somebody wants to change in a plan; what is not given stays as it is."""

from collections.abc import Callable
from datetime import date, datetime

from attrs import frozen

from core.planning.model.place import PlaceId
from core.planning.model.plan import StopId, StopKind
from core.planning.model.preferences import Preferences

PreferencesEdit = Callable[[Preferences], Preferences]
"""Makes the new wishes out of the old ones."""


@frozen(kw_only=True)
class StopEdit:
    """One stop of an edited day: one that there is, by its id, or a new one, by its place's id."""

    stop_id: StopId | None = None
    place_id: PlaceId | None = None
    kind: StopKind | None = None
    start: datetime | None = None
    end: datetime | None = None
    locked: bool | None = None
    why: str | None = None


@frozen(kw_only=True)
class DayEdit:
    """All stops that a day is to have, in their order."""

    date: date
    stops: tuple[StopEdit, ...] = ()


@frozen(kw_only=True)
class PlanEdit:
    """An edit of a plan; `days` are of the new dates where dates change too."""

    title: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    preferences: PreferencesEdit | None = None
    days: tuple[DayEdit, ...] = ()

    @property
    def new_places(self) -> tuple[PlaceId, ...]:
        """The places of new stops, each once, in the order in which they are named."""
        named = (stop.place_id for day in self.days for stop in day.stops)
        return tuple(dict.fromkeys(place_id for place_id in named if place_id is not None))
