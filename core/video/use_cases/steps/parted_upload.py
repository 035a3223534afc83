"""A step: storing bytes in parts as they come, holding only two parts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from attrs import Factory, define, field

from core.errors import OddiyaError
from core.undisturbed import undisturbed
from ports.blob_store import MIN_PART, BlobStore, BlobUpload

# As small as stores allow: what waits here is memory.
PART: Final = MIN_PART
# A store takes 10,000 parts: with these an object can have 302 GiB, and the first 10 of them take parts of 5 MiB.
PARTS_OF_A_SIZE: Final = 2_000


@define
class PartedUpload:
    """An object that is being written. While a part is on its way, another one is filled."""

    _upload: BlobUpload
    _part: int = field(kw_only=True)
    _number: int = 1
    _held: bytearray = Factory(bytearray)
    _sending: "asyncio.Task[None] | None" = None

    async def write(self, data: bytes) -> None:
        """Take in bytes; return once there is room for more, or raise what has become of those before."""
        rest = memoryview(data)
        while rest:
            size = part_size(self._number, least=self._part)
            room = size - len(self._held)
            self._held += rest[:room]
            rest = rest[room:]
            if len(self._held) == size:
                await self._send()

    async def complete(self) -> None:
        """Send what is left, and let the object be seen."""
        if self._held:
            await self._send()
        await self._sent()
        await self._upload.complete()

    async def abort(self) -> None:
        """Stop sending, and leave nothing; nobody hears of it where that fails, too."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
        with suppress(OddiyaError):
            await self._upload.abort()

    async def _send(self) -> None:
        await self._sent()
        whole = bytes(self._held)
        self._held.clear()
        self._sending = asyncio.create_task(self._upload.part(self._number, whole))
        self._number += 1

    async def _sent(self) -> None:
        """Wait for the part that is on its way."""
        if self._sending is not None:
            await self._sending
            self._sending = None


@asynccontextmanager
async def parted_upload(
    store: BlobStore, key: str, *, content_type: str, part: int = PART
) -> AsyncIterator[PartedUpload]:
    """Write an object: it is there once the block is left, and nothing of it where an exception leaves the block.

    The first parts have `part` bytes, later ones more, so that the object may become large.
    """
    upload = PartedUpload(await store.begin_upload(key, content_type=content_type), part=part)
    try:
        yield upload
        await upload.complete()
    except BaseException:
        await undisturbed(upload.abort())
        raise


def part_size(number: int, *, least: int) -> int:
    """Return how many bytes a part has, unless it is the last one."""
    return least << (number - 1) // PARTS_OF_A_SIZE
