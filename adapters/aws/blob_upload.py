"""An object that is sent to S3 in parts, a few of them at once."""

import asyncio
from collections.abc import AsyncIterable
from typing import Any

from typing_extensions import override

from adapters.aws.bucket import Bucket
from adapters.wire.blob_keys import checked_number, in_order
from ports.blob_store import Blob, BlobNotFound, BlobStore, BlobUpload

AT_ONCE = 3


class S3BlobUpload(BlobUpload):
    """A multipart upload; S3 forgets nothing by itself, so somebody must complete or abort it."""

    def __init__(self, *, store: BlobStore, bucket: Bucket, key: str, upload_id: str) -> None:
        self._store = store
        self._bucket = bucket
        self._key = key
        self._upload_id = upload_id
        self._etags: dict[int, str] = {}
        self._sizes: dict[int, int] = {}
        self._is_complete = False

    @override
    async def part(self, number: int, data: bytes) -> None:
        answer = await self._ask("upload_part", PartNumber=checked_number(number), Body=data)
        self._etags[number] = answer["ETag"]
        self._sizes[number] = len(data)

    async def copied_part(self, number: int, source: Blob, *, start: int, stop: int) -> None:
        """Take a part from another object of the bucket, as long as that is what it was."""
        answer = await self._ask(
            "upload_part_copy",
            PartNumber=number,
            CopySource={"Bucket": self._bucket.name, "Key": source.key},
            CopySourceRange=f"bytes={start}-{stop - 1}",
            CopySourceIfMatch=source.etag,
        )
        self._etags[number] = answer["CopyPartResult"]["ETag"]
        self._sizes[number] = stop - start

    @override
    async def complete(self) -> Blob:
        if self._is_complete:  # S3 itself would say yes again, for as long as the object is this one
            raise BlobNotFound(key=self._key)
        if not self._sizes:  # S3 joins no parts at all to nothing, but one empty part to an empty object
            await self.part(1, b"")
        parts = [{"PartNumber": number, "ETag": self._etags[number]} for number in in_order(self._sizes)]
        await self._ask("complete_multipart_upload", MultipartUpload={"Parts": parts})
        self._is_complete = True
        return await self._store.head(self._key)

    @override
    async def abort(self) -> None:
        await self._bucket.abort_upload(self._key, self._upload_id)

    async def _ask(self, operation: str, **parameters: Any) -> Any:
        return await self._bucket.ask(operation, Key=self._key, UploadId=self._upload_id, **parameters)


async def send_parts(upload: BlobUpload, parts: AsyncIterable[bytes]) -> None:
    """Send the parts as they come, `AT_ONCE` of them at a time."""
    sending: set[asyncio.Task[None]] = set()
    number = 0
    try:
        async for part in parts:
            number += 1
            sending.add(asyncio.create_task(upload.part(number, part)))
            if len(sending) == AT_ONCE:
                done, sending = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.gather(*done)
        await asyncio.gather(*sending)
    finally:
        for task in sending:
            task.cancel()
        await asyncio.gather(*sending, return_exceptions=True)
