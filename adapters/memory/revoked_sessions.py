"""Which sessions have ended, where they all end in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen
from typing_extensions import override

from adapters.memory.sessions import MemorySessions
from adapters.section import CannotOpen, need
from core.identity.model.session import SessionId
from ports.sessions import RevokedSessions, Sessions


@frozen
class MemoryRevokedSessions(RevokedSessions):
    """Asks the sessions of the same process."""

    _sessions: MemorySessions

    @override
    def has(self, session_id: SessionId) -> bool:
        return self._sessions.has_revoked(session_id)


@frozen(kw_only=True)
class Section:
    """Whose endings these are."""

    sessions: Sessions = need("sessions")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[RevokedSessions]:
    """Open on the sessions of this process."""
    if not isinstance(section.sessions, MemorySessions):
        raise CannotOpen(
            "ODDIYA_REVOKED_SESSIONS=memory hears of nothing that ends elsewhere: name it as ODDIYA_SESSIONS"
        )
    yield MemoryRevokedSessions(section.sessions)
