"""Makes a plan: a model reads the wishes, code chooses, orders and times, and other code checks it all."""

from collections.abc import AsyncIterator, Iterator
from functools import partial

from attrs import evolve, frozen

from core.planning.model.choosing.heeding import heeded
from core.planning.model.plan import Missing
from core.planning.model.progress import DayPlanned, FactsGathered, Finished, Progress
from core.planning.model.proven import proven
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.trip import Trip
from core.planning.model.verifying.verifier import verify_day
from core.planning.use_cases.steps.choosing.choose_places import ChoosePlaces
from core.planning.use_cases.steps.gather_facts import Facts, GatherFacts
from core.planning.use_cases.steps.search_around import SearchAround
from core.planning.use_cases.steps.seats import Seats
from ports.background import Background
from ports.clock import Clock


@frozen(kw_only=True)
class MakeItinerary:
    """Make an itinerary of real places out of wishes, with every rule checked.

    Where there is no seat for one more, that is `Unavailable`, before anything is asked of anybody.
    """

    seats: Seats
    gather: GatherFacts
    choose: ChoosePlaces
    background: Background
    clock: Clock

    async def __call__(self, *, trip: Trip) -> AsyncIterator[Progress]:
        """Tell how it goes on: the facts, each day, and at the end everything."""
        with self.seats.one_more():
            facts = await self.gather(trip=trip)
            yield FactsGathered(places=_counted(facts), missing=tuple(missing.why for missing in facts.missing))
            wishes = await self._wishes(trip, facts)
            missing = (*facts.missing, *_unread(wishes))
            itinerary = await self.background.run(partial(proven, wishes, missing=missing))
        # Whoever reads slowly keeps nobody out from here on.
        for number, day in enumerate(itinerary.days, start=1):
            checked = verify_day(trip=wishes.trip, day=day, missing=itinerary.missing)
            yield DayPlanned(day=day, number=number, of=len(itinerary.days), verification=checked)
        yield Finished(itinerary=itinerary)

    async def _wishes(self, trip: Trip, facts: Facts) -> Wishes:
        search = SearchAround(finder=facts.finder, bases=facts.bases)
        weather = [*facts.weather.values()]
        selection = await self.choose.choose(trip=trip, pools=facts.pools, weather=weather, search=search)
        return Wishes(
            trip=evolve(trip, preferences=heeded(trip.preferences, selection)),
            told_at=self.clock.now(),
            bases=facts.bases,
            pools=search.added_to(facts.pools, [pick.place_id for pick in selection.picks]),
            selection=selection,
            must=facts.must,
            weather=facts.weather,
            rate=facts.rate,
        )


def _counted(facts: Facts) -> tuple[tuple[str, int], ...]:
    counts = {base.destination.key: len(pool) for base, pool in zip(facts.bases, facts.pools, strict=True)}
    return tuple(counts.items())


def _unread(wishes: Wishes) -> Iterator[Missing]:
    """Tell when another model answered than the chosen one, and which parts of the note nobody could heed."""
    selection, preferences = wishes.selection, wishes.trip.preferences
    if selection.why_offline:
        yield Missing(what="model", scope="trip", why=selection.why_offline)
    if selection.unread:
        why = "nothing in the note was understood; say it by the other preferences, or in other words"
        yield Missing(what="model", scope="trip", about="note", why=why)
    hours = (selection.day_start, preferences.day_start), (selection.day_end, preferences.day_end)
    if any(noted not in {None, kept} for noted, kept in hours):
        why = "the hours in the note were not heeded: day_start and day_end say otherwise, or too little would be left"
        yield Missing(what="model", scope="trip", about="note", why=why)
