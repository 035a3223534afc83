"""What a worker does when it is told of something that somebody wants."""

from collections.abc import Mapping
from typing import ClassVar

import structlog
from attrs import define, frozen

from core.errors import BadAnswer, Invalid
from core.video.model.errors import JobTaken
from core.video.model.events import FilmOrdered, FramesOrdered
from core.video.model.film import FilmResult
from core.video.model.frames.found import FramesResult
from core.video.model.job import Job
from core.video.use_cases.jobs.bury_job import BuryJob
from core.video.use_cases.jobs.work_on_job import WorkOnJob
from entrypoints.consumer import Handler
from entrypoints.events import UnreadableEvent, handler_of
from entrypoints.video.metrics import FILM_SECONDS, FRAMES_SECONDS, JOBS
from ports.meter import Meter
from ports.works import Envelope

log = structlog.get_logger()


@frozen(kw_only=True)
class OrdersConsumer:
    """Makes what is ordered, and keeps count of how that ends."""

    work_on_job: WorkOnJob
    meter: Meter

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {
            FilmOrdered.name: handler_of(FilmOrdered, self._ordered),
            FramesOrdered.name: handler_of(FramesOrdered, self._ordered),
        }

    async def _ordered(self, event: FilmOrdered | FramesOrdered, _: str) -> None:
        try:
            job = await self.work_on_job(job_id=event.job_id)
        except JobTaken as taken:
            if taken.__cause__ is not None:
                log.warning("a job was put off", job_id=event.job_id, reason=_reason(taken.__cause__))
            raise
        if job is not None:
            self._count(job)

    def _count(self, job: Job) -> None:
        self.meter.add(JOBS, job.kind, job.status)
        if isinstance(job.result, FilmResult):
            film = job.result.report
            self.meter.observe(FILM_SECONDS, film.engine, value=film.took)
            log.info("a film was made", job_id=job.job_id, engine=film.engine, took=film.took, frames=film.frames)
        if isinstance(job.result, FramesResult):
            report = job.result.report
            self.meter.observe(FRAMES_SECONDS, report.strategy, value=report.took)
            log.info(
                "frames were extracted",
                job_id=job.job_id,
                strategy=report.strategy,
                took=report.took,
                frames=report.frames,
            )
        if job.failure is not None:
            log.warning("a job came to nothing", job_id=job.job_id, status=job.status, reason=job.failure.code)


def _reason(failure: BaseException) -> str:
    """Say what went wrong, for the operator also what a program said that answered wrongly."""
    said = failure.__cause__ if isinstance(failure, BadAnswer) else None
    return str(failure) if said is None else f"{failure}: {said}"


@define(kw_only=True)
class NoOrder(Invalid):
    """A dead letter that nobody will ever be able to read."""

    code: ClassVar[str] = "no-order"
    says: ClassVar[str] = "this is no order"


@frozen(kw_only=True)
class DeadOrdersConsumer:
    """Sees to it that an order which the queue has given up comes to an end all the same."""

    bury_job: BuryJob

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {
            FilmOrdered.name: _or_no_order(handler_of(FilmOrdered, self._ordered)),
            FramesOrdered.name: _or_no_order(handler_of(FramesOrdered, self._ordered)),
        }

    async def _ordered(self, event: FilmOrdered | FramesOrdered, message_id: str) -> None:
        await self.bury_job(job_id=event.job_id, message_id=message_id)


def _or_no_order(told: Handler) -> Handler:
    async def handle(envelope: Envelope) -> None:
        try:
            await told(envelope)
        except UnreadableEvent as unreadable:
            raise NoOrder from unreadable

    return handle
