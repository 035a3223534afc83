"""Families of refresh tokens in Redis: each step is one script, by the clock of Redis."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any, Final

from attrs import frozen
from typing_extensions import override

from adapters.redis.client import RedisClient, Script
from adapters.redis.connections import Word
from adapters.section import need
from adapters.wire.uuids import is_uuid
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import Client, Session, SessionId
from core.identity.model.user import UserId
from ports.sessions import REVOKED_FOR, Gone, Pace, Repeated, Reused, Rotated, Rotation, Sessions

KIND: Final = "refresh_token"
REVOKED: Final = "revoked"
MICROSECOND: Final = timedelta(microseconds=1)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class Scripts:
    """The programs for the server."""

    start: Script
    rotate: Script
    end: Script
    end_all: Script
    of_user: Script


@frozen
class RedisSessions(Sessions):
    """Keeps all under keys that go by themselves when their time is over.

    `refresh_token:{session}` is a hash with the digests of the family's last two tokens, `refresh_token:user:{user}` a
    sorted set of a user's sessions by their end, `refresh_token:revoked` one of all sessions that were ended lately,
    `refresh_token:reused:{session}` whose a session was that ended lately because a used-up token came again.
    """

    _redis: RedisClient
    _scripts: Scripts

    @override
    async def start(self, *, user_id: UserId, token: RefreshToken, client: Client, pace: Pace) -> Session:
        named = (token.session_id, user_id, client.agent, client.address)
        paced = (_whole(pace.idle), _whole(pace.lifetime))
        return _session(await self._run(self._scripts.start, *named, token.generation, token.digest, *paced))

    @override
    async def rotate(
        self, *, presented: RefreshToken, successor: RefreshToken, window: timedelta, pace: Pace
    ) -> Rotation:
        tokens = (presented.session_id, presented.generation, presented.digest, successor.digest)
        spans = (window, pace.idle, pace.lifetime, REVOKED_FOR)
        return _rotation(await self._run(self._scripts.rotate, *tokens, *map(_whole, spans)))

    @override
    async def end(self, session_id: SessionId, *, user_id: UserId | None) -> bool:
        words = (session_id, user_id or "", _whole(REVOKED_FOR))
        return is_uuid(session_id) and bool(await self._run(self._scripts.end, *words))

    @override
    async def end_all(self, user_id: UserId, *, keep: SessionId | None = None) -> Sequence[SessionId]:
        ended = await self._run(self._scripts.end_all, user_id, keep or "", _whole(REVOKED_FOR))
        return [SessionId(session_id.decode()) for session_id in ended]

    @override
    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        living = [_session(row) for row in await self._run(self._scripts.of_user, user_id)]
        return sorted(living, key=lambda session: (session.last_used_at, session.session_id), reverse=True)

    @override
    async def prune(self) -> None:
        """Nothing is left to do: every key has its time to live."""

    async def check(self) -> None:
        """Raise `Unavailable` when Redis does not answer."""
        await self._redis.ask("PING")

    async def _run(self, script: Script, *words: Word) -> Any:
        keys = (self._redis.key(KIND, REVOKED),)
        return await self._redis.run(script, keys=keys, words=(self._redis.key(KIND, ""), *words))


def _whole(span: timedelta) -> int:
    return span // MICROSECOND


def _moment(text: bytes) -> datetime:
    return EPOCH + int(text) * MICROSECOND


def _rotation(answer: Sequence[Any]) -> Rotation:
    match answer:
        case [b"rotated", now, row]:
            session = _session(row)
            return Rotated(session=session, remaining=session.expires_at - _moment(now))
        case [b"repeated", now, row]:
            session = _session(row)
            return Repeated(session=session, remaining=session.expires_at - _moment(now))
        case [b"reused", user_id]:
            return Reused(user_id=UserId(user_id.decode()))
        case _:
            return Gone()


def _session(row: Sequence[bytes]) -> Session:
    session_id, user_id, agent, address, *moments = row
    created_at, last_used_at, expires_at = map(_moment, moments)
    return Session(
        session_id=SessionId(session_id.decode()),
        user_id=UserId(user_id.decode()),
        client=Client(agent=agent.decode(), address=address.decode()),
        created_at=created_at,
        last_used_at=last_used_at,
        expires_at=expires_at,
    )


@frozen(kw_only=True)
class Section:
    """Which Redis keeps the families."""

    redis: RedisClient = need("redis_client")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Sessions]:
    """Open the sessions."""
    yield RedisSessions(
        section.redis,
        Scripts(
            start=_script("start"),
            rotate=_script("rotate"),
            end=_script("end"),
            end_all=_script("end_all"),
            of_user=_script("of_user"),
        ),
    )


async def check(sessions: RedisSessions) -> None:
    """Raise when Redis does not answer: without it nobody signs in, and nobody's session goes on."""
    await sessions.check()


def _script(name: str) -> Script:
    shared, own = (files("adapters.redis").joinpath(f"sessions_{part}.lua").read_text() for part in ("shared", name))
    return Script(shared + own)
