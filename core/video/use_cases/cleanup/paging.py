"""Goes through any number of things, of which only so many are in memory at once."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Final, TypeVar

from core.video.model.job import Job, JobId
from ports.video_works import Jobs, VideoWork
from ports.works import Works

T = TypeVar("T")
PAGE: Final = 500
ReadPage = Callable[[Jobs, JobId | None], Awaitable[Sequence[Job]]]


async def every_job(works: Works[VideoWork], read: ReadPage) -> AsyncIterator[Job]:
    """Go through the jobs that `read` returns, page by page, each page in a transaction of its own."""
    after: JobId | None = None
    while True:
        async with works.begin() as work:
            page = await read(work.jobs, after)
        for job in page:
            yield job
        if not page:
            return
        after = page[-1].job_id


async def in_pages(things: AsyncIterator[T]) -> AsyncIterator[Sequence[T]]:
    """Put things together that are to be asked about at once."""
    page: list[T] = []
    async for thing in things:
        page.append(thing)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page
