"""A step: packing frames into a ZIP as they come."""

import hashlib
import zlib
from collections.abc import Awaitable, Callable, Iterable

from attrs import Factory, define, field, frozen

from core.video.model.frames.archive import Archive
from core.video.model.frames.found import FoundVideo, FramesReport
from core.video.model.frames.frame_index import FrameRange
from core.video.model.frames.manifest import Manifest, PackedFile, PackedFrame
from core.video.model.frames.names import CONTACT_SHEET, MANIFEST, frame_entry
from core.video.model.frames.wishes import FrameWishes
from ports.frame_extractor import ExtractedFrame, Extraction, ExtractionEnd

Write = Callable[[bytes], Awaitable[None]]


@frozen(kw_only=True)
class Packed:
    """What was packed, `size` bytes in all: `index` tells where each frame is, `sheet` is the contact sheet."""

    frames: int
    size: int
    index: bytes = field(repr=False)
    sheet: bytes = field(repr=False)
    end: ExtractionEnd

    def report(self, video: FoundVideo, *, took: float) -> FramesReport:
        """Say how it went with a video, in so many seconds."""
        return FramesReport(
            video=video,
            strategy=self.end.strategy,
            frames=self.frames,
            size=self.size,
            took=took,
            peak_memory=self.end.peak_memory,
            skipped=self.end.skipped,
            warnings=self.end.warnings,
        )


@frozen(kw_only=True)
class PackFrames:
    """Write a ZIP of all frames, each as soon as it is there; then their contact sheet, and what the ZIP is made of.

    Of a frame that is written only a few facts are kept. The same frames make the same bytes.
    """

    async def __call__(self, extraction: Extraction, wishes: FrameWishes, *, write: Write) -> Packed:
        """Go through the frames to their end."""
        packing = Packing(wishes=wishes, write=write)
        async for frame in extraction.frames():
            await packing.frame(frame)
        end = await extraction.end()
        return await packing.end(extraction, end)


@define(kw_only=True)
class Packing:
    """A ZIP that is being written."""

    wishes: FrameWishes
    write: Write
    _frames: int = 0
    _archive: Archive = Factory(Archive)
    _manifest: Manifest = Factory(Manifest)
    _index: bytearray = Factory(bytearray)

    async def frame(self, frame: ExtractedFrame) -> None:
        """Write a frame."""
        file = await self._file(frame_entry(frame.number, self.wishes.format), (frame.data,))
        self._manifest.add(_facts(frame), file)
        self._index += file.range.record()
        self._frames += 1

    async def end(self, extraction: Extraction, end: ExtractionEnd) -> Packed:
        """Write what comes after the last frame."""
        sheet = await self._file(CONTACT_SHEET, (end.contact_sheet,))
        manifest = self._manifest.end(
            video=extraction.video,
            wishes=self.wishes,
            contact_sheet=sheet,
            skipped=end.skipped,
        )
        await self._file(MANIFEST, manifest)
        await self.write(self._archive.end())
        return Packed(
            frames=self._frames, size=self._archive.size, index=bytes(self._index), sheet=end.contact_sheet, end=end
        )

    async def _file(self, name: str, parts: Iterable[bytes]) -> PackedFile:
        """Write a file; its parts are gone through twice, since its size and checksum stand before them."""
        size, crc, digest = 0, 0, hashlib.sha256()
        for part in parts:
            size += len(part)
            crc = zlib.crc32(part, crc)
            digest.update(part)
        await self.write(self._archive.entry(name, size=size, crc=crc))
        for part in parts:
            await self.write(part)
        place = FrameRange(offset=self._archive.size - size, size=size)
        return PackedFile(name=name, sha256=digest.hexdigest(), range=place)


def _facts(frame: ExtractedFrame) -> PackedFrame:
    return PackedFrame(
        number=frame.number,
        time=frame.time,
        instant=frame.instant,
        key_frame=frame.key_frame,
        sharpness=frame.sharpness,
        width=frame.width,
        height=frame.height,
    )
