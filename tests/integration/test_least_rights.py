"""Each service gets along with a role of PostgreSQL that can touch the service's own schema and no other."""

import os
from collections.abc import Callable, Iterator

import psycopg2
import pytest

from composition.catalogue import adapters_of
from core.identity.model.email import email_key
from core.identity.model.user import Identity
from core.video.model.cleanup import CleanupRun
from ports.auth_works import AuthWork
from ports.identity_works import IdentityWork
from ports.sessions import Sessions
from ports.turns import Turns
from ports.video_works import VideoWork
from ports.works import Works
from tests.builders import a_user, an_identity
from tests.conftest import OpenAdapter
from tests.identity.builders import a_credential, a_grant, a_security_event, a_session, a_ticket, a_user_id
from tests.jobs import a_job, a_lease

RoleOf = Callable[[str], dict[str, str]]
RIGHTS = """
CREATE ROLE {role};
GRANT {role} TO CURRENT_USER;
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
"""


@pytest.fixture
def in_role_of(database_url: str, postgres_environment: dict[str, str]) -> Iterator[RoleOf]:
    """Return settings under which only one schema can be touched, and nobody migrates."""
    roles: list[str] = []

    def told(schema: str) -> dict[str, str]:
        role = f"oddiya_test_{os.getpid()}_{schema}"
        run(database_url, RIGHTS.format(role=role, schema=schema))
        roles.append(role)
        url = f"{database_url}{'&' if '?' in database_url else '?'}options=-crole%3D{role}"
        return {**postgres_environment, "ODDIYA_DATABASE_URL": url, "ODDIYA_MIGRATE_ON_START": "false"}

    yield told
    for role in roles:
        run(database_url, f"DROP OWNED BY {role}; DROP ROLE {role}")


def run(url: str, sql: str) -> None:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()


async def test_the_auth_service_touches_its_own_schema_only(open_adapter: OpenAdapter, in_role_of: RoleOf) -> None:
    told = in_role_of("auth_service")
    works: Works[AuthWork] = await open_adapter(adapters_of("auth_works")["postgres"], **told)
    sessions: Sessions = await open_adapter(adapters_of("sessions")["postgres"], **told)
    user_id, ticket = a_user_id(), a_ticket()
    async with works.begin() as work:
        assert await work.credentials.replace(a_credential(user_id), known=None)
        await work.tickets.add(ticket)
        await work.grants.put(a_grant(user_id))
        await work.grants.give_up(user_id)
        await work.security.add(a_security_event(user_id))
        assert await work.inbox.first_time("m", consumer="c")
        assert await work.tickets.take(ticket.ticket_id) == ticket
        assert await work.credentials.of_email(email_key("mina@example.com"))
    assert await works.feed.oldest_unsent() is None
    session = await a_session(sessions, user_id)
    assert await sessions.end_all(user_id) == [session.session_id]


async def test_the_users_service_touches_its_own_schema_only(open_adapter: OpenAdapter, in_role_of: RoleOf) -> None:
    told = in_role_of("user_service")
    works: Works[IdentityWork] = await open_adapter(adapters_of("identity_works")["postgres"], **told)
    user, identity = a_user(email="mina@example.com"), an_identity()
    async with works.begin() as work:
        await work.users.add(user, identity)
        assert await work.users.claimants(email_key("mina@example.com")) == [user]
        await work.identities.add(user.user_id, Identity(provider="p", provider_id="1"))
        await work.users.remove(user.user_id)
    assert await works.feed.oldest_unsent() is None


async def test_the_video_service_touches_its_own_schema_only(open_adapter: OpenAdapter, in_role_of: RoleOf) -> None:
    told = in_role_of("video_service")
    works: Works[VideoWork] = await open_adapter(adapters_of("video_works")["postgres"], **told)
    job = a_job(key="key")
    async with works.begin() as work:
        assert await work.jobs.add(job) == job
        assert await work.jobs.hold(job.job_id) == job
        await work.jobs.save(job.claimed(a_lease(), now=job.updated_at))
        assert await work.jobs.unsettled(owner=job.owner) == 1
        await work.jobs.save(job.removed(now=job.updated_at))
        assert await work.jobs.expired(before=job.updated_at, limit=2) == [job.removed(now=job.updated_at)]
        await work.cleanups.add(run := CleanupRun(began_at=job.created_at, ended_at=job.updated_at))
        assert await work.cleanups.last_good() == run
        assert await work.inbox.first_time("m", consumer="c")
        await work.jobs.forget(owner=job.owner)
        assert await work.jobs.forgotten() == [job.owner]
    turns: Turns = await open_adapter(adapters_of("turns")["postgres"], **told)
    async with turns.take("cleanup") as turn:
        await turn.now()
    assert await works.feed.oldest_unsent() is None


async def test_a_service_in_another_services_schema_is_refused(open_adapter: OpenAdapter, in_role_of: RoleOf) -> None:
    told = in_role_of("user_service")
    works: Works[AuthWork] = await open_adapter(adapters_of("auth_works")["postgres"], **told)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        async with works.begin() as work:
            await work.credentials.forget(a_user_id())
