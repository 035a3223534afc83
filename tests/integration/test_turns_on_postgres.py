"""Turns in PostgreSQL: what becomes of them when the connection, the process or the database goes."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest

from composition.catalogue import adapters_of
from core.errors import Unavailable
from ports.turns import Turns, TurnTaken
from tests.conftest import OpenAdapter
from tests.processes import python
from tests.waiting import until

ENTRY = adapters_of("turns")["postgres"]
HOLDERS = "FROM pg_stat_activity WHERE application_name = 'oddiya-turn' AND datname = current_database()"


@pytest.fixture
async def turns(open_adapter: OpenAdapter) -> Turns:
    opened: Turns = await open_adapter(ENTRY)
    return opened


@pytest.fixture
def cursor(database_url: str) -> Iterator[Any]:
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    with connection.cursor() as opened:
        yield opened
    connection.close()


async def is_free(turns: Turns) -> bool:
    try:
        async with turns.take("cleanup"):
            return True
    except TurnTaken:
        return False


async def test_whose_connection_is_gone_has_lost_the_turn_and_learns_it(turns: Turns, cursor: Any) -> None:
    async with turns.take("cleanup") as turn:
        await turn.now()
        cursor.execute(f"SELECT pg_terminate_backend(pid) {HOLDERS}")
        assert cursor.fetchall() == [(True,)]
        await until(lambda: is_free(turns))
        for _ in range(2):
            with pytest.raises(Unavailable):
                await turn.now()


async def test_who_has_a_connection_but_no_lock_has_no_turn(turns: Turns) -> None:
    async with turns.take("cleanup") as turn:
        connection: Any = turn._connection  # type: ignore[attr-defined] # as if somebody shared it
        async with connection.cursor() as asking:
            await asking.execute("SELECT pg_advisory_unlock_all()")
        with pytest.raises(Unavailable, match="the turn of cleanup"):
            await turn.now()
        assert await is_free(turns)


async def test_no_connection_is_left_of_a_turn(turns: Turns, cursor: Any) -> None:
    async def all_gone() -> bool:
        cursor.execute(f"SELECT count(*) {HOLDERS}")
        ((count,),) = cursor.fetchall()
        return int(count) == 0

    async with turns.take("cleanup"):
        assert not await is_free(turns)
        assert not await all_gone()
    await until(all_gone)


HOLDING = """
import asyncio
from contextlib import AsyncExitStack
from composition.opener import Opener
from composition.settings import Settings

async def main():
    async with AsyncExitStack() as stack:
        turns = await Opener(Settings.read(), stack).open("turns")
        async with turns.take("cleanup"):
            print("holding", flush=True)
            await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_the_turn_of_a_process_that_is_killed_is_free(turns: Turns, postgres_environment: dict[str, str]) -> None:
    with python(HOLDING, environment={**postgres_environment, "ODDIYA_TURNS": "postgres"}) as holder:
        assert holder.line() == "holding"
        assert not await is_free(turns)
        holder.kill(signal.SIGKILL)
        await until(lambda: is_free(turns))


async def test_without_a_database_there_are_no_turns(open_adapter: OpenAdapter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    url = f"postgresql://oddiya@127.0.0.1:{port}/oddiya"
    turns = await open_adapter(ENTRY, ODDIYA_DATABASE_URL=url, ODDIYA_MIGRATE_ON_START="false")
    with pytest.raises(Unavailable):
        async with asyncio.timeout(10):
            await is_free(turns)
