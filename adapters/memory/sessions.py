"""Families of refresh tokens in this process's memory."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from attrs import evolve, frozen
from typing_extensions import override

from adapters.memory.deadlines import Deadlines
from adapters.section import need
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import Client, Session, SessionId
from core.identity.model.user import UserId
from ports.clock import Clock
from ports.sessions import REVOKED_FOR, Gone, Pace, Repeated, Reused, Rotated, Rotation, Sessions

SWEPT_AT_ONCE = 4


@frozen(kw_only=True)
class Family:
    """What is kept of one family."""

    session: Session
    generation: int
    newest: bytes
    parent: bytes | None = None


class MemorySessions(Sessions):
    """Keeps families by id and by user; each start also forgets some of those whose time is over."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._families: dict[str, Family] = {}
        self._of_user: dict[UserId, set[str]] = {}
        self._expiry: Deadlines[str] = Deadlines()
        self._revoked: Deadlines[str] = Deadlines()
        self._reused: dict[str, UserId] = {}

    def has_revoked(self, session_id: SessionId) -> bool:
        """Tell whether the session was ended lately."""
        return self._revoked.of(session_id) is not None

    @override
    async def start(self, *, user_id: UserId, token: RefreshToken, client: Client, pace: Pace) -> Session:
        now = self._clock.now()
        self._forget_some(now)
        session = Session(
            session_id=token.session_id,
            user_id=user_id,
            client=client,
            created_at=now,
            last_used_at=now,
            expires_at=now + min(pace.idle, pace.lifetime),
        )
        self._keep(Family(session=session, generation=token.generation, newest=token.digest))
        return session

    @override
    async def rotate(
        self, *, presented: RefreshToken, successor: RefreshToken, window: timedelta, pace: Pace
    ) -> Rotation:
        now = self._clock.now()
        family = self._living(presented.session_id, now)
        if family is None:
            return self._remembered(presented.session_id, now)
        if now >= family.session.created_at + pace.lifetime:
            return Gone()
        if presented.digest == family.newest or presented.generation > family.generation:
            session = _used(family.session, now, pace)
            self._keep(
                Family(
                    session=session,
                    generation=successor.generation,
                    newest=successor.digest,
                    parent=presented.digest,
                )
            )
            return Rotated(session=session, remaining=session.expires_at - now)
        if presented.digest == family.parent and now - family.session.last_used_at < window:
            return Repeated(session=family.session, remaining=family.session.expires_at - now)
        self._end(family, now)
        self._reused[family.session.session_id] = family.session.user_id
        return Reused(user_id=family.session.user_id)

    @override
    async def end(self, session_id: SessionId, *, user_id: UserId | None) -> bool:
        now = self._clock.now()
        family = self._living(session_id, now)
        if family is None or user_id not in (None, family.session.user_id):
            return False
        self._end(family, now)
        return True

    @override
    async def end_all(self, user_id: UserId, *, keep: SessionId | None = None) -> Sequence[SessionId]:
        ended = [session.session_id for session in await self.of_user(user_id) if session.session_id != keep]
        for session_id in ended:
            await self.end(session_id, user_id=user_id)
        return ended

    @override
    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        now = self._clock.now()
        found = [self._living(session_id, now) for session_id in self._of_user.get(user_id, ())]
        living = [family.session for family in found if family is not None]
        return sorted(living, key=lambda session: (session.last_used_at, session.session_id), reverse=True)

    @override
    async def prune(self) -> None:
        self._forget_some(self._clock.now(), at_most=len(self._families) + len(self._revoked))

    def _remembered(self, session_id: SessionId, now: datetime) -> Reused | Gone:
        user_id, until = self._reused.get(session_id), self._revoked.of(session_id)
        return Gone() if user_id is None or until is None or now >= until else Reused(user_id=user_id)

    def _living(self, session_id: SessionId | str, now: datetime) -> Family | None:
        family = self._families.get(session_id)
        return family if family is not None and now < family.session.expires_at else None

    def _keep(self, family: Family) -> None:
        session = family.session
        self._families[session.session_id] = family
        self._of_user.setdefault(session.user_id, set()).add(session.session_id)
        self._expiry.set(session.session_id, session.expires_at)

    def _end(self, family: Family, now: datetime) -> None:
        self._revoked.set(family.session.session_id, now + REVOKED_FOR)
        self._expiry.forget(family.session.session_id)
        self._forget(family.session.session_id)

    def _forget_some(self, now: datetime, *, at_most: int = SWEPT_AT_ONCE) -> None:
        for session_id in self._revoked.forget_due(now, at_most=at_most):
            self._reused.pop(session_id, None)
        for session_id in self._expiry.forget_due(now, at_most=at_most):
            self._forget(session_id)

    def _forget(self, session_id: str) -> None:
        user_id = self._families.pop(session_id).session.user_id
        self._of_user[user_id].discard(session_id)
        if not self._of_user[user_id]:
            del self._of_user[user_id]


def _used(session: Session, now: datetime, pace: Pace) -> Session:
    ends_at = session.created_at + pace.lifetime
    return evolve(session, last_used_at=now, expires_at=min(now + pace.idle, ends_at))


@frozen(kw_only=True)
class Section:
    """What the families' time is told by."""

    clock: Clock = need("clock")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[MemorySessions]:
    """Open without any session."""
    yield MemorySessions(clock=section.clock)
