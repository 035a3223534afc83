"""The copy of the published keys that all processes share through the cache, and whose turn it is to renew it."""

from datetime import timedelta
from hashlib import sha256
from typing import Final

from attrs import frozen

from adapters.jose.access_claims import TokenSection
from adapters.jose.keys_copy import CopyForm, KeysCopy
from adapters.jose.told_once import ToldOnce
from adapters.section import need, setting
from adapters.wire.service_secrets import Secrets
from core.identity.model.derived_key import derived_key
from ports.cache import Cache

SHARED_FOR: Final = timedelta(hours=1)


@frozen(kw_only=True)
class CopySection(TokenSection):
    """Where copies of the token keys are shared, and what they are sealed with."""

    cache: Cache = need("cache")
    installation_key: bytes = need("installation_key")
    secrets: Secrets | None = setting(
        "ODDIYA_HOP_SECRETS",
        "one or two secrets of 32 characters or more, comma-separated, the first of which signs what the gateway tells "
        "services; without them ODDIYA_SIGNING_KEY does",
        default=None,
        secret=True,
    )

    @property
    def form(self) -> CopyForm:
        """How copies are written by these settings."""
        given = [text.encode() for text in self.secrets.texts] if self.secrets else [self.installation_key]
        return CopyForm(issuer=self.issuer, seals=[derived_key(one, "copies of token keys") for one in given])


class SharedCopy:
    """Reads and writes one entry of the cache; whatever else is found there counts as nothing.

    `Unavailable` is raised, as the cache does, when it does not answer.
    """

    def __init__(self, cache: Cache, form: CopyForm) -> None:
        self._cache = cache
        self._form = form
        self._key = f"published keys {sha256(form.issuer.encode()).hexdigest()}"
        self._last: tuple[bytes | None, KeysCopy | None] = (None, None)
        self._strange = ToldOnce("what the cache has as the token keys is not used")

    async def read(self) -> KeysCopy | None:
        """Return the copy that is there; as long as it stays the same, it is the same object."""
        data = await self._cache.get(self._key)
        if data != self._last[0]:
            self._last = (data, self._read(data))
        return self._last[1]

    async def write(self, copy: KeysCopy) -> None:
        """Let all have this copy."""
        await self._cache.set(self._key, self._form.written(copy), ttl=SHARED_FOR)

    async def takes_turn(self, what: str, *, lasts: timedelta) -> bool:
        """Tell whether this process is the only one to do something for so long."""
        return await self._cache.add(f"{self._key} {what}", b"taken", ttl=lasts)

    def _read(self, data: bytes | None) -> KeysCopy | None:
        if data is None:
            return None
        try:
            copy = self._form.read(data)
        except ValueError as error:
            self._strange.because(str(error))
            return None
        self._strange.well()
        return copy
