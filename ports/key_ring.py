"""The keys that access tokens are signed with, over time."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar, Protocol

from attrs import define

from core.errors import Conflict


@define(kw_only=True)
class KeysKeptElsewhere(Conflict):
    """Oddiya is given the keys and does not keep them itself."""

    code: ClassVar[str] = "keys-kept-elsewhere"
    says: ClassVar[str] = "these keys are kept elsewhere; put what `oddiya keys rotate` prints in their place"


class KeyRing(Protocol):
    """Keeps signing keys, of which one signs at any moment.

    - `published` returns the public keys as JWKs (RFC 7517) with `kty`, `use`, `alg`, `kid`, `n` and `e` and nothing
      more; the one that signs now comes first. A new key is among them before it signs; an old one as long as a token
      that it signed may be alive.
    - `rotate` makes a new key that signs after `lead`, and returns its kid. A ring without any key makes its first one
      by itself, and that one signs at once. A ring whose keys are kept by somebody else raises `KeysKeptElsewhere`, and
      has that somebody's new key instead once it was put there.
    - Processes that share a ring agree on it: what one rotated, the others publish and sign with, without a restart.
    """

    def published(self) -> Sequence[Mapping[str, str]]:
        """Return the public keys."""
        ...

    async def rotate(self, *, lead: timedelta) -> str:
        """Let a new key take over."""
        ...
