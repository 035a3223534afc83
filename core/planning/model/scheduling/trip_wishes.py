"""Everything that the days of a trip are made from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from attrs import Factory, frozen

from core.planning.model.money import Rate
from core.planning.model.place import Place
from core.planning.model.selection import Selection
from core.planning.model.trip import Base, Trip
from core.planning.model.weather import DayWeather


@frozen(kw_only=True)
class MustVisit:
    """A place that was wished for by name, and where it stands among the wishes; None when nobody knows it."""

    number: int
    wish: str
    place: Place | None


@frozen(kw_only=True)
class Wishes:
    """A trip with its facts.

    - `pools` has the places for each base. `must` are the places wished for, which are in a pool where they are known.
    - `told_at` is when the traveller told us of them.
    - `weather` is by date; a day may lack it. `rate` is what one unit of the budget's currency is in won.
    """

    trip: Trip
    told_at: datetime
    bases: Sequence[Base]
    pools: Sequence[Sequence[Place]]
    selection: Selection
    must: Sequence[MustVisit] = ()
    weather: Mapping[date, DayWeather] = Factory(dict)
    rate: Rate | None = None
