"""Staying signed in: a refresh token is exchanged for the next."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.identity.model.errors import InvalidGrant
from core.identity.model.events import RefreshTokenReused
from core.identity.model.network import network_of
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import REPLAY_WINDOW, Client, SessionId, TokenPair
from core.identity.model.user import UserId
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.steps.session_opener import PACE
from core.identity.use_cases.steps.throttle import Throttle
from core.identity.use_cases.steps.token_mint import TokenMint
from ports.auth_works import AuthWork
from ports.rate_limiter import Ask, Limit
from ports.sessions import Gone, Reused, Sessions
from ports.works import Works

THEFTS: Final = "thefts"  # as the inbox knows who has told of them
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
    history: History
    window: timedelta = REPLAY_WINDOW

    async def __call__(self, *, refresh_token: str, client: Client) -> TokenPair:
        """Return the next pair, or raise `InvalidGrant`."""
        presented = await self._read(refresh_token, network_of(client.address))
        successor = self.mint.successor(presented)
        rotation = await self.sessions.rotate(presented=presented, successor=successor, window=self.window, pace=PACE)
        if isinstance(rotation, Reused):
            await self._tell_of_theft(rotation.user_id, presented.session_id)
        if isinstance(rotation, Reused | Gone):
            raise InvalidGrant
        return self.mint.pair(rotation.session.user_id, successor, rotation.remaining)

    async def _read(self, text: str, network: str) -> RefreshToken:
        token = self.mint.read(text)
        if token is None:
            await self.throttle.admit(Ask(key=f"refresh-garbage:{network}", limit=GARBAGE))
            raise InvalidGrant
        await self.throttle.admit(Ask(key=f"refresh:{network}", limit=REFRESHES))
        return token

    async def _tell_of_theft(self, user_id: UserId, session_id: SessionId) -> None:
        """Tell once, however often the family's tokens come again; who could not be told of it now is then."""
        async with self.works.begin() as work:
            if await work.inbox.first_time(session_id, consumer=THEFTS):
                await self.history.add(work, "refresh-token-reused", user_id=user_id, session_id=session_id)
                work.outbox.add(RefreshTokenReused(user_id=user_id, session_id=session_id), group=user_id)
