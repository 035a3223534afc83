"""What the contract tests of stores of jobs keep and read, each in a work of its own."""

from core.identity.model.user import UserId
from core.video.model.job import Job
from ports.video_works import VideoWork
from ports.works import Works


async def keep(works: Works[VideoWork], *jobs: Job) -> None:
    async with works.begin() as work:
        for job in jobs:
            await work.jobs.add(job)


async def add(works: Works[VideoWork], job: Job) -> Job:
    async with works.begin() as work:
        return await work.jobs.add(job)


async def save(works: Works[VideoWork], job: Job) -> None:
    async with works.begin() as work:
        await work.jobs.save(job)


async def forget(works: Works[VideoWork], owner: UserId) -> None:
    async with works.begin() as work:
        await work.jobs.forget(owner=owner)


async def read(works: Works[VideoWork], job: Job) -> Job | None:
    async with works.begin() as work:
        return await work.jobs.get(job.job_id, owner=job.owner)
