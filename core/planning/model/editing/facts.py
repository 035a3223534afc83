"""What an edit must be told of the world outside."""

from collections.abc import Mapping
from datetime import date

from attrs import Factory, frozen

from core.planning.model.destination import Destination
from core.planning.model.money import Rate
from core.planning.model.place import Place, PlaceId
from core.planning.model.plan import Missing
from core.planning.model.weather import DayWeather


@frozen(kw_only=True)
class EditFacts:
    """The places of new stops, the weather of days on new dates, what the budget's currency is in won.

    `towns` are where the trip goes, by their keys, asked for where days may begin elsewhere now. `missing` says what
    did not come.
    """

    places: Mapping[PlaceId, Place] = Factory(dict)
    weather: Mapping[date, DayWeather] = Factory(dict)
    towns: Mapping[str, Destination] = Factory(dict)
    rate: Rate | None = None
    missing: tuple[Missing, ...] = ()
