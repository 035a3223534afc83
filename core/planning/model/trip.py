"""A trip that somebody means to take."""

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import Factory, field, frozen

from core.planning.model.destination import Destination
from core.planning.model.preferences import Preferences

LONGEST = 30


@frozen(kw_only=True)
class Trip:
    """Where and when, and the wishes; `location` is in the traveller's words."""

    location: str
    start_date: date
    end_date: date
    preferences: Preferences = Factory(Preferences)

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day of the trip."""
        return tuple(self.start_date + timedelta(days=day) for day in range((self.end_date - self.start_date).days + 1))


@frozen(kw_only=True)
class Base:
    """Days that are spent in and around one destination."""

    destination: Destination
    dates: tuple[date, ...] = field()

    @dates.validator
    def _not_empty(self, _: object, dates: Sequence[date]) -> None:
        if not dates:
            raise ValueError("a base has a day")
