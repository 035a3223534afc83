"""Everything that has to do with sessions, wired over any adapters."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Final

from attrs import evolve, frozen
from typing_extensions import override

from adapters.memory import auth_works
from adapters.memory.rate_limiter import MemoryRateLimiter
from adapters.memory.sessions import MemorySessions
from adapters.memory.works import Section
from adapters.system.ids import Uuid7Ids
from adapters.system.randomness import SystemRandomness
from adapters.w3c.tracing import W3cTracing
from core.errors import Unavailable
from core.identity.model.errors import InvalidGrant
from core.identity.model.refresh_token import SECRET_BYTES, RefreshToken
from core.identity.model.security_event import SecurityEvent
from core.identity.model.session import Client, SessionId, TokenPair
from core.identity.model.user import UserId
from core.identity.use_cases.sessions.end_session import EndSession
from core.identity.use_cases.sessions.end_session_of_token import EndSessionOfToken
from core.identity.use_cases.sessions.end_sessions import EndSessions
from core.identity.use_cases.sessions.list_sessions import ListSessions
from core.identity.use_cases.sessions.refresh_session import RefreshSession
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.steps.session_opener import PACE
from core.identity.use_cases.steps.throttle import Throttle
from core.identity.use_cases.steps.token_mint import TokenMint
from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.rate_limiter import RateLimiter
from ports.sessions import Sessions
from ports.token_signer import TokenSigner
from ports.works import OutboxFeed, Works
from tests.builders import an_id
from tests.identity.builders import KEY, PHONE
from tests.identity.plain_signer import PlainSigner

NO_TIME: Final = timedelta()


@frozen
class WorksAway(Works[AuthWork]):
    """Works of a store that does not answer."""

    @override
    def begin(self) -> AbstractAsyncContextManager[AuthWork]:
        raise Unavailable(what="the auth service's store")

    @override
    def look(self) -> AbstractAsyncContextManager[AuthWork]:
        raise Unavailable(what="the auth service's store")

    @property
    @override
    def feed(self) -> OutboxFeed:
        raise Unavailable(what="the auth service's store")


@frozen(kw_only=True)
class Refreshing:
    """The use cases around sessions, and what they stand on."""

    sessions: Sessions
    works: Works[AuthWork]
    mint: TokenMint
    refresh_session: RefreshSession
    end_session: EndSession
    end_sessions: EndSessions
    end_session_of_token: EndSessionOfToken
    list_sessions: ListSessions

    async def sign_in(self, user_id: str = "", *, client: Client = PHONE) -> TokenPair:
        """Begin a session, of somebody whom nobody has seen before unless told."""
        token = RefreshToken.first(SessionId(an_id()), SystemRandomness().draw(SECRET_BYTES))
        owner = UserId(user_id or an_id())
        session = await self.sessions.start(user_id=owner, token=token, client=client, pace=PACE)
        return self.mint.pair(owner, token, session.expires_at - session.created_at)

    async def refresh(self, token: str, *, late: bool = False, client: Client = PHONE) -> TokenPair:
        """Refresh; when it is late, as if the window since the last time had passed."""
        refresh = evolve(self.refresh_session, window=NO_TIME) if late else self.refresh_session
        return await refresh(refresh_token=token, client=client)

    def without_works(self) -> "Refreshing":
        """Return the same while the store of the auth service's works does not answer."""
        return evolve(self, refresh_session=evolve(self.refresh_session, works=WorksAway()))

    async def refused(self, token: str, *, late: bool = False) -> bool:
        """Tell whether a token is refused."""
        try:
            await self.refresh(token, late=late)
        except InvalidGrant:
            return True
        return False

    async def history(self, user_id: str) -> Sequence[SecurityEvent]:
        """Return what happened to an account."""
        async with self.works.begin() as work:
            return await work.security.of_user(UserId(user_id), limit=100)

    async def events(self) -> Sequence[str]:
        """Return the names of the events that nobody has seen yet."""
        return [event.name for event in await self.works.feed.claim(limit=1000, lease=timedelta(days=1))]


def refreshing(
    *,
    clock: Clock,
    sessions: Sessions,
    works: Works[AuthWork],
    limiter: RateLimiter | None = None,
    signer: TokenSigner | None = None,
    key: bytes = KEY,
) -> Refreshing:
    """Wire the use cases around sessions."""
    ids = Uuid7Ids(clock)
    local = MemoryRateLimiter(clock=clock)
    mint = TokenMint(signer=signer or PlainSigner(), clock=clock, ids=ids, installation_key=key)
    history = History(clock=clock, ids=ids)
    return Refreshing(
        sessions=sessions,
        works=works,
        mint=mint,
        refresh_session=RefreshSession(
            sessions=sessions,
            mint=mint,
            works=works,
            throttle=Throttle(limiter=limiter or local, local=local),
            history=history,
        ),
        end_session=EndSession(sessions=sessions),
        end_sessions=EndSessions(sessions=sessions, works=works, history=history),
        end_session_of_token=EndSessionOfToken(sessions=sessions, mint=mint),
        list_sessions=ListSessions(sessions=sessions),
    )


async def refreshing_in_memory(clock: Clock) -> Refreshing:
    """Wire the use cases around sessions over memory alone."""
    async with auth_works.open_adapter(Section(clock=clock, ids=Uuid7Ids(clock), tracing=W3cTracing())) as works:
        return refreshing(clock=clock, sessions=MemorySessions(clock=clock), works=works)
