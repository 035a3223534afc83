"""The dev issuer's codes: good for a minute, and once."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Final

from attrs import frozen

from core.identity.model.dev_grant import CODE_LIFE, DevGrant
from ports.cache import Cache
from ports.randomness import Randomness

SECRET_BYTES: Final = 32


@frozen(kw_only=True)
class DevCodes:
    """Keeps what codes stand for."""

    cache: Cache
    randomness: Randomness

    async def issue(self, grant: DevGrant) -> str:
        """Return a new code."""
        code = self.secret()
        await self.cache.set(_key(code), grant.to_json(), ttl=CODE_LIFE)
        return code

    async def redeem(self, code: str) -> DevGrant | None:
        """Return what the code stands for, and never again."""
        kept = await self.cache.pop(_key(code))
        return None if kept is None else DevGrant.from_json(kept)

    def secret(self) -> str:
        """Return a text that nobody can guess."""
        return urlsafe_b64encode(self.randomness.draw(SECRET_BYTES)).decode().rstrip("=")


def _key(code: str) -> str:
    return f"dev-code:{hashlib.sha256(code.encode()).hexdigest()}"
