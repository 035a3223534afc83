"""The PostgreSQL that Oddiya brings along: started, reused, killed, in the way, and gone."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from adapters.pgserver.database import Section, bundled_binaries, open_adapter
from adapters.pgserver.server import PostgresServer
from adapters.section import CannotOpen
from tests.processes import Python, python

HOLD = """
import asyncio, sys
from pathlib import Path
from adapters.pgserver.database import Section, open_adapter

async def main():
    async with open_adapter(Section(home=Path(sys.argv[1]))) as url:
        print(url, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def ask(url: str, sql: str) -> object:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def other_oddiya(home: Path) -> Iterator[Python]:
    with python(HOLD, str(home)) as process:
        process.line()
        yield process


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A dead child of nobody who waits is a zombie, not a server.
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


async def test_data_is_still_there_at_the_next_start(home: Path) -> None:
    async with open_adapter(Section(home=home)) as url:
        ask(url, "CREATE TABLE kept AS SELECT 7 AS n")
        pid = postmaster(home)
    assert not alive(pid)
    async with open_adapter(Section(home=home)) as url:
        assert ask(url, "SELECT n FROM kept") == 7


async def test_a_home_with_a_long_path_works(tmp_path: Path) -> None:
    async with open_adapter(Section(home=tmp_path / ("x" * 120))) as url:
        assert ask(url, "SELECT 1") == 1


async def test_a_home_in_use_is_refused_with_the_process_that_uses_it(home: Path, other_oddiya: Python) -> None:
    with pytest.raises(CannotOpen, match=rf"in use by another Oddiya \(process {other_oddiya.pid}\).*ODDIYA_HOME"):
        async with open_adapter(Section(home=home)):
            pass


async def test_after_a_kill_9_of_oddiya_the_next_one_starts_on_the_same_data(home: Path, other_oddiya: Python) -> None:
    ask(f"postgresql:///postgres?host={home}/postgres&user=oddiya", "CREATE TABLE kept AS SELECT 7 AS n")
    other_oddiya.kill(signal.SIGKILL)
    async with open_adapter(Section(home=home)) as url:
        assert ask(url, "SELECT n FROM kept") == 7


async def test_an_orphaned_server_is_stopped_before_the_next_one_starts(home: Path) -> None:
    orphan = PostgresServer(home / "postgres", bundled_binaries())
    orphan.start()
    pid = postmaster(home)
    async with open_adapter(Section(home=home)) as url:
        assert postmaster(home) != pid
        assert ask(url, "SELECT 1") == 1
    assert not orphan.running


async def test_after_a_kill_9_of_the_server_it_comes_back_by_itself(home: Path) -> None:
    async with open_adapter(Section(home=home)) as url:
        ask(url, "CREATE TABLE kept AS SELECT 7 AS n")
        pid = postmaster(home)
        os.kill(pid, signal.SIGKILL)
        async with asyncio.timeout(20):
            while not _answers(url) or postmaster(home) == pid:
                await asyncio.sleep(0.05)
        assert ask(url, "SELECT n FROM kept") == 7


async def test_a_kill_during_the_first_start_leaves_nothing_in_the_way(home: Path) -> None:
    (home / "postgres" / "data.new").mkdir(parents=True)
    (home / "postgres" / "data.new" / "PG_VERSION").write_text("half")
    async with open_adapter(Section(home=home)) as url:
        assert ask(url, "SELECT 1") == 1


async def test_data_of_another_major_version_is_left_alone_and_named(home: Path) -> None:
    older = bundled_binaries().parent.parent / "pginstall" / "bin"
    async with open_adapter(Section(home=home, binaries=older)) as url:
        ask(url, "CREATE TABLE kept AS SELECT 7 AS n")
    with pytest.raises(CannotOpen, match=r"belongs to PostgreSQL 16, but this is PostgreSQL 18"):
        async with open_adapter(Section(home=home)):
            pass
    async with open_adapter(Section(home=home, binaries=older)) as url:
        assert ask(url, "SELECT n FROM kept") == 7


async def test_a_data_directory_that_cannot_be_used_says_so_in_one_line(home: Path) -> None:
    async with open_adapter(Section(home=home)):
        pass
    (home / "postgres" / "data" / "global" / "pg_control").unlink()
    with pytest.raises(CannotOpen, match=r"did not start in .*pg_control") as refused:
        async with open_adapter(Section(home=home)):
            pass
    assert "\n" not in str(refused.value)


def _answers(url: str) -> bool:
    try:
        return ask(url, "SELECT 1") == 1
    except psycopg2.OperationalError:
        return False


async def test_the_servers_log_tells_of_a_refused_row_and_not_what_stands_in_it(home: Path) -> None:
    async with open_adapter(Section(home=home)) as url:
        ask(url, "CREATE TABLE people (email text PRIMARY KEY)")
        ask(url, "INSERT INTO people VALUES ('mina@example.com')")
        with pytest.raises(psycopg2.errors.UniqueViolation):
            ask(url, "INSERT INTO people VALUES ('mina@example.com')")
    written = (home / "postgres" / "postgres.log").read_text()
    assert "people_pkey" in written
    assert "mina" not in written
