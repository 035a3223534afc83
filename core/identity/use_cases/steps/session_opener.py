"""Beginning a session: what every way to sign in ends with."""

from attrs import frozen

from core.identity.model.refresh_token import SECRET_BYTES, RefreshToken
from core.identity.model.session import IDLE, LIFETIME, Client, SessionId, TokenPair
from core.identity.model.user import UserId
from core.identity.use_cases.steps.token_mint import TokenMint
from ports.ids import Ids
from ports.randomness import Randomness
from ports.sessions import Pace, Sessions

PACE = Pace(idle=IDLE, lifetime=LIFETIME)


@frozen(kw_only=True)
class SessionOpener:
    """Begins sessions."""

    sessions: Sessions
    mint: TokenMint
    ids: Ids
    randomness: Randomness

    async def __call__(self, *, user_id: UserId, client: Client) -> TokenPair:
        """Begin a session of somebody who has proved who they are."""
        token = RefreshToken.first(SessionId(self.ids.new()), self.randomness.draw(SECRET_BYTES))
        session = await self.sessions.start(user_id=user_id, token=token, client=client, pace=PACE)
        return self.mint.pair(user_id, token, session.expires_at - session.created_at)
