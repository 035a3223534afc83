"""Oddiya's own door for blobs, to which the signed URLs of its own stores lead."""

from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing
from typing import ClassVar

from aiohttp import web
from attrs import define, frozen

from core.errors import Unavailable
from entrypoints.blob_headers import headers_of, is_known, wanted_of
from entrypoints.http.refusals import Refusal, TooLarge
from ports.blob_signer import BlobSigner, Grant
from ports.blob_store import BlobStore

CHUNK = 256 * 1024


@define(kw_only=True)
class LengthRequired(Refusal):
    """A body whose size is not announced."""

    code: ClassVar[str] = "length-required"
    says: ClassVar[str] = "send Content-Length: {size}, the size that was signed, and no Transfer-Encoding"
    status: ClassVar[int] = 411
    size: int


@define(kw_only=True)
class NotAsSigned(Refusal):
    """A body that is not what the URL was signed for."""

    code: ClassVar[str] = "not-as-signed"
    says: ClassVar[str] = "the URL was signed for {size} bytes of {content_type}, sent as they are"
    size: int
    content_type: str


def blob_routes(store: BlobStore, signer: BlobSigner) -> list[web.RouteDef]:
    """Return the routes under which signed URLs are answered."""
    door = BlobDoor(store=store, signer=signer)
    return [web.get("/blobs/{key:.+}", door.get), web.put("/blobs/{key:.+}", door.put)]


@frozen(kw_only=True)
class BlobDoor:
    """Lets in whoever carries a grant."""

    store: BlobStore
    signer: BlobSigner

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Answer GET and HEAD."""
        grant = self._grant_of(request)
        blob = await self.store.head(grant.key)
        headers = headers_of(blob, download_as=grant.download_as)
        if is_known(request, blob):
            return web.Response(status=304, headers=headers)
        wanted = wanted_of(request, blob)
        response = web.StreamResponse(status=206 if wanted.partial else 200, headers=headers | wanted.headers())
        response.content_length = wanted.stop - wanted.start
        await response.prepare(request)
        if request.method == "GET":
            pieces = self.store.read(grant.key, start=wanted.start, stop=wanted.stop)
            await _send(response, pieces, wanted.stop - wanted.start)
        return response

    async def put(self, request: web.Request) -> web.StreamResponse:
        """Answer PUT."""
        grant = self._grant_of(request)
        size, content_type = grant.size or 0, grant.content_type or ""
        _check(request, size=size, content_type=content_type)
        async with aclosing(_received(request, size)) as chunks:
            blob = await self.store.write(grant.key, chunks, content_type=content_type)
        return web.Response(status=201, headers={"ETag": f'"{blob.etag}"'})

    def _grant_of(self, request: web.Request) -> Grant:
        return self.signer.read(method=request.method, key=request.match_info["key"], query=request.query)


def _check(request: web.Request, *, size: int, content_type: str) -> None:
    length = request.content_length
    if length is None or "Transfer-Encoding" in request.headers:
        raise LengthRequired(size=size)
    if length > size:
        raise TooLarge(limit=size)
    # aiohttp would undo a Content-Encoding while reading, and other bytes than those announced would be stored.
    as_it_is = "Content-Encoding" not in request.headers
    if length < size or request.headers.get("Content-Type") != content_type or not as_it_is:
        raise NotAsSigned(size=size, content_type=content_type)


async def _received(request: web.Request, size: int) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in request.content.iter_any():
        received += len(chunk)
        yield chunk
    if received != size:
        raise NotAsSigned(size=size, content_type=request.headers["Content-Type"])


async def _send(response: web.StreamResponse, pieces: AsyncIterable[bytes], size: int) -> None:
    sent = 0
    async for piece in pieces:
        sent += len(piece)
        await response.write(piece)
    if sent != size:
        raise Unavailable(what="the object, which was replaced while it was being sent,")
    await response.write_eof()
