"""Secrets under AES-256-GCM, with a key for each purpose that follows from the installation's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import override

from adapters.section import need
from core.identity.model.derived_key import derived_key
from ports.randomness import Randomness
from ports.sealer import NotSealedHere, Sealer

VERSION: Final = b"\x01"
NONCE_BYTES: Final = 12  # NIST SP 800-38D section 8.2.2: drawn at random, fit for 2**32 secrets of one purpose


@frozen(kw_only=True)
class AesSealer(Sealer):
    """A version, a nonce, then the secret and its tag; version and purpose are sealed with it."""

    _key: bytes = field(repr=False)
    _randomness: Randomness

    @override
    def seal(self, secret: bytes, *, purpose: str) -> bytes:
        nonce = self._randomness.draw(NONCE_BYTES)
        return VERSION + nonce + self._cipher(purpose).encrypt(nonce, secret, VERSION + purpose.encode())

    @override
    def unseal(self, sealed: bytes, *, purpose: str) -> bytes:
        version, nonce, text = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if version != VERSION or len(nonce) < NONCE_BYTES:
            raise NotSealedHere(purpose=purpose)
        try:
            return self._cipher(purpose).decrypt(nonce, text, version + purpose.encode())
        except InvalidTag:
            raise NotSealedHere(purpose=purpose) from None

    def _cipher(self, purpose: str) -> AESGCM:
        return AESGCM(derived_key(self._key, f"sealing {purpose}"))


@frozen(kw_only=True)
class Section:
    """What is sealed with."""

    key: bytes = need("installation_key")
    randomness: Randomness = need("randomness")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Sealer]:
    """Open the sealer."""
    yield AesSealer(key=section.key, randomness=section.randomness)
