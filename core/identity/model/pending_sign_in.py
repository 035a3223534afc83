"""Sign-ins that have begun: what is remembered while somebody is away at their provider."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Final, Self

from attrs import asdict, field, frozen

from core.identity.model.errors import SignInNotOpen, SignInNotYours
from core.identity.model.pkce import is_answered
from core.identity.model.returned import Returned
from core.identity.model.session import SessionId
from core.identity.model.user import UserId

OPEN_FOR: Final = timedelta(minutes=10)


@frozen(kw_only=True)
class CallerSession:
    """Somebody who is signed in, and the session in which they ask for something."""

    user_id: UserId
    session_id: SessionId


@frozen(kw_only=True)
class PendingSignIn:
    """One sign-in on its way: `redirect_uri` is where the provider sends people, `target` where our app wants them.

    With a `link` nobody is signed in by it: it adds an identity to the account of somebody who is signed in already.
    """

    provider: str
    issuer: str
    redirect_uri: str
    target: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    client_challenge: str | None = None
    binding_digest: str = field(repr=False)
    link: CallerSession | None = None
    created_at: datetime

    @property
    def passes_by_us(self) -> bool:
        """The provider sends people to us and not to the app, since it posts a form."""
        return self.redirect_uri != self.target

    def admit(self, returned: Returned, *, link: CallerSession | None) -> None:
        """Raise unless this is what the answer answers, and whoever hands it over is the one who began."""
        if returned.provider != self.provider or link != self.link:
            raise SignInNotOpen
        if not self._was_begun_by(returned):
            raise SignInNotYours

    def _was_begun_by(self, returned: Returned) -> bool:
        if self.client_challenge is not None:
            return is_answered(self.client_challenge, returned.client_verifier)
        if returned.client_verifier is not None:
            # RFC 9700 section 4.8.2: who sends a verifier had sent a challenge, and somebody has taken it away.
            return False
        return not returned.by_browser or hmac.compare_digest(
            digest_of_binding(returned.binding or ""), self.binding_digest
        )

    def to_json(self) -> bytes:
        """Return the text that is stored."""
        return json.dumps(asdict(self) | {"created_at": self.created_at.isoformat()}).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Return what was stored."""
        known = json.loads(text)
        link = None if known["link"] is None else CallerSession(**known["link"])
        return cls(**known | {"created_at": datetime.fromisoformat(known["created_at"]), "link": link})


def digest_of_binding(binding: str) -> str:
    """Return what is remembered of the secret that a browser keeps."""
    return hashlib.sha256(binding.encode()).hexdigest()
