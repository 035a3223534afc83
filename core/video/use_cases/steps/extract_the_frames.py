"""From an order of frames to a ZIP of them in the blob store."""

from collections.abc import AsyncIterator, Callable
from typing import Final

from attrs import frozen

from core.video.model.frames.found import FramesResult
from core.video.model.frames.order import FramesOrder
from core.video.model.job import Job, Progress
from core.video.model.storage import POSTER_TYPE, ZIP_TYPE, made_for
from core.video.use_cases.steps.fetch_files import FetchFiles
from core.video.use_cases.steps.pack_frames import Packed, PackFrames
from core.video.use_cases.steps.parted_upload import parted_upload
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.frame_extractor import Extraction, FrameExtractor
from ports.workshop import Workshop

INDEX_TYPE: Final = "application/octet-stream"


@frozen(kw_only=True)
class ExtractTheFrames:
    """Fetch the video that was ordered from, extract its frames, and store them. Nobody is told but `told`.

    The ZIP goes to the store while it is being made, and is the last to be there; an attempt that does not come to its
    end leaves none of it. Another attempt stores the same bytes under the same names.
    """

    store: BlobStore
    workshop: Workshop
    extractor: FrameExtractor
    clock: Clock

    async def __call__(self, job: Job, order: FramesOrder, *, told: Callable[[Progress], None]) -> FramesResult:
        """Do it."""
        async with self.workshop.folder() as folder:
            told(Progress(step="fetching the video"))
            (video,) = await FetchFiles(store=self.store)([order.video], folder, name="video")
            began = self.clock.now()
            async with self.extractor.extract(video, order.wishes, told=told) as extraction:
                packed = await self._stored(job, order, extraction, told=told)
        took = (self.clock.now() - began).total_seconds()
        return FramesResult(
            zip_key=_zip_of(job),
            index_key=_index_of(job),
            sheet_key=_sheet_of(job),
            report=packed.report(extraction.video, took=took),
        )

    async def _stored(
        self, job: Job, order: FramesOrder, extraction: Extraction, *, told: Callable[[Progress], None]
    ) -> Packed:
        async with parted_upload(self.store, _zip_of(job), content_type=ZIP_TYPE) as upload:
            packed = await PackFrames()(extraction, order.wishes, write=upload.write)
            told(Progress(done=packed.frames, total=packed.frames, step="storing the frames"))
            await self.store.write(_index_of(job), _whole(packed.index), content_type=INDEX_TYPE)
            await self.store.write(_sheet_of(job), _whole(packed.sheet), content_type=POSTER_TYPE)
        return packed


def _zip_of(job: Job) -> str:
    return f"{made_for(job)}frames.zip"


def _index_of(job: Job) -> str:
    return f"{made_for(job)}frames.index"


def _sheet_of(job: Job) -> str:
    return f"{made_for(job)}contact-sheet.jpg"


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    yield data
