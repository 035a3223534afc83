"""What access tokens say, as they say it (RFC 9068 section 2.2)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import frozen

from adapters.section import setting
from adapters.wire.public_url import PublicUrl, public_url
from adapters.wire.uuids import is_uuid
from core.identity.model.session import APP, AccessClaims, SessionId
from core.identity.model.user import UserId

CLOCKS_DIFFER: Final = timedelta(seconds=60)
EXPIRY_LEEWAY: Final = timedelta(seconds=5)


@frozen(kw_only=True)
class TimedClaims:
    """What a token says, and from when until when it is good."""

    claims: AccessClaims
    since: datetime
    until: datetime


@frozen(kw_only=True)
class ClaimRules:
    """Who gives tokens out, and for whom."""

    issuer: str
    audience: str

    def written(self, claims: AccessClaims) -> dict[str, Any]:
        """Return what a token with these claims says."""
        return {
            "iss": self.issuer,
            "sub": claims.user_id,
            "aud": self.audience,
            "exp": int(claims.expires_at.timestamp()),
            "iat": int(claims.issued_at.timestamp()),
            "jti": claims.token_id,
            "sid": claims.session_id,
            "client_id": APP,
        }

    def read(self, said: Mapping[str, Any]) -> TimedClaims:
        """Return what a token that is rightly signed says; a `ValueError` says that it is not for us."""
        if said.get("iss") != self.issuer or said.get("aud") != self.audience:
            raise ValueError("from somebody else, or for somebody else")
        claims = AccessClaims(
            user_id=UserId(_uuid(said, "sub")),
            session_id=SessionId(_uuid(said, "sid")),
            token_id=_uuid(said, "jti"),
            issued_at=_moment(said, "iat"),
            expires_at=_moment(said, "exp"),
        )
        begins_at = _moment(said, "nbf") if "nbf" in said else claims.issued_at
        return TimedClaims(
            claims=claims,
            since=max(begins_at, claims.issued_at) - CLOCKS_DIFFER,
            until=claims.expires_at + EXPIRY_LEEWAY,
        )


@frozen(kw_only=True)
class TokenSection:
    """Who gives tokens out, and for whom, as signing and reading them must agree."""

    issuer: PublicUrl = public_url()
    audience: str = setting(
        "ODDIYA_TOKEN_AUDIENCE", "whom access tokens are for, as their `aud` says", default="oddiya"
    )

    @property
    def rules(self) -> ClaimRules:
        """What tokens say by these settings."""
        return ClaimRules(issuer=self.issuer, audience=self.audience)


def _uuid(said: Mapping[str, Any], name: str) -> str:
    text = said.get(name)
    if not isinstance(text, str) or not is_uuid(text):
        raise ValueError(f"{name} is not a UUID")
    return text


def _moment(said: Mapping[str, Any], name: str) -> datetime:
    seconds = said.get(name)
    if type(seconds) is not int:  # True is an int, too
        raise ValueError(f"{name} is not a time")
    return datetime.fromtimestamp(seconds, UTC)
