"""Objects in a bucket of S3, or of something that speaks like it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, nullcontext, suppress
from datetime import UTC, timedelta
from typing import Any

from attrs import evolve, frozen
from typing_extensions import override

from adapters.aws.blob_upload import S3BlobUpload, send_parts
from adapters.aws.bucket import Bucket, NothingThere
from adapters.aws.session import AwsSession
from adapters.aws.signed_blobs import SignedBlobs
from adapters.aws.undoing import done_or_undone
from adapters.section import need, setting
from adapters.wire.blob_keys import checked, checked_prefix, checked_start, is_key, may_begin_keys
from adapters.wire.carried_through import carried_through
from adapters.wire.pieces import in_pieces
from core.errors import OddiyaError
from ports.blob_store import Blob, BlobNotFound, BlobStore, BlobUpload, SignedRequest, UnfinishedUpload

PART = 8 * 1024 * 1024
LARGEST_COPY = 5 * 1024 * 1024 * 1024
LOOKS_AT_ONCE = 20
PATIENCE = 10.0


class S3BlobStore(BlobStore):
    """Sends small objects whole and large ones in parts, and lets clients reach S3 by themselves."""

    def __init__(self, *, bucket: Bucket, signed: SignedBlobs, largest_copy: int = LARGEST_COPY) -> None:
        self._bucket = bucket
        self._signed = signed
        self._largest_copy = largest_copy

    @override
    async def head(self, key: str) -> Blob:
        answer = await self._bucket.ask("head_object", Key=checked(key))
        return Blob(
            key=key,
            size=answer["ContentLength"],
            content_type=answer["ContentType"],
            etag=answer["ETag"].strip('"'),
            modified_at=answer["LastModified"].astimezone(UTC),
        )

    @override
    async def read(self, key: str, *, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        if stop is not None and stop <= checked_start(start):
            await self.head(key)
            return
        with suppress(NothingThere):
            async with aclosing(self._bucket.stream(checked(key), **_range(checked_start(start), stop))) as pieces:
                async for piece in pieces:
                    yield piece

    @override
    async def write(self, key: str, chunks: AsyncIterable[bytes], *, content_type: str) -> Blob:
        checked(key)
        async with aclosing(in_pieces(chunks, PART)) as parts:
            first = await anext(parts, b"")
            if len(first) < PART:
                await self._bucket.ask("put_object", Key=key, Body=first, ContentType=content_type)
                return await self.head(key)
            async with self._upload(key, content_type) as upload:
                await send_parts(upload, _with_first(first, parts))
                return await upload.complete()

    @override
    async def begin_upload(self, key: str, *, content_type: str) -> BlobUpload:
        return await self._begin_upload(checked(key), content_type)

    @override
    async def copy(self, source: str, target: str) -> Blob:
        checked(target)
        blob = await self.head(source)
        if source == target:
            return blob
        if blob.size > self._largest_copy:
            return await self._copy_in_parts(blob, target)
        place = {"Bucket": self._bucket.name, "Key": source}
        await self._bucket.ask("copy_object", Key=target, CopySource=place)
        return await self.head(target)

    @override
    async def delete(self, keys: Iterable[str]) -> None:
        await self._bucket.delete([checked(key) for key in keys])

    @override
    async def delete_prefix(self, prefix: str) -> int:
        if not may_begin_keys(checked_prefix(prefix)):
            return 0
        await self._bucket.abort_uploads(prefix)
        removed = 0
        async for keys in self._bucket.keys(prefix):
            await self._bucket.delete(keys)
            removed += len(keys)
        return removed

    @override
    async def list(self, prefix: str = "") -> AsyncIterator[Blob]:
        if not may_begin_keys(prefix):
            return
        async for keys in self._bucket.keys(prefix):
            for at in range(0, len(keys), LOOKS_AT_ONCE):
                looks = (self._look_at(key) for key in keys[at : at + LOOKS_AT_ONCE])
                for blob in await asyncio.gather(*looks):
                    if blob is not None:
                        yield blob

    @override
    async def unfinished(self, prefix: str = "") -> AsyncIterator[UnfinishedUpload]:
        if not may_begin_keys(prefix):
            return
        async with aclosing(self._bucket.uploads(prefix)) as uploads:
            async for upload in uploads:
                if is_key(upload.key):
                    yield upload

    @override
    async def abandon(self, upload: UnfinishedUpload) -> None:
        await self._bucket.abort_upload(upload.key, upload.upload_id)

    @override
    async def sign_get(self, key: str, *, expires_in: timedelta, download_as: str | None = None) -> SignedRequest:
        return await self._signed.get(checked(key), expires_in=expires_in, download_as=download_as)

    @override
    async def sign_put(self, key: str, *, content_type: str, size: int, expires_in: timedelta) -> SignedRequest:
        return await self._signed.put(checked(key), content_type=content_type, size=size, expires_in=expires_in)

    @override
    async def key_of(self, url: str) -> str | None:
        return await self._signed.key_of(url)

    async def check(self) -> None:
        """Return when the bucket answers; of a missing one, a listing tells more than a look at an object can."""
        await self._bucket.ask("list_objects_v2", MaxKeys=1)

    async def _look_at(self, key: str) -> Blob | None:
        """Look at a key of a listing, which tells no content type; the object may be gone by now, or not be ours."""
        try:
            return await self.head(key) if is_key(key) else None
        except BlobNotFound:
            return None

    async def _begin_upload(self, key: str, content_type: str) -> S3BlobUpload:
        async def begin() -> S3BlobUpload:
            answer = await self._bucket.ask("create_multipart_upload", Key=key, ContentType=content_type)
            return S3BlobUpload(store=self, bucket=self._bucket, key=key, upload_id=answer["UploadId"])

        return await done_or_undone(begin(), undo=_abandon, patience=PATIENCE)

    @asynccontextmanager
    async def _upload(self, key: str, content_type: str) -> AsyncIterator[S3BlobUpload]:
        """Begin an upload, and abort it if the block fails."""
        upload = await self._begin_upload(key, content_type)
        try:
            yield upload
        except BaseException:
            await carried_through(_abandon(upload))
            raise

    async def _copy_in_parts(self, source: Blob, target: str) -> Blob:
        async with self._upload(target, source.content_type) as upload:
            for number, start in enumerate(range(0, source.size, self._largest_copy), 1):
                stop = min(source.size, start + self._largest_copy)
                await upload.copied_part(number, source, start=start, stop=stop)
            return await upload.complete()


async def _abandon(upload: S3BlobUpload) -> None:
    """Abort the upload; if S3 does not answer now either, the bucket's own rule for leftovers has to do."""
    with suppress(OddiyaError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await upload.abort()


async def _with_first(first: bytes, others: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
    yield first
    async for other in others:
        yield other


def _range(start: int, stop: int | None) -> dict[str, str]:
    if start == 0 and stop is None:
        return {}
    return {"Range": f"bytes={start}-{'' if stop is None else stop - 1}"}


@frozen(kw_only=True)
class Section:
    """Which bucket, and where clients find it."""

    aws: AwsSession = need("aws_session")
    bucket: str = setting("ODDIYA_S3_BUCKET", "the name of an S3 bucket")
    public_url: str | None = setting(
        "ODDIYA_S3_PUBLIC_URL",
        "the URL under which clients reach S3, where that is not the one under which Oddiya does",
        default=None,
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[S3BlobStore]:
    """Open the clients: one that works, and one that signs if clients use another address."""
    async with _client(section.aws) as client:
        public = evolve(section.aws, endpoint_url=section.public_url)
        async with _client(public) if section.public_url else nullcontext(client) as signing:
            signed = SignedBlobs(signing, section.bucket)
            yield S3BlobStore(bucket=Bucket(client, section.bucket), signed=signed)


async def check(store: S3BlobStore) -> None:
    """Return when the bucket answers."""
    await store.check()


def _client(aws: AwsSession) -> AbstractAsyncContextManager[Any]:
    return aws.client(
        "s3",
        signature_version="s3v4",
        s3={"addressing_style": "path" if aws.endpoint_url else "virtual"},
        # A part whose upload was begun without naming a checksum must not bring one (boto/botocore#3216); every
        # body is covered by the SHA-256 in its signature.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
