"""One bucket of S3, and what S3 says in Oddiya's words."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import aiohttp
from attrs import field, frozen
from botocore.exceptions import BotoCoreError, ClientError

from adapters.aws.session import code_of
from core.errors import Unavailable
from ports.blob_store import BlobNotFound, UnfinishedUpload

MISSING = ("NoSuchKey", "NoSuchUpload", "404")
BEYOND = ("InvalidRange", "416")
PIECE = 256 * 1024
DELETED_AT_ONCE = 1000


class NothingThere(Exception):  # noqa: N818 - named for the fact
    """The range that was asked for begins behind the object's end."""


@frozen
class Bucket:
    """Asks S3 about one bucket."""

    client: Any = field(repr=False)
    name: str

    async def ask(self, operation: str, **parameters: Any) -> Any:
        """Carry out one operation of S3."""
        with translated(parameters.get("Key", "")):
            return await getattr(self.client, operation)(Bucket=self.name, **parameters)

    async def stream(self, key: str, **parameters: Any) -> AsyncGenerator[bytes, None]:
        """Go through an object's bytes, or those of a range."""
        answer = await self.ask("get_object", Key=key, **parameters)
        body = answer["Body"]
        async with body:
            while True:
                with translated(key):
                    piece: bytes = await body.read(PIECE)
                if not piece:
                    return
                yield piece

    async def keys(self, prefix: str) -> AsyncGenerator[list[str], None]:
        """Go through the keys that begin with the prefix, ascending, as many at a time as S3 gives."""
        async for page in self._pages("list_objects_v2", Prefix=prefix):
            yield [found["Key"] for found in page.get("Contents", [])]

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete the objects; S3 may keep some of them and say so."""
        for at in range(0, len(keys), DELETED_AT_ONCE):
            objects = [{"Key": key} for key in keys[at : at + DELETED_AT_ONCE]]
            answer = await self.ask("delete_objects", Delete={"Objects": objects, "Quiet": True})
            if answer.get("Errors"):
                raise Unavailable(what=f"the blob storage ({answer['Errors'][0].get('Code')} for a deletion)")

    async def abort_uploads(self, prefix: str) -> None:
        """Abort the unfinished uploads under keys that begin with the prefix."""
        async for upload in self.uploads(prefix):
            await self.abort_upload(upload.key, upload.upload_id)

    async def uploads(self, prefix: str) -> AsyncGenerator[UnfinishedUpload, None]:
        """Go through the unfinished uploads under keys that begin with the prefix."""
        async for page in self._pages("list_multipart_uploads", Prefix=prefix):
            for upload in page.get("Uploads", []):
                begun_at = upload["Initiated"].astimezone(UTC)
                yield UnfinishedUpload(key=upload["Key"], upload_id=upload["UploadId"], begun_at=begun_at)

    async def abort_upload(self, key: str, upload_id: str) -> None:
        """Abort the upload, unless that has been done."""
        try:
            await self.ask("abort_multipart_upload", Key=key, UploadId=upload_id)
        except BlobNotFound:
            return

    async def _pages(self, operation: str, **parameters: Any) -> AsyncGenerator[Any, None]:
        pages = aiter(self.client.get_paginator(operation).paginate(Bucket=self.name, **parameters))
        while True:
            with translated(""):
                page = await anext(pages, None)
            if page is None:
                return
            yield page


@contextmanager
def translated(key: str) -> Iterator[None]:
    """Raise what the port promises for whatever S3 or the way to it says about a key."""
    try:
        yield
    except ClientError as error:
        if code_of(error) in MISSING:
            raise BlobNotFound(key=key) from error
        if code_of(error) in BEYOND:
            raise NothingThere from error
        raise Unavailable(what="the blob storage") from error
    except (BotoCoreError, aiohttp.ClientError, TimeoutError) as error:
        raise Unavailable(what="the blob storage") from error
