"""Tokens that were found good, so that their signatures are not looked at with every request."""

from collections import OrderedDict
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from attrs import frozen

from core.identity.model.session import AccessClaims

MOST: Final = 20_000


@frozen(kw_only=True)
class VerifiedToken:
    """What a token says, from when until when it is good, and the key that it was found good with."""

    claims: AccessClaims
    since: datetime
    until: datetime
    kid: str
    key: Any


class VerifiedTokens:
    """Remembers so many tokens by their digest; the oldest makes room.

    A token of ours has one spelling (see compact_token.py), so that no other text has its place.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._by_digest: OrderedDict[bytes, VerifiedToken] = OrderedDict()
        self.get = self._by_digest.get

    def __len__(self) -> int:
        return len(self._by_digest)

    def add(self, digest: bytes, verified: VerifiedToken) -> None:
        """Remember a token."""
        self._by_digest[digest] = verified
        if len(self._by_digest) > self._most:
            self._by_digest.popitem(last=False)


def digest_of(token: str) -> bytes:
    """Return what a token is remembered by: of any text, and of no two the same."""
    return sha256(token.encode(errors="surrogatepass")).digest()
