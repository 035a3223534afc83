"""What all who know of revoked sessions promise."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import define, field

from composition.catalogue import Entry, adapters_of
from composition.opener import Opener
from composition.settings import Settings
from core.identity.model.session import SessionId
from ports.sessions import Pace, RevokedSessions, Sessions
from tests.builders import an_id
from tests.conftest import environment_of
from tests.contract.enrolled import enrolled
from tests.identity.families import MINUTE, a_family
from tests.waiting import until

SOON = 2.0  # seconds, as the port says


@define
class Processes:
    """Opens both ports as processes have them: those in memory in one, all others in one for each."""

    environment: dict[str, str]
    stack: AsyncExitStack
    _openers: list[Opener] = field(factory=list)

    async def sessions(self) -> Sessions:
        """Open the sessions, in a process of their own if they can be."""
        opened: Sessions = await self._opener().open("sessions")
        return opened

    async def revoked(self) -> RevokedSessions:
        """Open what knows of revoked sessions, in a process of its own if it can be."""
        opened: RevokedSessions = await self._opener().open("revoked_sessions")
        return opened

    def _opener(self) -> Opener:
        if self.environment["ODDIYA_SESSIONS"] != "memory" or not self._openers:
            self._openers.append(Opener(Settings.read(self.environment), self.stack))
        return self._openers[-1]


@pytest.fixture(params=enrolled("revoked_sessions"))
async def processes(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Processes]:
    entry: Entry = request.param
    assert entry.name in adapters_of("sessions")
    chosen = {"ODDIYA_SESSIONS": entry.name, "ODDIYA_REVOKED_SESSIONS": entry.name}
    async with AsyncExitStack() as stack:
        yield Processes({"ODDIYA_HOME": str(tmp_path), **environment_of(entry, request), **chosen}, stack)


def knows(revoked: RevokedSessions, *session_ids: SessionId) -> Callable[[], Awaitable[bool]]:
    async def known() -> bool:
        return all(revoked.has(session_id) for session_id in session_ids)

    return known


async def test_a_session_that_was_never_ended_is_not_known(processes: Processes) -> None:
    sessions, revoked = await processes.sessions(), await processes.revoked()
    living, ended = await a_family(sessions), await a_family(sessions)
    await living.rotate(0)
    await sessions.end(ended.session_id, user_id=None)
    await until(knows(revoked, ended.session_id), within=SOON)
    assert not revoked.has(living.session_id)
    assert not any(revoked.has(SessionId(text)) for text in ("", "x", an_id()))


async def test_however_a_session_is_ended_it_is_known_in_every_process_within_two_seconds(
    processes: Processes,
) -> None:
    sessions = await processes.sessions()
    here, there = await processes.revoked(), await processes.revoked()
    user_id = an_id()
    one, stolen, *all_of_one = [await a_family(sessions, user_id=user_id) for _ in range(5)]
    await stolen.rotate(0)
    await stolen.rotate(0, window=timedelta())
    await sessions.end(one.session_id, user_id=one.session.user_id)
    await sessions.end_all(one.session.user_id)
    ended = [family.session_id for family in (one, stolen, *all_of_one)]
    await until(knows(here, *ended), within=SOON)
    await until(knows(there, *ended), within=SOON)


async def test_what_was_ended_before_a_process_started_is_known_there(processes: Processes) -> None:
    sessions = await processes.sessions()
    family = await a_family(sessions)
    await sessions.end(family.session_id, user_id=None)
    revoked = await processes.revoked()
    assert revoked.has(family.session_id)


async def test_what_is_known_stays_known(processes: Processes) -> None:
    sessions, revoked = await processes.sessions(), await processes.revoked()
    first, *others = [await a_family(sessions) for _ in range(20)]
    await sessions.end(first.session_id, user_id=None)
    await until(knows(revoked, first.session_id), within=SOON)
    for family in others:
        await sessions.end(family.session_id, user_id=None)
    await until(knows(revoked, *(family.session_id for family in others)), within=SOON)
    assert revoked.has(first.session_id)


async def test_a_session_whose_time_is_over_was_not_revoked(processes: Processes) -> None:
    sessions, revoked = await processes.sessions(), await processes.revoked()
    brief = await a_family(sessions, pace=Pace(idle=timedelta(milliseconds=1), lifetime=MINUTE))

    async def over() -> bool:
        return not await sessions.of_user(brief.session.user_id)

    await until(over)
    await brief.rotate(0)
    ended = await a_family(sessions)
    await sessions.end(ended.session_id, user_id=None)
    await until(knows(revoked, ended.session_id), within=SOON)
    assert not revoked.has(brief.session_id)
