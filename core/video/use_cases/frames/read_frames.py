"""Looking at an order of frames of one's own."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.frames.errors import FramesNotFound
from core.video.model.job import JobId
from core.video.use_cases.frames.show_frames import ShowFrames, ShownFrames
from core.video.use_cases.steps.own_job import own_job
from ports.blob_store import BlobStore
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class ReadFrames:
    """Return the caller's frames, or what has become of their order so far, or raise `FramesNotFound`."""

    works: Works[VideoWork]
    store: BlobStore

    async def __call__(self, *, caller: UserId, job_id: JobId) -> ShownFrames:
        """Read."""
        job = await own_job(self.works, job_id, owner=caller, kind="frames")
        if job is None:
            raise FramesNotFound
        return await ShowFrames(store=self.store)(job)
