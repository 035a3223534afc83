"""A PostgreSQL for tests: one server, and for each test a database cloned from a migrated template."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from adapters.pgserver.database import bundled_binaries
from adapters.pgserver.server import PostgresServer
from adapters.postgres.schema import migrate
from tests.servers.docker import docker_answers, docker_postgres

TEMPLATE = "oddiya_template"


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server: the one that is named, else one in Docker, else one of our own."""
    if named := os.environ.get("ODDIYA_TEST_POSTGRES_URL"):
        yield named
    elif docker_answers():
        with docker_postgres() as url:
            yield url
    else:
        yield from _own_server(tmp_path_factory.mktemp("postgres"))


def _own_server(home: Path) -> Iterator[str]:
    server = PostgresServer(home, bundled_binaries(), {"fsync": "off", "full_page_writes": "off"})
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, worker_id: str) -> Iterator[str]:
    """The name of a database that has been migrated."""
    name = f"{TEMPLATE}_{os.getpid()}_{worker_id}"
    _administer(postgres_url, f"CREATE DATABASE {name}")
    migrate(in_database(postgres_url, name))
    yield name
    _administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_url(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """The URL of this test's own database."""
    name = f"{postgres_template}_test"
    _administer(postgres_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _administer(postgres_url, f"CREATE DATABASE {name} TEMPLATE {postgres_template} STRATEGY FILE_COPY")
    yield in_database(postgres_url, name)
    _administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_environment(database_url: str) -> dict[str, str]:
    """What points Oddiya at this test's database."""
    return {"ODDIYA_DATABASE": "url", "ODDIYA_DATABASE_URL": database_url}


def in_database(url: str, name: str) -> str:
    """Return the URL of another database on the same server."""
    parts = urlsplit(url)
    return parts._replace(path=f"/{name}").geturl().replace("postgresql:/" + name, "postgresql:///" + name)


def _administer(url: str, sql: str) -> None:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()
