"""The roles of deploy/database: each process reaches its own schema, and no other."""

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from adapters.postgres.schema import migrate, schemas
from tests.system.database import MIGRATOR, ROLES, ROLES_SQL, Database, execute, new_database, running_server

OWN = {
    "oddiya_users": "user_service",
    "oddiya_auth": "auth_service",
    "oddiya_plans": "plan_service",
    "oddiya_videos": "video_service",
    "oddiya_notifications": "notification_service",
}
QUEUE = "job_queue"
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = '{}' ORDER BY 1"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with running_server(tmp_path_factory.mktemp("roles")) as server:
        yield new_database(server)


def tables_of(database: Database, schema: str) -> list[str]:
    return [f"{schema}.{name}" for (name,) in execute(database.url(MIGRATOR), TABLES.format(schema))]


def test_there_is_a_role_for_each_schema_and_the_queue_is_everybodys() -> None:
    assert {*OWN.values(), QUEUE} == set(schemas())
    assert {*OWN, MIGRATOR} == set(ROLES.values())


@pytest.mark.parametrize("role", OWN)
def test_a_role_reads_and_writes_its_own_schema_and_the_queue(database: Database, role: str) -> None:
    for table in (*tables_of(database, OWN[role]), *tables_of(database, QUEUE)):
        execute(database.url(role), f"SELECT * FROM {table} LIMIT 1")
        execute(database.url(role), f"DELETE FROM {table} WHERE false")


@pytest.mark.parametrize("role", OWN)
def test_a_role_reaches_no_other_schema_and_makes_nothing(database: Database, role: str) -> None:
    others = [table for other in OWN.values() if other != OWN[role] for table in tables_of(database, other)]
    assert len(others) > 10
    for table in others:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            execute(database.url(role), f"SELECT 1 FROM {table}")
    for made in (f"{OWN[role]}.more", "public.more", "pg_temp.more"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            execute(database.url(role), f"CREATE TABLE {made} (one int)")
    for asked in (f"DROP TABLE {tables_of(database, OWN[role])[0]}", "CREATE SCHEMA more", f"SET ROLE {MIGRATOR}"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            execute(database.url(role), asked)


def test_the_group_of_the_queue_signs_in_nowhere(database: Database) -> None:
    with pytest.raises(psycopg2.OperationalError, match="not permitted to log in"):
        execute(database.url("oddiya_queue"), "SELECT 1")


def test_roles_and_tables_that_are_there_stay_as_they_are(database: Database) -> None:
    before = {schema: tables_of(database, schema) for schema in schemas()}
    execute(database.url("oddiya"), Path(ROLES_SQL).read_text())
    migrate(database.url(MIGRATOR))
    assert {schema: tables_of(database, schema) for schema in schemas()} == before
