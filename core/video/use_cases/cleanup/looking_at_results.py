"""A step: looking at where results lie, for what has no row, and at the rows, for those without their results."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence

from attrs import field, frozen

from core.video.model.cleanup import Removal, keys_of_result
from core.video.model.job import Job, JobId
from core.video.model.storage import RESULTS, folder_of_result
from core.video.use_cases.cleanup.judge import Judge
from core.video.use_cases.cleanup.paging import PAGE, every_job, in_pages
from ports.blob_store import BlobNotFound, BlobStore
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class LookAtResults:
    """Go through what is due among results, but for what goes with jobs, the folders of which are `due`.

    Once that is done, `sizes` are those of these folders, and `seen` tells which keys there are, all of them.
    """

    works: Works[VideoWork]
    store: BlobStore
    judge: Judge
    due: Collection[str]
    sizes: Counter[str] = field(factory=Counter, init=False)
    # Digests, since there may be millions of keys; two that are alike could only keep a missing result from being told.
    seen: set[int] = field(factory=set, init=False)

    async def __call__(self) -> AsyncIterator[Removal]:
        """Look."""
        async for page in in_pages(self._without_due_jobs()):
            known = await self._known(page)
            for removal in page:
                folder = folder_of_result(removal.name)
                if removal.what == "left-behind" or folder is None or folder[1] not in known:
                    yield removal

    async def _without_due_jobs(self) -> AsyncIterator[Removal]:
        for prefix in RESULTS.values():
            async for blob in self.store.list(prefix):
                self.seen.add(hash(blob.key))
                folder = folder_of_result(blob.key)
                if folder is not None and folder[0] in self.due:
                    self.sizes[folder[0]] += blob.size
                elif removal := self.judge.judged("stray", blob):
                    yield removal

    async def _known(self, page: Sequence[Removal]) -> Collection[JobId]:
        folders = [folder for removal in page if (folder := folder_of_result(removal.name))]
        async with self.works.begin() as work:
            return await work.jobs.known({job_id for _, job_id in folders})


@frozen(kw_only=True)
class LookForMissing:
    """Go through the jobs that were completed although some of what was made for them is not there."""

    works: Works[VideoWork]
    store: BlobStore
    seen: Collection[int]

    async def __call__(self, *, but: Collection[JobId]) -> AsyncIterator[JobId]:
        """Look."""
        async for job in every_job(self.works, lambda jobs, after: jobs.completed(limit=PAGE, after=after)):
            unseen = [key for key in keys_of_result(job) if hash(key) not in self.seen]
            # Some were completed, and some were removed, since the results were looked at.
            if unseen and job.job_id not in but and await self._lacks(unseen) and await self._is_there(job):
                yield job.job_id

    async def _lacks(self, keys: Sequence[str]) -> bool:
        for key in keys:
            try:
                await self.store.head(key)
            except BlobNotFound:
                return True
        return False

    async def _is_there(self, job: Job) -> bool:
        async with self.works.begin() as work:
            return await work.jobs.get(job.job_id, owner=job.owner) is not None
