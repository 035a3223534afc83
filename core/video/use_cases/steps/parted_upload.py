"""A step: storing bytes in parts as they come, holding only a few parts."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from attrs import Factory, define, field

from core.errors import OddiyaError
from core.undisturbed import undisturbed
from ports.blob_store import BlobStore, BlobUpload

PART: Final = 8 * 1024 * 1024
AT_ONCE: Final = 2
# A store takes 10,000 parts: with these an object can have 484 GiB, and the first 15 take parts of 8 MiB.
PARTS_OF_A_SIZE: Final = 2_000


@define
class PartedUpload:
    """An object that is being written. While parts are on their way, another one is filled."""

    _upload: BlobUpload
    _part: int = field(kw_only=True)
    _number: int = 1
    _held: list[memoryview] = Factory(list)
    _length: int = 0
    _sending: "set[asyncio.Task[None]]" = Factory(set)

    async def write(self, data: bytes) -> None:
        """Take in bytes; return once there is room for more, or raise what has become of those before."""
        rest = memoryview(data)
        while rest:
            piece = rest[: part_size(self._number, least=self._part) - self._length]
            self._held.append(piece)
            self._length += len(piece)
            rest = rest[len(piece) :]
            if self._length == part_size(self._number, least=self._part):
                await self._send()

    async def complete(self) -> None:
        """Send what is left, and let the object be seen."""
        if self._held:
            await self._send()
        await self._settle(at_most=0)
        await self._upload.complete()

    async def abort(self) -> None:
        """Stop sending, and leave nothing; nobody hears of it where that fails, too."""
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)
        with suppress(OddiyaError):
            await self._upload.abort()

    async def _send(self) -> None:
        await self._settle(at_most=AT_ONCE - 1)
        whole = b"".join(self._held)
        self._sending.add(asyncio.create_task(self._upload.part(self._number, whole)))
        self._number += 1
        self._held, self._length = [], 0

    async def _settle(self, *, at_most: int) -> None:
        """Wait until no more than so many parts are on their way."""
        while len(self._sending) > at_most:
            done, _ = await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
            self._sending -= done
            _heard(list(done))


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


def _heard(done: "Sequence[asyncio.Task[None]]") -> None:
    """Raise what one of them has raised; that nobody asked for the others is not to be said."""
    errors = [error for task in done if (error := task.exception()) is not None]
    if errors:
        raise errors[0]
