"""Access tokens that can be looked at."""

from attrs import frozen
from typing_extensions import override

from core.identity.model.session import AccessClaims
from ports.token_signer import TokenSigner


@frozen
class PlainSigner(TokenSigner):
    """Signs nothing: the text is whose token it is, of which session, and its id."""

    @override
    def sign(self, claims: AccessClaims) -> str:
        return f"{claims.user_id} {claims.session_id} {claims.token_id}"
