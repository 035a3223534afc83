"""A step: finding, and no longer wanting, what one has ordered oneself."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.job import Job, JobId, JobKind
from core.video.model.storage import made_for
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.video_works import VideoWork
from ports.works import Works


async def own_job(works: Works[VideoWork], job_id: JobId, *, owner: UserId, kind: JobKind) -> Job | None:
    """Return a job of the owner's and of this kind, or None."""
    async with works.look() as work:
        job = await work.jobs.get(job_id, owner=owner)
    return job if job is not None and job.kind == kind else None


@frozen(kw_only=True)
class RemoveOwnJob:
    """Cancel a job that is not settled, or delete one that is; tell whether there was such a job."""

    works: Works[VideoWork]
    store: BlobStore
    clock: Clock

    async def __call__(self, job_id: JobId, *, owner: UserId, kind: JobKind) -> bool:
        """Cancel or delete."""
        async with self.works.begin() as work:
            job = await work.jobs.hold(job_id)
            if job is None or job.owner != owner or job.kind != kind or job.removed_at is not None:
                return False
            if not job.settled:
                await work.jobs.save(job.cancel_asked(now=self.clock.now()))
                return True
        # The row goes last: while it is there, somebody can ask again for what was left undone.
        await self.store.delete_prefix(made_for(job))
        async with self.works.begin() as work:
            await work.jobs.remove(job_id, owner=owner)
        return True
