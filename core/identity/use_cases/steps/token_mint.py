"""What a client is given once it is known who uses it."""

from datetime import timedelta

from attrs import field, frozen

from core.identity.model.derived_key import derived_key
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import ACCESS_LIFE, AccessClaims, TokenPair
from core.identity.model.user import UserId
from ports.clock import Clock
from ports.ids import Ids
from ports.token_signer import TokenSigner


@frozen(kw_only=True)
class TokenMint:
    """Makes what a client is given."""

    signer: TokenSigner
    clock: Clock
    ids: Ids
    installation_key: bytes = field(repr=False)

    def read(self, text: str) -> RefreshToken | None:
        """Return the refresh token that the text is, or None for a text that we never gave to anybody."""
        return RefreshToken.read(text, self._key)

    def successor(self, token: RefreshToken) -> RefreshToken:
        """Return the refresh token that follows one."""
        return token.successor(self._key)

    def pair(self, user_id: UserId, refresh: RefreshToken, remaining: timedelta) -> TokenPair:
        """Return a new access token beside a refresh token that has so long to live."""
        now = self.clock.now()
        claims = AccessClaims(
            user_id=user_id,
            session_id=refresh.session_id,
            token_id=self.ids.new(),
            issued_at=now,
            expires_at=now + ACCESS_LIFE,
        )
        return TokenPair(
            access_token=self.signer.sign(claims),
            expires_in=ACCESS_LIFE,
            refresh_token=refresh.text(self._key),
            refresh_expires_in=remaining,
        )

    @property
    def _key(self) -> bytes:
        return derived_key(self.installation_key, "refresh tokens")
