"""A step: finding out what is to be deleted, and what is missing."""

from datetime import datetime

from attrs import evolve, frozen

from core.video.model.cleanup import RUBBISH, CleanupPlan, Removal, job_due_since
from core.video.model.job import JobId
from core.video.model.retention import Retention
from core.video.model.storage import made_for
from core.video.use_cases.cleanup.judge import Judge
from core.video.use_cases.cleanup.looking_at_files import LookAtFiles
from core.video.use_cases.cleanup.looking_at_results import LookAtResults, LookForMissing
from core.video.use_cases.cleanup.paging import PAGE, every_job
from ports.blob_store import BlobStore
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class PlanCleanup:
    """Look at all jobs and files, change nothing, and return what is due: jobs first, and each kind by its names.

    Files that an unsettled job was ordered of stay. That holds for a job whose own time is over, too: it goes now, and
    its files the next time.
    """

    works: Works[VideoWork]
    store: BlobStore
    retention: Retention

    async def __call__(self, *, now: datetime) -> CleanupPlan:
        """Plan."""
        async with self.works.begin() as work:
            forgotten = frozenset(await work.jobs.forgotten())
        judge = Judge(now=now, retention=self.retention, forgotten=forgotten)
        jobs = await self._due_jobs(now)
        files = LookAtFiles(works=self.works, store=self.store, judge=judge)
        results = LookAtResults(works=self.works, store=self.store, judge=judge, due=frozenset(jobs))
        removals = [removal async for removal in files()] + [removal async for removal in results()]
        sized = [evolve(job, size=results.sizes[folder]) for folder, job in jobs.items()]
        missing = LookForMissing(works=self.works, store=self.store, seen=results.seen)
        return CleanupPlan(
            removals=tuple(sorted([*sized, *removals], key=_place)),
            missing=tuple([job_id async for job_id in missing(but=_ids(sized))]),
            results=len(results.seen),
        )

    async def _due_jobs(self, now: datetime) -> dict[str, Removal]:
        """Return what is to be done about jobs, by where that lies which was made for them."""
        found = every_job(self.works, lambda jobs, after: jobs.expired(before=now, limit=PAGE, after=after))
        return {
            made_for(job): Removal(what="job", name=job.job_id, due_since=since)
            async for job in found
            if (since := job_due_since(job, now=now)) is not None
        }


def _place(removal: Removal) -> tuple[int, str]:
    return RUBBISH.index(removal.what), removal.name


def _ids(removals: list[Removal]) -> frozenset[JobId]:
    return frozenset(JobId(removal.name) for removal in removals)
