"""What PostgreSQL says of itself: what it has done since the start, and what its connections are doing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import psycopg2
from attrs import frozen

from tests.system.database import Database

DONE: Final = """
    SELECT xact_commit AS commits, xact_rollback AS rollbacks, blks_read AS "blocks read", blks_hit AS "blocks found",
           tup_returned AS "rows read", tup_inserted + tup_updated + tup_deleted AS "rows written", deadlocks
    FROM pg_stat_database WHERE datname = current_database()
"""
DOING: Final = """
    SELECT usename || ' ' || CASE WHEN wait_event_type = 'Lock' THEN 'waiting for a lock' ELSE state END, count(*)
    FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND usename <> 'oddiya'
    GROUP BY 1
"""


@frozen
class Onlooker:
    """Somebody who may see all of a server."""

    cursor: Any

    def done(self) -> Mapping[str, int]:
        """Return what was done so far."""
        self.cursor.execute(DONE)
        names = [column.name for column in self.cursor.description]
        return dict(zip(names, self.cursor.fetchone(), strict=True))

    def doing(self) -> Mapping[str, int]:
        """Return how many connections of which role are in which state."""
        self.cursor.execute(DOING)
        return dict(self.cursor.fetchall())


@contextmanager
def looking_on(database: Database) -> Iterator[Onlooker]:
    """Connect as who may see everything."""
    connection = psycopg2.connect(database.url("oddiya"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield Onlooker(cursor)
    finally:
        connection.close()
