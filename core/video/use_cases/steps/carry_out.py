"""A step: doing what was ordered, whatever that is."""

from collections.abc import Callable

from attrs import frozen

from core.video.model.film import FilmResult
from core.video.model.frames.found import FramesResult
from core.video.model.frames.order import FramesOrder
from core.video.model.job import Job, Progress
from core.video.model.storage import made_for
from core.video.use_cases.steps.extract_the_frames import ExtractTheFrames
from core.video.use_cases.steps.film_the_order import FilmTheOrder
from ports.blob_store import BlobStore


@frozen(kw_only=True)
class CarryOut:
    """Make a film or extract frames; what an attempt that died has left in the store is removed first."""

    store: BlobStore
    film: FilmTheOrder
    frames: ExtractTheFrames

    async def __call__(self, job: Job, *, told: Callable[[Progress], None]) -> FilmResult | FramesResult:
        """Do it."""
        if job.attempts > 1:
            await self.store.delete_prefix(made_for(job))
        if isinstance(job.order, FramesOrder):
            return await self.frames(job, job.order, told=told)
        return await self.film(job, job.order, told=told)
