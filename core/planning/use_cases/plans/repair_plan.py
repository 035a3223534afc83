"""One use case: a plan gets along with what has gone wrong on the way."""

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from core.errors import Unavailable
from core.identity.model.user import UserId
from core.planning.model.bases import legs_of
from core.planning.model.costs import cost_of_trip
from core.planning.model.errors import PlanNotFound, UnknownDestination
from core.planning.model.matching import is_called
from core.planning.model.place import Place, PlaceId
from core.planning.model.plan import Itinerary, Missing, Plan, PlanId
from core.planning.model.provenance import Provenance
from core.planning.model.repair import Change, Repair
from core.planning.model.scheduling.repair_plan import is_concerned, lost_wishes, repaired
from core.planning.model.verifying.verifier import verify
from core.planning.model.words.telling import told
from core.planning.use_cases.steps.at_once import at_once
from ports.clock import Clock
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from ports.plan_works import PlanWork
from ports.works import Works

MOST = 120


@frozen(kw_only=True)
class RepairedPlan:
    """The new version, and how it differs from the one before."""

    plan: Plan
    changes: tuple[Change, ...]


@frozen(kw_only=True)
class RepairPlan:
    """Change as little of a plan of the caller's as what went wrong allows."""

    works: Works[PlanWork]
    finder: PlaceFinder
    details: PlaceDetails
    clock: Clock

    async def __call__(self, *, caller: UserId, plan_id: PlanId, repair: Repair) -> RepairedPlan:
        """Repair, verify and keep the plan; one that need not change stays the version that it is."""
        async with self.works.begin() as work:
            before = await work.plans.get(plan_id, owner=caller)
        if before is None:
            raise PlanNotFound
        spare, missing = await self._spare(before.itinerary, repair)
        after, changes = self._proven(before, repair, spare, missing)
        if after.itinerary.days == before.itinerary.days:
            return RepairedPlan(plan=before, changes=())
        async with self.works.begin() as work:
            await work.plans.save(after)
        return RepairedPlan(plan=after, changes=changes)

    async def _spare(self, itinerary: Itinerary, repair: Repair) -> tuple[Mapping[str, Sequence[Place]], list[Missing]]:
        """Find places to fall back on around the days that may change; without any, stops are only left out."""
        wanted = {day.base for day in itinerary.days if is_concerned(day, repair)}
        spare: dict[str, Sequence[Place]] = dict.fromkeys(wanted, ())
        interests = itinerary.trip.preferences.interests
        try:
            towns = await at_once(self.finder.destination(leg.name) for leg in legs_of(itinerary.trip.location))
            for town in towns:
                if town.key in wanted:
                    pool = await self.finder.pool(town, interests=interests, most=MOST)
                    spare[town.key] = await self.details.completed(pool)
        except (Unavailable, UnknownDestination) as gone:
            why = f"other places could not be looked for: {gone}"
            return spare, [Missing(what="places", scope="trip", why=why)]
        return spare, []

    def _proven(
        self, before: Plan, repair: Repair, spare: Mapping[str, Sequence[Place]], missing: Sequence[Missing]
    ) -> tuple[Plan, tuple[Change, ...]]:
        """Repair, and again without those new places that the checks refuse."""
        after, changes = self._repaired(before, repair, spare, missing)
        while refused := _refused(before, after):
            spare = {base: [place for place in places if place not in refused] for base, places in spare.items()}
            after, changes = self._repaired(before, repair, spare, missing)
        return after, changes

    def _repaired(
        self, before: Plan, repair: Repair, spare: Mapping[str, Sequence[Place]], missing: Sequence[Missing]
    ) -> tuple[Plan, tuple[Change, ...]]:
        old = before.itinerary
        trip, now = old.trip, self.clock.now()
        preferences = trip.preferences
        by = Provenance(source="user", fetched_at=now)
        new = repaired(old.days, repair, preferences=preferences, spare=spare, told=by)
        days = tuple(
            told(after, preferences.interests, preferences.language) if is_concerned(day, repair) else after
            for day, after in zip(old.days, new.days, strict=True)
        )
        lost = lost_wishes(old.days, days, _wished(before))
        lacks = tuple(dict.fromkeys((*old.missing, *missing, *new.missing, *lost)))
        cost = cost_of_trip(days, budget=preferences.budget, rate=old.cost.rate)
        checked = verify(trip=trip, days=days, cost=cost, missing=lacks)
        itinerary = evolve(old, days=days, cost=cost, missing=lacks, verification=checked)
        return evolve(before.edited(at=now), itinerary=itinerary), new.changes


def _refused(before: Plan, after: Plan) -> list[Place]:
    """Return the new places of stops that fail a check."""
    known = [stop.place for day in before.itinerary.days for stop in day.stops]
    failed = {check.scope for check in after.itinerary.verification.checks if check.verdict == "fail"}
    stops = [stop for day in after.itinerary.days for stop in day.stops]
    return [stop.place for stop in stops if stop.stop_id in failed and stop.place not in known]


def _wished(plan: Plan) -> Mapping[PlaceId, str]:
    """Return the wishes for places of a plan by the ids of the places that they name."""
    places = [stop.place for day in plan.itinerary.days for stop in day.stops]
    wishes = plan.itinerary.trip.preferences.must_visit
    return {place.place_id: wish for place in places for wish in wishes if is_called(place, wish)}
