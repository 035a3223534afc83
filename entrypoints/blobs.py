"""Oddiya's own door for blobs, to which the signed URLs of its own stores lead."""

import re
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing
from typing import ClassVar, Final
from urllib.parse import quote

from attrs import asdict, define, frozen

from core.errors import Forbidden, OddiyaError, Unavailable
from entrypoints.http.files import FileReply
from entrypoints.http.raw_body import RawBody
from entrypoints.http.refusals import Refusal, TooLarge
from entrypoints.http.reply import Reply
from entrypoints.http.route import get, put
from entrypoints.http.streams import close
from ports.blob_signer import BlobSigner
from ports.blob_store import BlobNotFound, BlobStore

ANY_SIZE: Final = 2**63  # a grant bounds its body by itself
_ATTR_CHAR: Final = "!#$&+-.^_`|~"  # RFC 5987, besides letters and digits


@define(kw_only=True)
class LengthRequired(Refusal):
    """A body whose size is not announced."""

    code: ClassVar[str] = "length-required"
    says: ClassVar[str] = "send Content-Length: {size}, which is what the URL was signed for"
    status: ClassVar[int] = 411
    size: int


@define(kw_only=True)
class NotAsSigned(Refusal):
    """A body that is not what the URL was signed for."""

    code: ClassVar[str] = "not-as-signed"
    says: ClassVar[str] = "the URL was signed for {size} bytes of {content_type}"
    size: int
    content_type: str


@frozen(kw_only=True)
class SignedQuery:
    """What a signed URL carries."""

    grant: str = ""
    signature: str = ""


@frozen(kw_only=True)
class BlobRoutes:
    """Lets in whoever carries a grant. Clients use the URLs they are given, so that the document is silent on these."""

    store: BlobStore
    signer: BlobSigner

    @get("/blobs/{key:.+}", security="public", raises=(Forbidden, BlobNotFound), hidden=True)
    async def get_blob(self, key: str, query: SignedQuery) -> FileReply:
        """Send the object, or a range of it."""
        grant = self.signer.read(method="GET", key=key, query=asdict(query))
        blob = await self.store.head(grant.key)
        return FileReply(
            content_type=blob.content_type,
            read=lambda start, stop: self._read(grant.key, start, blob.size if stop is None else stop),
            length=blob.size,
            etag=f'"{blob.etag}"',
            headers=_headers(download_as=grant.download_as),
        )

    @put("/blobs/{key:.+}", status=201, security="public", raises=(Forbidden,), body_limit=ANY_SIZE, hidden=True)
    async def put_blob(self, key: str, query: SignedQuery, body: RawBody) -> Reply[None]:
        """Store the body, if it is what was signed."""
        grant = self.signer.read(method="PUT", key=key, query=asdict(query))
        size, content_type = grant.size or 0, grant.content_type or ""
        _check(body, size=size, content_type=content_type)
        refused = NotAsSigned(size=size, content_type=content_type)
        async with aclosing(_whole(body.pieces, size, refused)) as pieces:
            blob = await self.store.write(grant.key, pieces, content_type=content_type)
        return Reply(value=None, headers={"ETag": f'"{blob.etag}"'})

    def _read(self, key: str, start: int, stop: int) -> AsyncIterable[bytes]:
        replaced = Unavailable(what="the object, which was replaced while it was being sent,")
        return _whole(self.store.read(key, start=start, stop=stop), stop - start, replaced)


def _check(body: RawBody, *, size: int, content_type: str) -> None:
    if body.size is None:
        raise LengthRequired(size=size)
    if body.size > size:
        raise TooLarge(limit=size)
    if body.size < size or body.content_type != content_type:
        raise NotAsSigned(size=size, content_type=content_type)


async def _whole(pieces: AsyncIterable[bytes], size: int, otherwise: OddiyaError) -> AsyncGenerator[bytes, None]:
    passed = 0
    try:
        async for piece in pieces:
            passed += len(piece)
            yield piece
    finally:
        await close(pieces)
    if passed != size:
        raise otherwise


def _headers(*, download_as: str | None) -> dict[str, str]:
    """Return what keeps browsers from running what somebody has uploaded, and from sharing it."""
    headers = {"Cache-Control": "private", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return headers if download_as is None else headers | {"Content-Disposition": saved_as(download_as)}


def saved_as(name: str) -> str:
    """Return the header that has a file saved under a name in any script, for old browsers also in ASCII (RFC 6266)."""
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f/\\]", "_", name).strip() or "download"
    plain = re.sub(r'[^ !#-~]|[%"]', "_", shown)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe=_ATTR_CHAR, errors='replace')}"
