"""What our own dev issuer says of people: everything they told it, for it is there to try things out with."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Self

from attrs import asdict, field, frozen

from core.base64url import encoded
from core.identity.model.email import email_key
from core.identity.model.pkce import is_answered

CLIENT_ID: Final = "oddiya-dev"
FOLDER: Final = "/dev-issuer"  # where the issuer is, under the public URL
CODE_LIFE: Final = timedelta(seconds=60)
TOKEN_LIFE: Final = timedelta(minutes=5)


@frozen(kw_only=True)
class DevSignIn:
    """A sign-in there, which a code stands for: who said who they are, and which of our apps may hear it."""

    redirect_uri: str
    code_challenge: str
    nonce: str = field(repr=False)
    email: str = field(repr=False)
    name: str = field(repr=False)
    given_at: datetime

    def is_for(self, *, redirect_uri: str, verifier: str) -> bool:
        """Tell whether who shows the code is who asked for it."""
        return redirect_uri == self.redirect_uri and is_answered(self.code_challenge, verifier)

    def claims(self, *, issuer: str, access_token: str, now: datetime) -> Mapping[str, str | int | bool]:
        """Return what the ID token says (OpenID Connect Core 1.0 sections 2, 3.1.3.6 and 5.1)."""
        nonce = {"nonce": self.nonce} if self.nonce else {}
        return {
            "iss": issuer,
            "sub": subject_of(self.email),
            "aud": CLIENT_ID,
            "exp": int((now + TOKEN_LIFE).timestamp()),
            "iat": int(now.timestamp()),
            "auth_time": int(self.given_at.timestamp()),
            "at_hash": half_hash(access_token),
            "email": self.email,
            "email_verified": True,
            "name": self.name,
            **nonce,
        }

    def to_json(self) -> bytes:
        """Return the text that is stored."""
        return json.dumps(asdict(self) | {"given_at": self.given_at.isoformat()}).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Return what was stored."""
        known = json.loads(text)
        return cls(**known | {"given_at": datetime.fromisoformat(known["given_at"])})


def subject_of(email: str) -> str:
    """Return the subject of an address: the same each time, also after a restart."""
    return hashlib.sha256(f"oddiya dev {email_key(email)}".encode()).hexdigest()[:32]


def half_hash(token: str) -> str:
    """Return the left half of a token's hash."""
    return encoded(hashlib.sha256(token.encode()).digest()[:16])
