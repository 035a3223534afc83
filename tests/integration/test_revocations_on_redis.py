"""How processes hear of ended sessions from a Redis that cuts them off, restarts, falls silent and keeps them out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import frozen

from adapters.redis.client import RedisClient
from adapters.redis.listener import Listener, listening_to
from adapters.redis.revoked_sessions import revocations_of
from composition.opener import Opener
from composition.settings import Settings
from core.errors import Unavailable
from core.identity.model.session import SessionId
from ports.sessions import RevokedSessions, Sessions
from tests.builders import an_id
from tests.identity.families import a_family
from tests.integration.on_redis import command, listening
from tests.processes import python
from tests.servers.redis import RedisServer
from tests.waiting import until

SOON = 2.0  # seconds, as the port says
NEVER = 3600.0  # what is known before that was not read
ANOTHER_PROCESS = """
import asyncio, sys
from contextlib import AsyncExitStack
from adapters.redis.revoked_sessions import revocations_of
from composition.opener import Opener
from composition.settings import Settings

async def main():
    async with AsyncExitStack() as stack:
        redis = await Opener(Settings.read(), stack).open("redis_client")
        revoked = await stack.enter_async_context(revocations_of(redis, read_every=3600))
        print("ready")
        while not revoked.has(sys.argv[1]):
            await asyncio.sleep(0.005)
        print("known")

asyncio.run(main())
"""


@frozen(kw_only=True)
class Processes:
    """One process that ends sessions, and others that only hear of it."""

    server: RedisServer
    stack: AsyncExitStack
    sessions: Sessions

    async def revoked(self) -> RevokedSessions:
        """Open what knows of endings, in a process of its own, and wait until it listens."""
        before = self.listeners()
        opened = await self.stack.enter_async_context(revocations_of(await self.client(), read_every=NEVER))

        async def listens() -> bool:
            return self.listeners() > before

        await until(listens)
        return opened

    async def client(self) -> RedisClient:
        """Open connections of another process."""
        opener = Opener(Settings.read(self.server.environment), self.stack)
        client: RedisClient = await opener.open("redis_client")
        return client

    async def end_one(self) -> SessionId:
        """Begin a session and end it, as soon as Redis lets it."""
        while True:
            try:
                family = await a_family(self.sessions)
                assert await self.sessions.end(family.session_id, user_id=None)
            except Unavailable:
                await asyncio.sleep(0.01)
            else:
                return family.session_id

    def listeners(self) -> int:
        """Return how many there are."""
        told = self.server.ask("PUBSUB", "NUMSUB", "oddiya:refresh_token:revoked")
        return int(told.split(b":")[-1])


@pytest.fixture
async def processes(redis_server: RedisServer) -> AsyncIterator[Processes]:
    async with AsyncExitStack() as stack:
        told = {"ODDIYA_SESSIONS": "redis", **redis_server.environment}
        sessions = await Opener(Settings.read(told), stack).open("sessions")
        yield Processes(server=redis_server, stack=stack, sessions=sessions)


def knows(revoked: RevokedSessions, *session_ids: SessionId) -> Callable[[], Awaitable[bool]]:
    async def known() -> bool:
        return all(revoked.has(session_id) for session_id in session_ids)

    return known


async def test_jw_20_however_a_session_is_ended_every_process_is_told_without_reading(processes: Processes) -> None:
    here, there = await processes.revoked(), await processes.revoked()
    user_id = an_id()
    one, stolen, *all_of_one = [await a_family(processes.sessions, user_id=user_id) for _ in range(6)]
    living = await a_family(processes.sessions)
    await stolen.rotate(0)
    await stolen.rotate(0, window=timedelta())
    await processes.sessions.end(one.session_id, user_id=one.session.user_id)
    await processes.sessions.end_all(one.session.user_id)
    ended = [family.session_id for family in (one, stolen, *all_of_one)]
    for revoked in (here, there):
        await until(knows(revoked, *ended), within=SOON)
        assert not revoked.has(living.session_id)


async def test_jw_20_another_process_is_told_without_reading(processes: Processes) -> None:
    family = await a_family(processes.sessions)
    with python(ANOTHER_PROCESS, family.session_id, environment=processes.server.environment) as other:
        assert await asyncio.to_thread(other.line) == "ready"

        async def listens() -> bool:
            return processes.listeners() == 1

        await until(listens)
        await processes.sessions.end(family.session_id, user_id=None)
        assert await asyncio.to_thread(other.line, within=SOON) == "known"


async def test_jw_20_what_ended_while_a_process_was_cut_off_is_known_when_it_listens_again(
    processes: Processes,
) -> None:
    revoked = await processes.revoked()
    for _ in range(5):
        assert int(processes.server.ask("CLIENT", "KILL", "TYPE", "pubsub").strip(b":\r\n")) == 1
        await until(knows(revoked, await processes.end_one()), within=SOON)


async def test_jw_20_after_a_restart_of_redis_a_process_hears_again(processes: Processes) -> None:
    revoked = await processes.revoked()
    before = await processes.end_one()
    await until(knows(revoked, before), within=SOON)
    for _ in range(2):
        await asyncio.to_thread(processes.server.kill)
        await asyncio.to_thread(processes.server.start)
        await until(knows(revoked, await processes.end_one()), within=SOON)
    assert revoked.has(before)


async def test_jw_20_after_redis_hung_a_process_knows_what_ended(processes: Processes) -> None:
    revoked = await processes.revoked()
    ending = asyncio.create_task(processes.end_one())
    processes.server.hang()
    await asyncio.sleep(0.5)
    processes.server.resume()
    await until(knows(revoked, await ending), within=SOON)


async def test_who_may_not_publish_ends_sessions_all_the_same_and_they_are_read(processes: Processes) -> None:
    processes.server.ask("ACL", "SETUSER", "mute", "on", ">secret", "~*", "+@all", "resetchannels")
    told = {
        "ODDIYA_SESSIONS": "redis",
        "ODDIYA_REVOKED_SESSIONS": "redis",
        "ODDIYA_REDIS_URL": processes.server.url.replace("unix://", "unix://mute:secret@"),
    }
    opener = Opener(Settings.read(told), processes.stack)
    sessions, revoked = await opener.open("sessions"), await opener.open("revoked_sessions")
    family = await a_family(sessions)
    assert await sessions.end(family.session_id, user_id=None)
    await until(knows(revoked, family.session_id), within=SOON)


async def test_a_server_that_falls_silent_is_left_for_a_new_connection(tmp_path: Path) -> None:
    connections = 0
    caught_up = asyncio.Event()
    heard: list[str] = []

    async def fall_silent_at_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while words := await command(reader):
            if words[0] == b"SUBSCRIBE":
                writer.write(b"*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n")
            elif connections > 1:
                writer.write(b"*2\r\n$4\r\npong\r\n$0\r\n\r\n*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$4\r\nword\r\n")

    async def catch_up() -> None:
        if connections > 1:
            caught_up.set()

    async with listening(tmp_path / "silent.sock", fall_silent_at_first) as told, AsyncExitStack() as stack:
        redis: RedisClient = await Opener(Settings.read(told), stack).open("redis_client")
        listener = Listener(redis=redis, channel=b"c", tell=heard.append, catch_up=catch_up, quiet=0.05)
        async with listening_to(listener), asyncio.timeout(10):
            await caught_up.wait()
            while len(heard) < 3:
                await asyncio.sleep(0.005)
    assert connections == 2
    assert set(heard) == {"word"}
