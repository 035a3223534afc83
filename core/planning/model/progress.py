"""How planning goes on, for people who wait."""

from attrs import frozen

from core.planning.model.plan import Day, Itinerary
from core.planning.model.verification import Verification


@frozen(kw_only=True)
class FactsGathered:
    """The places and facts are there: `places` for each destination by its key; `missing` says what is not."""

    places: tuple[tuple[str, int], ...]
    missing: tuple[str, ...] = ()


@frozen(kw_only=True)
class DayPlanned:
    """A day is planned and verified by itself."""

    day: Day
    number: int
    of: int
    verification: Verification


@frozen(kw_only=True)
class Finished:
    """The whole plan, verified."""

    itinerary: Itinerary


Progress = FactsGathered | DayPlanned | Finished
