"""A PostgreSQL for tests: one server, and for each test a database cloned from a migrated template."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from attrs import define, field

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


@define
class Clones:
    """Databases cloned from a template: while a test uses one, the next is made and those before are dropped."""

    url: str
    template: str
    aside: ThreadPoolExecutor
    numbers: Iterator[int] = field(factory=count)
    next: Future[str] = field(init=False)
    dropping: list[Future[None]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.next = self.aside.submit(self._make)

    def take(self) -> str:
        """Return the name of a database that nobody has used."""
        name = self.next.result()
        self.next = self.aside.submit(self._make)
        return name

    def drop(self, name: str) -> None:
        """Drop a database soon; what went wrong with those before is raised here."""
        self.dropping = [one for one in self.dropping if not one.done() or one.result()]
        self.dropping.append(self.aside.submit(_administer, self.url, f"DROP DATABASE {name} WITH (FORCE)"))

    def close(self) -> None:
        """Drop what is left."""
        self.drop(self.next.result())
        for one in self.dropping:
            one.result()

    def _make(self) -> str:
        name = f"{self.template}_{next(self.numbers)}"
        _administer(self.url, f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        return name


@pytest.fixture(scope="session")
def postgres_clones(postgres_url: str, postgres_template: str) -> Iterator[Clones]:
    """Clones of the migrated database; whoever takes one drops it."""
    with ThreadPoolExecutor(1, thread_name_prefix="clones") as aside:
        clones = Clones(postgres_url, postgres_template, aside)
        yield clones
        clones.close()


@pytest.fixture
def database_url(postgres_url: str, postgres_clones: Clones) -> Iterator[str]:
    """The URL of this test's own database."""
    name = postgres_clones.take()
    yield in_database(postgres_url, name)
    postgres_clones.drop(name)


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
