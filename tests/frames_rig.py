"""Frames on paper: videos of few bytes, and an extractor whose frames say where they come from."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from attrs import Factory, define, field
from typing_extensions import override

from adapters.memory.blob_store import MemoryBlobStore
from adapters.signing.blob_signer import HmacBlobSigner
from adapters.wire.own_blob_urls import OwnBlobUrls
from core.errors import Unavailable
from core.video.model.frames.errors import BrokenVideo
from core.video.model.frames.found import FoundVideo, SkippedInstant
from core.video.model.frames.wishes import FrameWishes
from core.video.model.job import Progress
from ports.blob_store import Blob, BlobUpload
from ports.frame_extractor import ExtractedFrame, Extraction, ExtractionEnd, FrameExtractor, Told
from tests.clocks import ManualClock
from tests.jobs import a_found_video

NO_VIDEO = b"no video"
Happening = Callable[[int], Awaitable[None]]


def a_frame(number: int = 1, data: bytes = b"a frame", **changed: Any) -> ExtractedFrame:
    """Return a frame of a second of its own."""
    when = {"number": number, "time": number - 1.0, "instant": number - 1.0, "key_frame": number % 2 == 1}
    return ExtractedFrame(**{**when, "sharpness": 12.345678, "width": 64, "height": 48, "data": data, **changed})


def an_end(**changed: Any) -> ExtractionEnd:
    """Return how an extraction ended."""
    return ExtractionEnd(
        **{"strategy": "all frames decoded", "contact_sheet": b"a sheet", "peak_memory": 9_000_000, **changed}
    )


@define
class PaperExtraction(Extraction):
    """Frames that are there already."""

    _frames: tuple[ExtractedFrame, ...] = (a_frame(1), a_frame(2, b"another"), a_frame(3, b""))
    _end: ExtractionEnd = Factory(an_end)
    found: FoundVideo = Factory(a_found_video)
    happens: Happening | None = field(default=None, kw_only=True)

    @property
    @override
    def video(self) -> FoundVideo:
        return self.found

    @override
    async def frames(self) -> AsyncIterator[ExtractedFrame]:
        for frame in self._frames:
            if self.happens is not None:
                await self.happens(frame.number)
            yield frame

    @override
    async def end(self) -> ExtractionEnd:
        return self._end


@define
class PaperFrameExtractor(FrameExtractor):
    """Delivers so many frames, made of the video's bytes; something may happen before each."""

    count: int = 3
    size: int = 100
    happens: Happening | None = None
    open: int = 0

    @override
    @asynccontextmanager
    async def extract(self, video: Path, wishes: FrameWishes, *, told: Told) -> AsyncIterator[Extraction]:
        data = video.read_bytes()
        if data == NO_VIDEO:
            raise BrokenVideo(reason="is none")
        told(Progress(total=self.count, step="extracting frames"))
        self.open += 1
        try:
            yield PaperExtraction(
                tuple(a_frame(number, self._drawn(data, number)) for number in range(1, self.count + 1)),
                an_end(skipped=(SkippedInstant(instant=99.0, reason="it is after the end"),), warnings=("on paper",)),
                happens=self.happens,
            )
        finally:
            self.open -= 1

    def _drawn(self, data: bytes, number: int) -> bytes:
        """Return as many bytes as a frame has, which no other frame has."""
        seed = hashlib.sha256(data + bytes([number % 256])).digest()
        return (seed * (self.size // len(seed) + 1))[: self.size]


@define
class PaperUpload(BlobUpload):
    """Takes parts of any size; something may happen while one is on its way."""

    store: "PaperBlobStore"
    key: str
    content_type: str
    parts: dict[int, bytes] = Factory(dict)

    @override
    async def part(self, number: int, data: bytes) -> None:
        self.store.on_their_way += 1
        self.store.most_at_once = max(self.store.most_at_once, self.store.on_their_way)
        try:
            await self.store.happens(number)
            self.parts[number] = data
        finally:
            self.store.on_their_way -= 1

    @override
    async def complete(self) -> Blob:
        await self.store.happens(0)
        whole = b"".join(data for _, data in sorted(self.parts.items()))
        await self.abort()
        return self.store.keep(self.key, whole, content_type=self.content_type)

    @override
    async def abort(self) -> None:
        self.store.begun = [upload for upload in self.store.begun if upload is not self]
        if self.store.refuses_to_abort:
            raise Unavailable(what="the blob store")


class PaperBlobStore(MemoryBlobStore):
    """Lets something happen to the parts of uploads, each by its number, and at the end, which is 0."""

    def __init__(self, happens: Happening) -> None:
        clock = ManualClock()
        signer = HmacBlobSigner(key=bytes(32), public_url="http://oddiya.test", clock=clock)
        super().__init__(urls=OwnBlobUrls(signer=signer, clock=clock), clock=clock)
        self.happens = happens
        self.refuses_to_abort = False
        self.begun: list[PaperUpload] = []
        self.on_their_way = self.most_at_once = 0

    @override
    async def begin_upload(self, key: str, *, content_type: str) -> BlobUpload:
        upload = PaperUpload(self, key, content_type)
        self.begun.append(upload)
        return upload


async def nothing_happens(_: int) -> None:
    """Let it be."""
