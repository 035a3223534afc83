"""Plans in a table: what lists read of them, also while the release before still writes."""

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg2
import pytest
from attrs import evolve

from adapters.wire.itineraries import plan_json
from composition.catalogue import adapters_of
from core.identity.model.user import UserId
from core.planning.model.plan import Plan, PlanId
from core.planning.model.plan_summary import PlanSummary, summary_of
from ports.plan_works import PlanWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.planning_samples import a_plan

MINA = UserId("01936f5e-0000-7000-8000-000000000001")
# What the code of the release before wrote and read.
OLD_ADD = """
INSERT INTO plan_service.travel_plans
    (title, location, start_date, end_date, share_token, version, document, created_at, updated_at, id, user_id)
SELECT %(title)s, 'Busan', '2026-12-04'::date, '2026-12-06'::date, NULL, %(version)s, %(document)s, now(), now(),
    %(id)s::uuid, %(owner)s::uuid
"""
OLD_SAVE = """
UPDATE plan_service.travel_plans SET title = %(title)s, version = %(version)s, document = %(document)s
WHERE id = %(id)s AND user_id = %(owner)s AND version = %(version)s - 1
"""
OLD_READ = "SELECT document FROM plan_service.travel_plans WHERE id = %(id)s AND user_id = %(owner)s"
SPOIL = "UPDATE plan_service.travel_plans SET document = 'no plan'"


@pytest.fixture
async def works(open_adapter: OpenAdapter) -> Works[PlanWork]:
    opened: Works[PlanWork] = await open_adapter(adapters_of("plan_works")["postgres"])
    return opened


@pytest.fixture
def cursor(database_url: str) -> Iterator[Any]:
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    with connection.cursor() as opened:
        yield opened
    connection.close()


def a_new_plan(title: str = "Busan") -> Plan:
    return a_plan(plan_id=PlanId(an_id()), owner=MINA, title=title)


def edited(plan: Plan, title: str) -> Plan:
    return evolve(plan.edited(at=plan.updated_at), title=title)


def old(plan: Plan) -> dict[str, object]:
    document = plan_json(plan).decode()
    return {"id": plan.plan_id, "owner": MINA, "title": plan.title, "version": plan.version, "document": document}


async def keep(works: Works[PlanWork], plan: Plan) -> None:
    async with works.begin() as work:
        await work.plans.add(plan)


async def summaries(works: Works[PlanWork]) -> Sequence[PlanSummary]:
    async with works.begin() as work:
        return await work.plans.summaries(owner=MINA, limit=9)


async def test_a_plan_is_summed_up_without_its_document(works: Works[PlanWork], cursor: Any) -> None:
    plan = a_new_plan()
    await keep(works, plan)
    cursor.execute(SPOIL)
    assert await summaries(works) == [summary_of(plan)]


async def test_a_plan_that_the_release_before_has_added_is_summed_up(works: Works[PlanWork], cursor: Any) -> None:
    kept, added = a_new_plan("kept"), a_new_plan("added")
    await keep(works, kept)
    cursor.execute(OLD_ADD, old(added))
    assert await summaries(works) == [summary_of(added), summary_of(kept)]


async def test_a_plan_that_the_release_before_has_changed_is_summed_up_as_it_is_now(
    works: Works[PlanWork], cursor: Any
) -> None:
    plan = a_new_plan()
    await keep(works, plan)
    changed = edited(plan, "Busan, by an older process")
    cursor.execute(OLD_SAVE, old(changed))
    assert await summaries(works) == [summary_of(changed)]


async def test_the_release_before_reads_what_is_kept_and_what_it_has_changed_is_kept_again(
    works: Works[PlanWork], cursor: Any
) -> None:
    plan = a_new_plan()
    await keep(works, plan)
    cursor.execute(OLD_READ, old(plan))
    assert cursor.fetchone() == (plan_json(plan).decode(),)
    theirs = edited(plan, "theirs")
    cursor.execute(OLD_SAVE, old(theirs))
    ours = edited(theirs, "ours")
    async with works.begin() as work:
        await work.plans.save(ours)
    cursor.execute(SPOIL)
    assert await summaries(works) == [summary_of(ours)]
