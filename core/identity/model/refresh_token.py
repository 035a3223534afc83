"""Refresh tokens: opaque to clients, told from garbage without a look-up, each leading to the next."""

import hashlib
import hmac
from typing import Final, Self
from uuid import UUID

from attrs import field, frozen

from core.base64url import decoded, encoded
from core.identity.model.session import SessionId

PREFIX: Final = "ort_"
SECRET_BYTES: Final = 32
CHECK_BYTES: Final = 16
LENGTH: Final = len(PREFIX) + (8 * (16 + 4 + SECRET_BYTES + CHECK_BYTES) + 5) // 6


@frozen(kw_only=True)
class RefreshToken:
    """One token of a session's family: the `generation` counts how often the family was refreshed.

    Neither what is stored (a digest) nor the key alone is enough to make a token: that takes the token before it, or
    for the first one the random secret. The successor follows from the token and the key, so that a refresh whose
    answer was lost can be answered with the same successor again.
    """

    session_id: SessionId
    generation: int
    secret: bytes = field(repr=False)

    @classmethod
    def first(cls, session_id: SessionId, secret: bytes) -> Self:
        """Return the token that begins a family."""
        return cls(session_id=session_id, generation=0, secret=secret)

    @classmethod
    def read(cls, text: str, key: bytes) -> Self | None:
        """Return the token that the text is, or None for a text that we never gave to anybody."""
        if len(text) != LENGTH or not text.startswith(PREFIX) or not text.isascii():
            return None
        try:
            packed = decoded(text[len(PREFIX) :])
        except ValueError:
            return None
        token = cls(
            session_id=SessionId(str(UUID(bytes=packed[:16]))),
            generation=int.from_bytes(packed[16:20]),
            secret=packed[20 : 20 + SECRET_BYTES],
        )
        # Comparing whole texts also refuses other spellings of the same bytes.
        return token if hmac.compare_digest(token.text(key), text) else None

    def text(self, key: bytes) -> str:
        """Return what the client is given."""
        packed = UUID(self.session_id).bytes + self.generation.to_bytes(4) + self.secret
        check = hmac.digest(key, b"check" + packed, "sha256")[:CHECK_BYTES]
        return PREFIX + encoded(packed + check)

    def successor(self, key: bytes) -> Self:
        """Return the token that follows this one."""
        secret = hmac.digest(key, b"next" + self.generation.to_bytes(4) + self.secret, "sha256")
        return type(self)(session_id=self.session_id, generation=self.generation + 1, secret=secret)

    @property
    def digest(self) -> bytes:
        """What is stored of the token."""
        return hashlib.sha256(b"refresh-token" + self.secret).digest()
