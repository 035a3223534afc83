"""Who makes itineraries."""

from collections.abc import AsyncIterator
from typing import Protocol

from core.planning.model.progress import Progress
from core.planning.model.trip import Trip


class ItineraryMaker(Protocol):
    """Makes plans out of wishes.

    - `make` tells how it goes on: first the facts, then each day in order, at the end `Finished`, exactly once.
    - What it finishes with has no failed check.
    - Wishes that cannot come true together are `WishesConflict`, an unknown location is `UnknownDestination`; both are
      raised before the first day is told of.
    - What a service outside does not tell is missing from the plan, which says so; the plan still comes.
    - `Unavailable` is raised, within the adapter's own time-out, when the maker does not answer; at once, and telling
      when to ask again, when it has its hands full.
    """

    def make(self, trip: Trip) -> AsyncIterator[Progress]:
        """Make an itinerary."""
        ...
