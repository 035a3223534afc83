"""Staying signed in: a refresh token is exchanged for the next."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.identity.model.credential import SecurityEvent
from core.identity.model.errors import InvalidGrant
from core.identity.model.events import RefreshTokenReused
from core.identity.model.network import network_of
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import REPLAY_WINDOW, Client, Session, TokenPair
from core.identity.use_cases.steps.session_opener import PACE
from core.identity.use_cases.steps.throttle import Throttle, Try
from core.identity.use_cases.steps.token_mint import TokenMint
from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.ids import Ids
from ports.rate_limiter import Limit
from ports.sessions import Gone, Reused, Sessions
from ports.works import Works

REFRESHES: Final = Limit(count=6000, per=timedelta(minutes=1))  # a mobile carrier has very many people in one network
GARBAGE: Final = Limit(count=30, per=timedelta(minutes=1))  # no honest client ever sends any


@frozen(kw_only=True)
class RefreshSession:
    """Exchange a refresh token for a new pair.

    A token that comes again within the window, because its answer was lost, gets the same successor again. One that
    was used up before was stolen, it or its successor: the session ends, and its owner is told.
    """

    sessions: Sessions
    mint: TokenMint
    works: Works[AuthWork]
    throttle: Throttle
    clock: Clock
    ids: Ids
    window: timedelta = REPLAY_WINDOW

    async def __call__(self, *, refresh_token: str, client: Client) -> TokenPair:
        """Return the next pair, or raise `InvalidGrant`."""
        presented = await self._read(refresh_token, network_of(client.address))
        successor = presented.successor(self.mint.key)
        rotation = await self.sessions.rotate(presented=presented, successor=successor, window=self.window, pace=PACE)
        if isinstance(rotation, Reused):
            await self._tell_of_theft(rotation.session)
        if isinstance(rotation, Reused | Gone):
            raise InvalidGrant
        return self.mint.pair(rotation.session.user_id, successor, rotation.remaining)

    async def _read(self, text: str, network: str) -> RefreshToken:
        token = RefreshToken.read(text, self.mint.key)
        if token is None:
            await self.throttle.admit(Try(f"refresh-garbage:{network}", GARBAGE))
            raise InvalidGrant
        await self.throttle.admit(Try(f"refresh:{network}", REFRESHES))
        return token

    async def _tell_of_theft(self, session: Session) -> None:
        event = SecurityEvent(
            event_id=self.ids.new(),
            user_id=session.user_id,
            kind="refresh-token-reused",
            session_id=session.session_id,
            occurred_at=self.clock.now(),
        )
        async with self.works.begin() as work:
            await work.security.add(event)
            told = RefreshTokenReused(user_id=session.user_id, session_id=session.session_id)
            work.outbox.add(told, group=session.user_id)
