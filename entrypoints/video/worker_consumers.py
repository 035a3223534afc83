"""What a worker does when it is told of a film that somebody wants."""

from collections.abc import Mapping

from attrs import frozen

from core.video.model.events import FilmOrdered
from core.video.use_cases.jobs.bury_job import BuryJob
from core.video.use_cases.jobs.work_on_job import WorkOnJob
from entrypoints.consumer import Handler
from entrypoints.events import handler_of


@frozen(kw_only=True)
class FilmsConsumer:
    """Makes the films that are ordered."""

    work_on_job: WorkOnJob

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {FilmOrdered.name: handler_of(FilmOrdered, self._film_ordered)}

    async def _film_ordered(self, event: FilmOrdered, _: str) -> None:
        await self.work_on_job(job_id=event.job_id)


@frozen(kw_only=True)
class DeadFilmsConsumer:
    """Sees to it that an order which the queue has given up comes to an end all the same."""

    bury_job: BuryJob

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {FilmOrdered.name: handler_of(FilmOrdered, self._film_ordered)}

    async def _film_ordered(self, event: FilmOrdered, message_id: str) -> None:
        await self.bury_job(job_id=event.job_id, message_id=message_id)
