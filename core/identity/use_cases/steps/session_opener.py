"""Beginning a session: what every way to sign in ends with."""

from attrs import frozen

from core.identity.model.errors import UserNotFound
from core.identity.model.refresh_token import SECRET_BYTES, RefreshToken
from core.identity.model.session import IDLE, LIFETIME, Client, SessionId
from core.identity.model.signed_in import SignedIn
from core.identity.model.user import Identity, UserId
from core.identity.use_cases.steps.token_mint import TokenMint
from ports.ids import Ids
from ports.randomness import Randomness
from ports.sessions import Pace, Sessions
from ports.user_directory import UserDirectory

PACE = Pace(idle=IDLE, lifetime=LIFETIME)


@frozen(kw_only=True)
class SessionOpener:
    """Begins sessions, and ends those that should not have begun."""

    sessions: Sessions
    directory: UserDirectory
    mint: TokenMint
    ids: Ids
    randomness: Randomness

    async def open(self, *, user_id: UserId, identity: Identity, client: Client) -> SignedIn:
        """Begin a session of a user who has proved that an identity is theirs, or raise `UserNotFound`.

        Whether it is still theirs is looked up after the session has begun, which leaves no gap in which the end of the
        account, or of this way into it, would miss the session. Whoever put something there for them takes it back.
        """
        token = RefreshToken.first(SessionId(self.ids.new()), self.randomness.draw(SECRET_BYTES))
        session = await self.sessions.start(user_id=user_id, token=token, client=client, pace=PACE)
        user = await self.directory.holder(identity)
        if user is None or user.user_id != user_id:
            await self.end_all(user_id)
            raise UserNotFound
        return SignedIn(user=user, tokens=self.mint.pair(user_id, token, session.expires_at - session.created_at))

    async def end_all(self, user_id: UserId) -> None:
        """End the sessions of a user who may not be who began them."""
        await self.sessions.end_all(user_id)
