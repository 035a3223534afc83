"""One bucket of S3, and what S3 says in Oddiya's words."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
from attrs import field, frozen
from botocore.exceptions import BotoCoreError, ClientError

from adapters.aws.session import code_of
from core.errors import Unavailable
from ports.blob_store import BlobNotFound

MISSING = ("NoSuchKey", "NoSuchUpload", "404")
BEYOND = ("InvalidRange", "416")
PIECE = 256 * 1024


class NothingThere(Exception):  # noqa: N818 - named for the fact
    """The range that was asked for begins behind the object's end."""


@frozen
class Bucket:
    """Asks S3 about one bucket."""

    client: Any = field(repr=False)
    name: str

    async def ask(self, operation: str, **parameters: Any) -> Any:
        """Carry out one operation of S3."""
        with _translated(parameters.get("Key", "")):
            return await getattr(self.client, operation)(Bucket=self.name, **parameters)

    async def pages(self, operation: str, **parameters: Any) -> AsyncIterator[Any]:
        """Go through the pages of a listing."""
        pages = aiter(self.client.get_paginator(operation).paginate(Bucket=self.name, **parameters))
        while True:
            with _translated(""):
                page = await anext(pages, None)
            if page is None:
                return
            yield page

    async def stream(self, key: str, **parameters: Any) -> AsyncIterator[bytes]:
        """Go through an object's bytes, or those of a range."""
        answer = await self.ask("get_object", Key=key, **parameters)
        async with answer["Body"] as _:
            while True:
                with _translated(key):
                    piece: bytes = await answer["Body"].read(PIECE)
                if not piece:
                    return
                yield piece


@contextmanager
def _translated(key: str) -> Iterator[None]:
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
