"""What clients ask to be planned."""

from datetime import date
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.planning.model.plan import LONGEST_TITLE
from core.planning.model.trip import Trip
from entrypoints.http.shapes.constraints import Example, Length, Pattern
from entrypoints.planning.preferences import PreferencesShape

Title = Annotated[
    str, Length(min=1, max=LONGEST_TITLE), Pattern(r"[^\u0000]*[^\s\u0000][^\u0000]*"), Example("Busan with Mina")
]


@frozen(kw_only=True)
class WantedTrip:
    """Where to, when, and with which wishes."""

    location: Annotated[str, Length(min=1, max=200), Doc("one destination or several"), Example("서울 2박, 부산 1박")]
    start_date: Annotated[date, Example("2026-12-04")]
    end_date: Annotated[date, Example("2026-12-06")]
    preferences: PreferencesShape = PreferencesShape()

    def trip(self) -> Trip:
        """Return the trip."""
        return Trip(
            location=self.location,
            start_date=self.start_date,
            end_date=self.end_date,
            preferences=self.preferences.preferences(),
        )


@frozen(kw_only=True)
class NewPlan(WantedTrip):
    """A plan to be made; one without a title is given one."""

    title: Title | None = None
