"""Objects as files of this machine, handed out through Oddiya's own door."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from attrs import frozen
from typing_extensions import override

from adapters.filesystem.blob_file import NewFile, StoredFile, look_at
from adapters.filesystem.blob_folder import BlobFolder
from adapters.filesystem.blob_paths import keys_under, path_of
from adapters.filesystem.blob_upload import FilesystemBlobUpload
from adapters.filesystem.disk import on_disk
from adapters.section import CannotOpen, need, setting
from adapters.wire.blob_keys import checked, checked_prefix, checked_start
from adapters.wire.own_blob_urls import OwnBlobUrls
from adapters.wire.pieces import in_pieces
from ports.blob_signer import BlobSigner
from ports.blob_store import Blob, BlobNotFound, BlobStore, BlobUpload, SignedRequest, UnfinishedUpload
from ports.clock import Clock

PIECE = 1024 * 1024
LEFTOVER_AGE = timedelta(days=1)


class FilesystemBlobStore(BlobStore):
    """Writes an object beside the others and moves it to its place when it is whole."""

    def __init__(self, *, place: BlobFolder, urls: OwnBlobUrls, clock: Clock) -> None:
        self._place = place
        self._urls = urls
        self._clock = clock

    @override
    async def head(self, key: str) -> Blob:
        blob = await on_disk(look_at, path_of(self._place.objects, checked(key)), key)
        if blob is None:
            raise BlobNotFound(key=key)
        return blob

    @override
    async def read(self, key: str, *, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        async with self._opened(checked(key)) as (file, blob):
            end = blob.size if stop is None else min(stop, blob.size)
            async for piece in _pieces(file, checked_start(start), end):
                yield piece

    @override
    async def write(self, key: str, chunks: AsyncIterable[bytes], *, content_type: str) -> Blob:
        checked(key)
        file = NewFile()
        try:
            await on_disk(file.create, self._place.drafts, key=key)
            async with aclosing(in_pieces(chunks, PIECE)) as pieces:
                async for piece in pieces:
                    await on_disk(file.append, piece)
            now = self._clock.now()
            blob = await on_disk(file.seal, key=key, content_type=content_type, modified_at=now)
            await on_disk(self._place.publish, file, key)
        finally:
            await on_disk(file.discard)
        return blob

    @override
    async def begin_upload(self, key: str, *, content_type: str) -> BlobUpload:
        folder = await on_disk(self._place.begin_upload, checked(key))
        return FilesystemBlobUpload(store=self, place=self._place, folder=folder, key=key, content_type=content_type)

    @override
    async def copy(self, source: str, target: str) -> Blob:
        checked(target)
        async with self._opened(checked(source)) as (file, blob):
            return await self.write(target, _pieces(file, 0, blob.size), content_type=blob.content_type)

    @override
    async def delete(self, keys: Iterable[str]) -> None:
        await on_disk(self._place.remove, [checked(key) for key in keys])

    @override
    async def delete_prefix(self, prefix: str) -> int:
        await on_disk(self._place.forget_uploads, checked_prefix(prefix))
        removed = 0
        async with aclosing(keys_under(self._place.objects, prefix)) as keys:
            async for key in keys:
                removed += await on_disk(self._place.remove, [key])
        return removed

    @override
    async def list(self, prefix: str = "") -> AsyncIterator[Blob]:
        async with aclosing(keys_under(self._place.objects, prefix)) as keys:
            async for key in keys:
                blob = await on_disk(look_at, path_of(self._place.objects, key), key)
                if blob is not None:
                    yield blob

    @override
    async def unfinished(self, prefix: str = "") -> AsyncIterator[UnfinishedUpload]:
        for upload in await on_disk(self._place.unfinished, prefix):
            yield upload

    @override
    async def abandon(self, upload: UnfinishedUpload) -> None:
        await on_disk(self._place.abandon, upload.upload_id)

    @override
    async def sign_get(self, key: str, *, expires_in: timedelta, download_as: str | None = None) -> SignedRequest:
        return self._urls.get(key, expires_in=expires_in, download_as=download_as)

    @override
    async def sign_put(self, key: str, *, content_type: str, size: int, expires_in: timedelta) -> SignedRequest:
        return self._urls.put(key, content_type=content_type, size=size, expires_in=expires_in)

    @override
    async def key_of(self, url: str) -> str | None:
        return self._urls.key_of(url)

    async def check(self) -> None:
        """Return when the disk takes a file."""
        file = NewFile()
        try:
            await on_disk(file.create, self._place.drafts)
        finally:
            await on_disk(file.discard)

    @asynccontextmanager
    async def _opened(self, key: str) -> AsyncIterator[tuple[StoredFile, Blob]]:
        file = StoredFile()
        try:
            blob = await on_disk(file.open, path_of(self._place.objects, key), key)
            if blob is None:
                raise BlobNotFound(key=key)
            yield file, blob
        finally:
            file.close()


async def _pieces(file: StoredFile, start: int, end: int) -> AsyncIterator[bytes]:
    for at in range(start, end, PIECE):
        yield await on_disk(file.read, at, min(end, at + PIECE))


@frozen(kw_only=True)
class Section:
    """Where the files are kept, and what signs the URLs that lead to them."""

    clock: Clock = need("clock")
    signer: BlobSigner = need("blob_signer")
    home: Path = setting("ODDIYA_HOME", "a directory to keep data in", default=Path("var"))


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[FilesystemBlobStore]:
    """Open the folder of objects, after sweeping out what dead processes have left and nobody can find."""
    place = BlobFolder(section.home.absolute() / "blobs")
    try:
        await asyncio.to_thread(place.make)
        await asyncio.to_thread(place.sweep, older_than=section.clock.now() - LEFTOVER_AGE)
    except OSError as failure:
        raise CannotOpen(f"the blobs cannot be kept in {place.path}: {failure.strerror}") from failure
    urls = OwnBlobUrls(signer=section.signer, clock=section.clock)
    yield FilesystemBlobStore(place=place, urls=urls, clock=section.clock)


async def check(store: FilesystemBlobStore) -> None:
    """Return when the disk takes a file."""
    await store.check()
