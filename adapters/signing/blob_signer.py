"""URLs of Oddiya's own that carry a grant and its HMAC, so that nobody else can write or change one."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import ClassVar

from attrs import asdict, define, frozen
from typing_extensions import override

from adapters.section import need
from adapters.wire.public_url import PublicUrl, public_url
from core.base64url import decoded, encoded
from core.errors import Forbidden
from ports.blob_signer import BlobSigner, Grant
from ports.clock import Clock

VERSION = "oddiya-blob-url-1"
PARAMETERS = frozenset({"grant", "signature"})


@define(kw_only=True)
class GrantRefused(Forbidden):
    """A URL that Oddiya did not sign, or not for this request."""

    code: ClassVar[str] = "blob-url-refused"
    says: ClassVar[str] = "this URL was not signed for this request, or was changed since; ask for a new one"


@define(kw_only=True)
class GrantExpired(Forbidden):
    """A URL whose time is over."""

    code: ClassVar[str] = "blob-url-expired"
    says: ClassVar[str] = "this URL has expired; ask for a new one"


class HmacBlobSigner(BlobSigner):
    """Puts the grant into the URL as one word of text and signs that text as it stands."""

    def __init__(self, *, key: bytes, public_url: str, clock: Clock) -> None:
        self._key = key
        self._public_url = public_url
        self._clock = clock

    @override
    def url(self, grant: Grant) -> str:
        text = _packed(grant)
        return f"{self._public_url}/blobs/{grant.key}?grant={text}&signature={self._signature(text)}"

    @override
    def read(self, *, method: str, key: str, query: Mapping[str, str]) -> Grant:
        if set(query) != PARAMETERS:
            raise GrantRefused
        expected = self._signature(query["grant"])
        if not hmac.compare_digest(expected.encode(), query["signature"].encode(errors="replace")):
            raise GrantRefused
        grant = _unpacked(query["grant"])
        if grant.key != key or grant.method != ("GET" if method == "HEAD" else method):
            raise GrantRefused
        if self._clock.now() >= grant.expires_at:
            raise GrantExpired
        return grant

    def _signature(self, text: str) -> str:
        signed = f"{VERSION}\n{text}".encode(errors="replace")
        return hmac.digest(self._key, signed, hashlib.sha256).hex()


def _packed(grant: Grant) -> str:
    fields = {**asdict(grant), "expires_at": grant.expires_at.isoformat()}
    text = json.dumps({name: value for name, value in fields.items() if value is not None}, separators=(",", ":"))
    return encoded(text.encode())


def _unpacked(text: str) -> Grant:
    fields = json.loads(decoded(text))
    return Grant(**{**fields, "expires_at": datetime.fromisoformat(fields["expires_at"])})


@frozen(kw_only=True)
class Section:
    """Where Oddiya is reached, and what it signs with."""

    clock: Clock = need("clock")
    key: bytes = need("installation_key")
    public_url: PublicUrl = public_url()


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[BlobSigner]:
    """Open the signer."""
    yield HmacBlobSigner(key=section.key, public_url=section.public_url, clock=section.clock)
