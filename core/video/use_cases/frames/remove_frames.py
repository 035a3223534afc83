"""Not wanting frames any more, whether they are extracted already or not."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.frames.errors import FramesNotFound
from core.video.model.job import JobId
from core.video.use_cases.steps.own_job import RemoveOwnJob
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class RemoveFrames:
    """Cancel an order of the caller's that is not carried out yet, or delete one with which nothing will happen.

    A cancelled one stays listed, and can then be deleted. `FramesNotFound` where there is no such order.
    """

    works: Works[VideoWork]
    store: BlobStore
    clock: Clock

    async def __call__(self, *, caller: UserId, job_id: JobId) -> None:
        """Cancel or delete."""
        remove = RemoveOwnJob(works=self.works, store=self.store, clock=self.clock)
        if not await remove(job_id, owner=caller, kind="frames"):
            raise FramesNotFound
