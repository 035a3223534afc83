"""The dev issuer's codes: good for a minute, and once."""

import hashlib
from typing import Final

from attrs import frozen

from core.base64url import encoded
from core.identity.model.dev_sign_in import CODE_LIFE, DevSignIn
from ports.cache import Cache
from ports.randomness import Randomness

SECRET_BYTES: Final = 32


@frozen(kw_only=True)
class DevCodes:
    """Keeps what codes stand for."""

    cache: Cache
    randomness: Randomness

    async def issue(self, signed_in: DevSignIn) -> str:
        """Return a new code."""
        code = self.secret()
        await self.cache.set(_key(code), signed_in.to_json(), ttl=CODE_LIFE)
        return code

    async def redeem(self, code: str) -> DevSignIn | None:
        """Return what the code stands for, and never again."""
        kept = await self.cache.pop(_key(code))
        return None if kept is None else DevSignIn.from_json(kept)

    def secret(self) -> str:
        """Return a text that nobody can guess."""
        return encoded(self.randomness.draw(SECRET_BYTES))


def _key(code: str) -> str:
    return f"dev-code:{hashlib.sha256(code.encode()).hexdigest()}"
