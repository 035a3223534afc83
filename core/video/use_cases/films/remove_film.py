"""Not wanting a film any more, whether it is made already or not."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.errors import FilmNotFound
from core.video.model.job import JobId
from core.video.model.storage import film_of
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
        if await self._cancelled(caller, job_id):
            return
        # The row goes last: while it is there, somebody can ask again for what was left undone.
        await self.store.delete_prefix(film_of(caller, job_id))
        async with self.works.begin() as work:
            await work.jobs.remove(job_id, owner=caller)

    async def _cancelled(self, caller: UserId, job_id: JobId) -> bool:
        async with self.works.begin() as work:
            job = await work.jobs.hold(job_id)
            if job is None or job.owner != caller:
                raise FilmNotFound
            if job.settled:
                return False
            await work.jobs.save(job.cancel_asked(now=self.clock.now()))
        return True
