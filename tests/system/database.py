"""A PostgreSQL as production has it: a role for each process, and a schema that only its role can reach."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg2
from attrs import frozen

from adapters.pgserver.database import bundled_binaries
from adapters.pgserver.server import PostgresServer
from adapters.postgres.schema import migrate
from tests.processes import ROOT

ROLES_SQL: Final = ROOT / "deploy" / "database" / "roles.sql"
MIGRATOR: Final = "oddiya_migrator"
# Which role each process is.
ROLES: Final[Mapping[str, str]] = {
    "users": "oddiya_users",
    "auth": "oddiya_auth",
    "plans": "oddiya_plans",
    "videos": "oddiya_videos",
    "worker": "oddiya_videos",
    "cleanup": "oddiya_videos",
    "notifications": "oddiya_notifications",
    "migrate": MIGRATOR,
}


@frozen(kw_only=True)
class Database:
    """One database; `host` is where its server listens."""

    host: str
    port: int = 5432
    name: str = "oddiya"

    def url(self, role: str) -> str:
        """Where a role finds it."""
        return f"postgresql:///{self.name}?host={self.host}&port={self.port}&user={role}"


@contextmanager
def running_server(home: Path, options: Mapping[str, str] | None = None) -> Iterator[PostgresServer]:
    """Run a server; one that a test has killed may be started anew."""
    server = PostgresServer(home, bundled_binaries(), {"fsync": "off", "full_page_writes": "off", **(options or {})})
    server.start()
    try:
        yield server
    finally:
        server.stop()


def new_database(server: PostgresServer) -> Database:
    """Make the database, its roles and its tables, as an operator does."""
    database = Database(host=str(server.socket_directory))
    execute(server.url, f"CREATE DATABASE {database.name}")
    execute(database.url("oddiya"), ROLES_SQL.read_text())
    migrate(database.url(MIGRATOR))
    return database


def execute(url: str, sql: str) -> Any:
    """Run SQL that commits by itself; return the rows of the last statement, if it has any."""
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
