"""What a worker does when it is told of a film that somebody wants."""

from collections.abc import Mapping

import structlog
from attrs import frozen

from core.video.model.events import FilmOrdered
from core.video.model.job import Job
from core.video.use_cases.jobs.bury_job import BuryJob
from core.video.use_cases.jobs.work_on_job import WorkOnJob
from entrypoints.consumer import Handler
from entrypoints.events import handler_of
from entrypoints.video.metrics import FILM_SECONDS, FILMS
from ports.meter import Meter

log = structlog.get_logger()


@frozen(kw_only=True)
class FilmsConsumer:
    """Makes the films that are ordered, and keeps count of how that ends."""

    work_on_job: WorkOnJob
    meter: Meter

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {FilmOrdered.name: handler_of(FilmOrdered, self._film_ordered)}

    async def _film_ordered(self, event: FilmOrdered, _: str) -> None:
        job = await self.work_on_job(job_id=event.job_id)
        if job is not None:
            self._count(job)

    def _count(self, job: Job) -> None:
        self.meter.add(FILMS, job.status)
        if job.result is not None:
            report = job.result.report
            self.meter.observe(FILM_SECONDS, report.engine, value=report.took)
            log.info("a film was made", job_id=job.job_id, engine=report.engine, took=report.took, frames=report.frames)
        if job.failure is not None:
            log.warning("a film was not made", job_id=job.job_id, status=job.status, code=job.failure.code)


@frozen(kw_only=True)
class DeadFilmsConsumer:
    """Sees to it that an order which the queue has given up comes to an end all the same."""

    bury_job: BuryJob

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {FilmOrdered.name: handler_of(FilmOrdered, self._film_ordered)}

    async def _film_ordered(self, event: FilmOrdered, message_id: str) -> None:
        await self.bury_job(job_id=event.job_id, message_id=message_id)
