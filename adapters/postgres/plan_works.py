"""Plans in PostgreSQL: each is one document, with columns beside it for what they are found by."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.transaction import Row, Transaction
from adapters.postgres.works import Section, open_works
from adapters.wire.itineraries import plan_json, plan_of, plan_summary_json, plan_summary_of
from core.errors import VersionMismatch
from core.identity.model.user import UserId
from core.planning.model.errors import OwnerGone, PlanNotFound
from core.planning.model.plan import Plan, PlanId
from core.planning.model.plan_summary import PlanSummary, summary_of
from ports.plan_works import Plans, PlanWork
from ports.works import Inbox, Outbox, Works

PLAN: Final = "SELECT document FROM plan_service.travel_plans"
OWNED: Final = f"{PLAN} WHERE id = %s AND user_id = %s"
# The release before keeps no summary beside what it adds and leaves an old one beside what it saves.
SUMMARY: Final = """
SELECT CASE WHEN summary_version = version THEN summary END,
       CASE WHEN summary_version = version THEN NULL ELSE document END
FROM plan_service.travel_plans
"""
FIRST: Final = "WHERE user_id = %s ORDER BY id DESC LIMIT %s"
AFTER: Final = "WHERE user_id = %s AND id < %s ORDER BY id DESC LIMIT %s"
# The turn is a statement of its own, so that the next one sees what was committed while it waited.
TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('plan_service owner ' || %s, 0));"
ADD: Final = f"""
{TURN}
INSERT INTO plan_service.travel_plans
    (title, location, start_date, end_date, share_token, version, document, summary, summary_version,
    created_at, updated_at, id, user_id)
SELECT %s, %s, %s::date, %s::date, %s, %s, %s, %s, %s, %s::timestamptz, %s::timestamptz, %s::uuid, %s::uuid
WHERE NOT EXISTS (SELECT FROM plan_service.forgotten_owners WHERE user_id = %s)
"""  # noqa: S608 - put together of constants
SAVE: Final = """
UPDATE plan_service.travel_plans
SET title = %s, location = %s, start_date = %s, end_date = %s, share_token = %s, version = %s, document = %s,
    summary = %s, summary_version = %s, created_at = %s, updated_at = %s
WHERE id = %s AND user_id = %s AND version = %s
"""
REMOVE: Final = "DELETE FROM plan_service.travel_plans WHERE id = %s AND user_id = %s"
# No plan is a day in the making.
FORGET: Final = f"""
{TURN}
DELETE FROM plan_service.travel_plans WHERE user_id = %s;
DELETE FROM plan_service.forgotten_owners WHERE forgotten_at < now() - interval '1 day';
INSERT INTO plan_service.forgotten_owners (user_id) VALUES (%s) ON CONFLICT DO NOTHING
"""  # noqa: S608 - put together of constants


@frozen
class PostgresPlans(Plans):
    """The table `travel_plans`."""

    _transaction: Transaction

    @override
    async def get(self, plan_id: PlanId, *, owner: UserId) -> Plan | None:
        return _plan(await self._transaction.fetch_one(OWNED, (plan_id, owner)))

    @override
    async def hold(self, plan_id: PlanId, *, owner: UserId) -> Plan | None:
        return _plan(await self._transaction.fetch_one(f"{OWNED} FOR UPDATE", (plan_id, owner)))

    @override
    async def list(self, *, owner: UserId, limit: int, after: PlanId | None = None) -> Sequence[Plan]:
        return [plan_of(document) for (document,) in await self._listed(PLAN, owner, limit, after)]

    @override
    async def summaries(self, *, owner: UserId, limit: int, after: PlanId | None = None) -> Sequence[PlanSummary]:
        rows = await self._listed(SUMMARY, owner, limit, after)
        return [
            plan_summary_of(summary) if document is None else summary_of(plan_of(document))
            for summary, document in rows
        ]

    @override
    async def shared(self, token: str) -> Plan | None:
        return _plan(await self._transaction.fetch_one(f"{PLAN} WHERE share_token = %s", (token,)))

    @override
    async def add(self, plan: Plan) -> None:
        if not await self._transaction.execute(ADD, (plan.owner, *_row(plan), plan.owner)):
            raise OwnerGone

    @override
    async def save(self, plan: Plan) -> None:
        edited = plan.version - 1
        if not await self._transaction.execute(SAVE, (*_row(plan), edited)):
            newest = await self.get(plan.plan_id, owner=plan.owner)
            raise PlanNotFound if newest is None else VersionMismatch(expected=edited, actual=newest.version)

    @override
    async def remove(self, plan_id: PlanId, *, owner: UserId) -> bool:
        return await self._transaction.execute(REMOVE, (plan_id, owner)) == 1

    @override
    async def forget(self, *, owner: UserId) -> None:
        await self._transaction.execute(FORGET, (owner, owner, owner))

    async def _listed(self, what: str, owner: UserId, limit: int, after: PlanId | None) -> Sequence[Row]:
        if after is None:
            return await self._transaction.fetch(f"{what} {FIRST}", (owner, limit))
        return await self._transaction.fetch(f"{what} {AFTER}", (owner, after, limit))


@frozen
class PostgresPlanWork(PlanWork):
    """One transaction over plans in PostgreSQL."""

    plans: Plans
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[PlanWork]]:
    """Open the plans of the schema `plan_service`."""
    yield open_works(section, schema="plan_service", open_work=_open_work)


def _open_work(transaction: Transaction, outbox: Outbox, inbox: Inbox) -> PlanWork:
    return PostgresPlanWork(plans=PostgresPlans(transaction), outbox=outbox, inbox=inbox)


def _plan(row: Row | None) -> Plan | None:
    return None if row is None else plan_of(row[0])


def _row(plan: Plan) -> Row:
    trip = plan.itinerary.trip
    return (
        _without_nul(plan.title),
        _without_nul(trip.location),
        trip.start_date,
        trip.end_date,
        plan.share,
        plan.version,
        plan_json(plan).decode(),
        plan_summary_json(summary_of(plan)).decode(),
        plan.version,
        plan.created_at,
        plan.updated_at,
        plan.plan_id,
        plan.owner,
    )


def _without_nul(text: str) -> str:
    """Return what PostgreSQL can keep as a text; in the document U+0000 is escaped."""
    return text.replace("\0", " ")
