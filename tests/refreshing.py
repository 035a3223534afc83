"""Everything that has to do with sessions, wired over any adapters."""

from collections.abc import Sequence
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
from core.identity.model.credential import SecurityEvent
from core.identity.model.errors import InvalidGrant
from core.identity.model.session import AccessClaims, Client, TokenPair
from core.identity.model.user import UserId
from core.identity.use_cases.sessions.end_session import EndSession
from core.identity.use_cases.sessions.end_session_of_token import EndSessionOfToken
from core.identity.use_cases.sessions.end_sessions import EndSessions
from core.identity.use_cases.sessions.list_sessions import ListSessions
from core.identity.use_cases.sessions.refresh_session import RefreshSession
from core.identity.use_cases.steps.session_opener import SessionOpener
from core.identity.use_cases.steps.throttle import Throttle
from core.identity.use_cases.steps.token_mint import TokenMint
from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.rate_limiter import RateLimiter
from ports.sessions import Sessions
from ports.token_signer import TokenSigner
from ports.works import Works
from tests.builders import an_id

KEY: Final = b"the key of the installation, for tests"
PHONE: Final = Client(agent="Oddiya/1.0 (iPhone)", address="198.51.100.7")
NO_TIME: Final = timedelta()


@frozen
class PlainSigner(TokenSigner):
    """Signs nothing, for tests that look at claims."""

    @override
    def sign(self, claims: AccessClaims) -> str:
        return f"{claims.user_id} {claims.session_id} {claims.token_id}"


@frozen(kw_only=True)
class Refreshing:
    """The use cases around sessions, and what they stand on."""

    sessions: Sessions
    works: Works[AuthWork]
    mint: TokenMint
    opener: SessionOpener
    refresh_session: RefreshSession
    end_session: EndSession
    end_sessions: EndSessions
    end_session_of_token: EndSessionOfToken
    list_sessions: ListSessions

    async def sign_in(self, user_id: str = "", *, client: Client = PHONE) -> TokenPair:
        """Begin a session, of somebody whom nobody has seen before unless told."""
        return await self.opener(user_id=UserId(user_id or an_id()), client=client)

    async def refresh(self, token: str, *, late: bool = False, client: Client = PHONE) -> TokenPair:
        """Refresh; when it is late, as if the window since the last time had passed."""
        refresh = evolve(self.refresh_session, window=NO_TIME) if late else self.refresh_session
        return await refresh(refresh_token=token, client=client)

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
    signer: TokenSigner = PlainSigner(),
    key: bytes = KEY,
) -> Refreshing:
    """Wire the use cases around sessions."""
    ids = Uuid7Ids(clock)
    local = MemoryRateLimiter(clock=clock)
    mint = TokenMint(signer=signer, clock=clock, ids=ids, installation_key=key)
    return Refreshing(
        sessions=sessions,
        works=works,
        mint=mint,
        opener=SessionOpener(sessions=sessions, mint=mint, ids=ids, randomness=SystemRandomness()),
        refresh_session=RefreshSession(
            sessions=sessions,
            mint=mint,
            works=works,
            throttle=Throttle(limiter=limiter or local, local=local),
            clock=clock,
            ids=ids,
        ),
        end_session=EndSession(sessions=sessions),
        end_sessions=EndSessions(sessions=sessions, works=works, clock=clock, ids=ids),
        end_session_of_token=EndSessionOfToken(sessions=sessions, mint=mint),
        list_sessions=ListSessions(sessions=sessions),
    )


async def refreshing_in_memory(clock: Clock) -> Refreshing:
    """Wire the use cases around sessions over memory alone."""
    async with auth_works.open_adapter(Section(clock=clock, ids=Uuid7Ids(clock), tracing=W3cTracing())) as works:
        return refreshing(clock=clock, sessions=MemorySessions(clock=clock), works=works)
