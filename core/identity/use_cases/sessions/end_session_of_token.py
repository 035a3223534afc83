"""Signing out with nothing but a refresh token (RFC 7009)."""

from attrs import frozen

from core.identity.use_cases.steps.token_mint import TokenMint
from ports.sessions import Sessions


@frozen(kw_only=True)
class EndSessionOfToken:
    """End the session that a refresh token belongs to, whether it is the newest or an older one.

    It is quiet about a session that has ended and about a text that is not a token: then there is nothing left to end.
    """

    sessions: Sessions
    mint: TokenMint

    async def __call__(self, *, refresh_token: str) -> None:
        """End it, if there is one."""
        token = self.mint.read(refresh_token)
        if token is not None:
            await self.sessions.end(token.session_id, user_id=None)
