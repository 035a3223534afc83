"""ID tokens of the dev issuer, signed by python-jose with a key that ends with the process."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from attrs import frozen
from jose import jws
from typing_extensions import override

from adapters.jose.token_key import ALGORITHM, TokenKey
from ports.id_token_signer import IdTokenSigner


@frozen
class JoseIdTokenSigner(IdTokenSigner):
    """Signs with one key."""

    _key: TokenKey

    @override
    def sign(self, claims: Mapping[str, str | int | bool]) -> str:
        token: str = jws.sign(dict(claims), self._key.private, headers={"kid": self._key.kid}, algorithm=ALGORITHM)
        return token

    @override
    def published(self) -> Mapping[str, str]:
        return self._key.jwk


@frozen(kw_only=True)
class Section:
    """There is nothing to tell."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[IdTokenSigner]:
    """Open a signer with a new key."""
    del section
    yield JoseIdTokenSigner(await asyncio.to_thread(TokenKey.made))
