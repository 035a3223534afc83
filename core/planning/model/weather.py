"""The weather of a day, foretold or as it usually is."""

from datetime import date
from typing import Literal

from attrs import field, frozen
from attrs.validators import ge, le

from core.planning.model.hours import Window
from core.planning.model.provenance import Provenance


@frozen(kw_only=True)
class DayWeather:
    """One day's weather at one place.

    - `kind`: a forecast; a climate normal, which says what is usual and nothing of this day; or what somebody told us.
    - `wet` are the parts of the day in which rain or snow is likely; always empty in a normal.
    - Temperatures are degrees Celsius; `rain_chance` is from 0 to 1.
    """

    date: date
    kind: Literal["forecast", "normal", "told"]
    low: float
    high: float
    rain_chance: float = field(validator=[ge(0), le(1)])
    wet: tuple[Window, ...] = ()
    sky: Literal["clear", "clouds", "rain", "snow", "mixed"] = "mixed"
    found: Provenance
