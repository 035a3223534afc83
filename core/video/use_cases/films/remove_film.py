"""Not wanting a film any more, whether it is made already or not."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.errors import FilmNotFound
from core.video.model.job import JobId
from core.video.use_cases.steps.own_job import RemoveOwnJob
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class RemoveFilm:
    """Cancel a film of the caller's that is not made yet, or delete one with which nothing will happen any more.

    A cancelled one stays listed, and can then be deleted like any other. `FilmNotFound` where there is no such film.
    """

    works: Works[VideoWork]
    store: BlobStore
    clock: Clock

    async def __call__(self, *, caller: UserId, job_id: JobId) -> None:
        """Cancel or delete."""
        remove = RemoveOwnJob(works=self.works, store=self.store, clock=self.clock)
        if not await remove(job_id, owner=caller, kind="film"):
            raise FilmNotFound
