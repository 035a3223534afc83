"""The keys that access tokens are signed with, over time."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol


class KeyRing(Protocol):
    """Keeps signing keys, of which one signs at any moment.

    - `published` returns the public keys as JWKs (RFC 7517) with `kty`, `use`, `alg`, `kid`, `n` and `e` and nothing
      more; the one that signs now comes first. A new key is among them before it signs; an old one as long as a token
      that it signed may be alive.
    - Processes that share a ring agree on it: what a `KeyRotation` changed, all of them publish and sign with within
      two seconds, without a restart.
    """

    def published(self) -> Sequence[Mapping[str, str]]:
        """Return the public keys."""
        ...


class KeyRotation(Protocol):
    """Lets a new key take over in a key ring, at an operator's word.

    - `rotate` makes a new key that signs after `lead`, and returns what the operator is to read: what was done, or,
      where somebody else keeps the keys, the text that is to be kept in the place of theirs. Then the ring has the key.
    - The text that follows from no keys at all has a first one, which signs at once.
    """

    async def rotate(self, *, lead: timedelta) -> str:
        """Let a new key take over."""
        ...
