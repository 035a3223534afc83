"""Objects kept by this process alone, handed out through Oddiya's own door."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import blake2b
from itertools import count

from attrs import frozen
from typing_extensions import override

from adapters.section import need
from adapters.wire.blob_keys import checked, checked_number, checked_prefix, checked_start, in_order
from adapters.wire.own_blob_urls import OwnBlobUrls
from ports.blob_signer import BlobSigner
from ports.blob_store import Blob, BlobNotFound, BlobStore, BlobUpload, SignedRequest, UnfinishedUpload
from ports.clock import Clock

PIECE = 256 * 1024


class MemoryBlobStore(BlobStore):
    """Keeps objects in a dictionary, each with its description."""

    def __init__(self, *, urls: OwnBlobUrls, clock: Clock) -> None:
        self._urls = urls
        self._clock = clock
        self._objects: dict[str, tuple[Blob, bytes]] = {}
        self._uploads: dict[str, MemoryBlobUpload] = {}
        self._numbers = count(1)

    @override
    async def head(self, key: str) -> Blob:
        return self._found(key)[0]

    @override
    async def read(self, key: str, *, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        _, data = self._found(key)
        end = len(data) if stop is None else min(stop, len(data))
        for at in range(checked_start(start), end, PIECE):
            yield data[at : min(end, at + PIECE)]

    @override
    async def write(self, key: str, chunks: AsyncIterable[bytes], *, content_type: str) -> Blob:
        checked(key)
        data = bytearray()
        async for chunk in chunks:
            data += chunk
        return self.keep(key, bytes(data), content_type=content_type)

    @override
    async def begin_upload(self, key: str, *, content_type: str) -> BlobUpload:
        begun = UnfinishedUpload(key=checked(key), upload_id=str(next(self._numbers)), begun_at=self._clock.now())
        upload = self._uploads[begun.upload_id] = MemoryBlobUpload(store=self, begun=begun, content_type=content_type)
        return upload

    @override
    async def copy(self, source: str, target: str) -> Blob:
        blob, data = self._found(source)
        return self.keep(checked(target), data, content_type=blob.content_type)

    @override
    async def delete(self, keys: Iterable[str]) -> None:
        for key in [checked(key) for key in keys]:
            self._objects.pop(key, None)

    @override
    async def delete_prefix(self, prefix: str) -> int:
        checked_prefix(prefix)
        async for upload in self.unfinished(prefix):
            await self.abandon(upload)
        keys = [key for key in self._objects if key.startswith(prefix)]
        await self.delete(keys)
        return len(keys)

    @override
    async def list(self, prefix: str = "") -> AsyncIterator[Blob]:
        for key in sorted(key for key in self._objects if key.startswith(prefix)):
            if key in self._objects:
                yield self._objects[key][0]

    @override
    async def unfinished(self, prefix: str = "") -> AsyncIterator[UnfinishedUpload]:
        for upload in [*self._uploads.values()]:
            if upload.begun.key.startswith(prefix):
                yield upload.begun

    @override
    async def abandon(self, upload: UnfinishedUpload) -> None:
        if upload.upload_id in self._uploads:
            await self._uploads[upload.upload_id].abort()

    @override
    async def sign_get(self, key: str, *, expires_in: timedelta, download_as: str | None = None) -> SignedRequest:
        return self._urls.get(key, expires_in=expires_in, download_as=download_as)

    @override
    async def sign_put(self, key: str, *, content_type: str, size: int, expires_in: timedelta) -> SignedRequest:
        return self._urls.put(key, content_type=content_type, size=size, expires_in=expires_in)

    @override
    async def key_of(self, url: str) -> str | None:
        return self._urls.key_of(url)

    def keep(self, key: str, data: bytes, *, content_type: str) -> Blob:
        """Make the bytes the object of the key."""
        etag = blake2b(data, digest_size=16).hexdigest()
        blob = Blob(key=key, size=len(data), content_type=content_type, etag=etag, modified_at=self._clock.now())
        self._objects[key] = (blob, data)
        return blob

    def forget(self, upload: "MemoryBlobUpload") -> None:
        """Take an upload off the list of unfinished ones."""
        self._uploads.pop(upload.begun.upload_id, None)

    def _found(self, key: str) -> tuple[Blob, bytes]:
        if checked(key) not in self._objects:
            raise BlobNotFound(key=key)
        return self._objects[key]


class MemoryBlobUpload(BlobUpload):
    """Keeps parts until they are joined."""

    def __init__(self, *, store: MemoryBlobStore, begun: UnfinishedUpload, content_type: str) -> None:
        self.begun = begun
        self._store = store
        self._content_type = content_type
        self._parts: dict[int, bytes] | None = {}

    @override
    async def part(self, number: int, data: bytes) -> None:
        self._open_parts()[checked_number(number)] = data

    @override
    async def complete(self) -> Blob:
        parts = self._open_parts()
        numbers = in_order({number: len(data) for number, data in parts.items()})
        blob = self._store.keep(
            self.begun.key, b"".join(parts[number] for number in numbers), content_type=self._content_type
        )
        await self.abort()
        return blob

    @override
    async def abort(self) -> None:
        self._parts = None
        self._store.forget(self)

    def _open_parts(self) -> dict[int, bytes]:
        if self._parts is None:
            raise BlobNotFound(key=self.begun.key)
        return self._parts


@frozen(kw_only=True)
class Section:
    """What signs the URLs that lead to the objects, and what tells their age."""

    clock: Clock = need("clock")
    signer: BlobSigner = need("blob_signer")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[BlobStore]:
    """Open an empty store."""
    yield MemoryBlobStore(urls=OwnBlobUrls(signer=section.signer, clock=section.clock), clock=section.clock)
