"""One use case: a plan gets along with what has gone wrong on the way."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from attrs import frozen

from core.at_once import at_once
from core.errors import Unavailable
from core.identity.model.user import UserId
from core.planning.model.bases import legs_of
from core.planning.model.destination import Destination
from core.planning.model.errors import PlanNotFound, UnknownDestination
from core.planning.model.place import Place
from core.planning.model.plan import Itinerary, Missing, PlanId
from core.planning.model.proven_repair import RepairedPlan, proven_repair
from core.planning.model.repair import Repair
from core.planning.model.scheduling.repair_check import refuse_unknown
from core.planning.model.scheduling.repair_empty import Around
from core.planning.model.scheduling.repair_plan import is_concerned
from ports.background import Background
from ports.clock import Clock
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from ports.plan_works import PlanWork
from ports.works import Works

MOST = 120


@frozen(kw_only=True)
class RepairPlan:
    """Change as little of a plan of the caller's as what went wrong allows, and plan its empty days.

    A repair that speaks of what is not in the plan is `BadEdit`.
    """

    works: Works[PlanWork]
    finder: PlaceFinder
    details: PlaceDetails
    background: Background
    clock: Clock

    async def __call__(self, *, caller: UserId, plan_id: PlanId, repair: Repair) -> RepairedPlan:
        """Repair, verify and keep the plan; one that need not change stays the version that it is."""
        async with self.works.look() as work:
            before = await work.plans.get(plan_id, owner=caller)
        if before is None:
            raise PlanNotFound
        refuse_unknown(repair, before.itinerary.days)
        around, missing = await self._around(before.itinerary, repair)
        at = self.clock.now()
        new = await self.background.run(partial(proven_repair, before, repair, around=around, missing=missing, at=at))
        if new.plan != before:
            async with self.works.begin() as work:
                await work.plans.save(new.plan)
        return new

    async def _around(self, itinerary: Itinerary, repair: Repair) -> tuple[Around, list[Missing]]:
        """Find what is around the days that may change; without any, stops are only left out."""
        wanted = {day.base for day in itinerary.days if not day.stops or is_concerned(day, repair)}
        towns: dict[str, Destination] = {}
        pools: dict[str, Sequence[Place]] = dict.fromkeys(wanted, ())
        if not wanted:
            return Around(towns=towns, pools=pools), []
        try:
            for town in await at_once(self.finder.destination(leg.name) for leg in legs_of(itinerary.trip.location)):
                towns[town.key] = town
            for key in wanted & towns.keys():
                interests = itinerary.trip.preferences.interests
                pools[key] = await self.finder.pool(towns[key], interests=interests, most=MOST)
                with suppress(Unavailable):  # hours that nobody tells stay unknown
                    pools[key] = await self.details.completed(pools[key])
        except (Unavailable, UnknownDestination) as gone:
            why = f"other places could not be looked for: {gone}"
            return Around(towns=towns, pools=pools), [Missing(what="places", scope="trip", why=why)]
        return Around(towns=towns, pools=pools), []
