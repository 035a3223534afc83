"""What Apple takes for a client's secret: a token that we sign, good for a while."""

from datetime import datetime, timedelta

from attrs import define, field, frozen
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from ports.clock import Clock

LIFETIME = timedelta(minutes=30)
RESERVE = timedelta(minutes=5)
AUDIENCE = "https://appleid.apple.com"


def _key_of(text: str) -> ECKey:
    try:
        key = ECKey.import_key(text.replace("\\n", "\n"))  # a variable seldom holds line ends
    except (JoseError, ValueError):
        raise ValueError("this is not a private key") from None
    if not key.is_private or key.curve_name != "P-256":
        raise ValueError("this is not a private key of Apple's")
    return key


@frozen
class ApplePrivateKey:
    """The content of the .p8 file that Apple gives out once."""

    key: ECKey = field(converter=_key_of, repr=False)


@define(kw_only=True)
class AppleSecret:
    """Makes the secret when it is called, and again before the last one ends."""

    client_id: str
    team_id: str
    key_id: str
    private_key: ApplePrivateKey
    clock: Clock
    _made: str = field(default="", init=False, repr=False)
    _made_at: datetime | None = field(default=None, init=False)

    def __call__(self) -> str:
        """Return a secret that is good for a few minutes at least."""
        now = self.clock.now()
        if self._made_at is None or not timedelta(0) <= now - self._made_at < LIFETIME - RESERVE:
            self._made, self._made_at = self._make(now), now
        return self._made

    def _make(self, now: datetime) -> str:
        issued = int(now.timestamp())
        claims = {
            "iss": self.team_id,
            "iat": issued,
            "exp": issued + int(LIFETIME.total_seconds()),
            "aud": AUDIENCE,
            "sub": self.client_id,
        }
        header = {"alg": "ES256", "kid": self.key_id}
        return jwt.encode(header, claims, self.private_key.key, algorithms=["ES256"])
