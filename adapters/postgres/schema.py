"""Brings the database's schemas up to date: one Alembic history for each."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import structlog

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 0x0DD17A  # the advisory lock that keeps two processes from migrating at once
log = structlog.get_logger()


def schemas() -> list[str]:
    """Return the schemas that have a history."""
    return sorted(path.name for path in MIGRATIONS.iterdir() if next(path.glob("[0-9]*.py"), None))


def head(schema: str) -> str:
    """Return a schema's newest revision: files are named after their revisions, which sort."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / schema).glob("[0-9]*.py"))


def migrate(url: str, wanted: Sequence[str] | None = None) -> dict[str, str]:
    """Bring the wanted schemas (all, unless named) to their newest revision; return what each one is at."""
    with _alone(url) as connection:
        for schema in wanted or schemas():
            # Alembic takes a third of a second to import, and most starts find nothing to do.
            if _revision(connection, schema) != head(schema):
                _upgrade(connection, url, schema)
        return {schema: head(schema) for schema in wanted or schemas()}


@contextmanager
def _alone(url: str) -> Iterator[Any]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (ONE_AT_A_TIME,))
        yield connection
    finally:
        connection.close()


def _revision(connection: Any, schema: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", (f"{schema}.alembic_version",))
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute(f'SELECT version_num FROM "{schema}".alembic_version')  # noqa: S608 - our own folder's name
        row = cursor.fetchone()
        return row[0] if row else None


def _upgrade(connection: Any, url: str, schema: str) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command
    from alembic.config import Config

    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / schema))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(schema=schema, connect=lambda: psycopg2.connect(url))
    command.upgrade(config, "head")
    log.info("a schema was brought up to date", schema=schema, revision=head(schema))
