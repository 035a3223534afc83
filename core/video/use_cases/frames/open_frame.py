"""Looking at a single frame, without the ZIP around it."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

from attrs import field, frozen

from core.identity.model.user import UserId
from core.video.model.frames.errors import FrameNotFound, FramesNotFound, FramesNotReady
from core.video.model.frames.found import FramesResult
from core.video.model.frames.frame_index import RECORD, FrameRange, range_of, record_at
from core.video.model.frames.names import frame_name
from core.video.model.frames.wishes import FrameFormat
from core.video.model.job import JobId
from core.video.model.kinds import frames_order, frames_result
from core.video.use_cases.steps.own_job import own_job
from ports.blob_store import BlobNotFound, BlobStore
from ports.video_works import VideoWork
from ports.works import Works

TYPES: Final[Mapping[FrameFormat, str]] = {"jpeg": "image/jpeg", "png": "image/png"}


@frozen(kw_only=True)
class OpenedFrame:
    """A frame as a file: `name` is what it can be saved as, and `tag` changes whenever its bytes do."""

    name: str
    content_type: str
    tag: str
    _range: FrameRange = field(repr=False)
    _zip: str = field(repr=False)
    _store: BlobStore = field(repr=False)

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self._range.size

    async def read(self, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """Stream its bytes from `start` (included) to `stop` (excluded); `FramesNotFound` once the ZIP is gone.

        A negative `start` is a `ValueError`.
        """
        if start < 0:
            raise ValueError(start)
        end = self.size if stop is None else min(stop, self.size)
        if start >= end:
            return
        begin = self._range.offset
        try:
            async for chunk in self._store.read(self._zip, start=begin + start, stop=begin + end):
                yield chunk
        except BlobNotFound as gone:
            raise FramesNotFound from gone


@frozen(kw_only=True)
class OpenFrame:
    """Find one of the caller's frames by its number, from 1; nothing of it is read yet but where it lies.

    `FramesNotFound` where there is no such order, or what was made is deleted already, `FramesNotReady` where nothing
    has come of it yet, or never will, and `FrameNotFound` where there are fewer frames.
    """

    works: Works[VideoWork]
    store: BlobStore

    async def __call__(self, *, caller: UserId, job_id: JobId, number: int) -> OpenedFrame:
        """Open."""
        job = await own_job(self.works, job_id, owner=caller, kind="frames")
        if job is None:
            raise FramesNotFound
        made = frames_result(job)
        if made is None:
            raise FramesNotReady(status=job.status)
        if not 1 <= number <= made.report.frames:
            raise FrameNotFound(number=number, last=made.report.frames)
        wanted = frames_order(job).wishes.format
        return OpenedFrame(
            name=frame_name(number, wanted),
            content_type=TYPES[wanted],
            # A job's frames are the same bytes at every attempt.
            tag=f"{job_id}-{number}",
            range=await self._range(made, number),
            zip=made.zip_key,
            store=self.store,
        )

    async def _range(self, made: FramesResult, number: int) -> FrameRange:
        start = record_at(number)
        try:
            record = b"".join(
                [chunk async for chunk in self.store.read(made.index_key, start=start, stop=start + RECORD)]
            )
        except BlobNotFound as gone:
            raise FramesNotFound from gone
        return range_of(record)
