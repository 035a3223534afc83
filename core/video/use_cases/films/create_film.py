"""Ordering a film."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.compiling.compiling import check_order
from core.video.model.errors import TooManyWaiting
from core.video.model.events import FilmOrdered
from core.video.model.job import Job, JobId
from core.video.model.order import FilmOrder
from core.video.model.ordering import AskedFilm, WantedFilm, asked_film, film_order
from core.video.use_cases.films.look_at_uploads import LookAtUploads
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.ids import Ids
from ports.video_templates import VideoTemplates
from ports.video_works import VideoWork
from ports.works import Works

KEPT: Final = timedelta(days=30)
MOST_WAITING: Final = 200


@frozen(kw_only=True)
class CreateFilm:
    """Take an order, once for each Idempotency-Key, and return the job that came of it.

    - The same order again returns the same job, also when its files are gone by now; another one under the same key
      is `KeyOfAnotherOrder`.
    - What no film can be made of is `BadOrder` or `TemplateNotFound`; `TooManyWaiting` is raised while enough of the
      caller's films wait.
    """

    works: Works[VideoWork]
    store: BlobStore
    templates: VideoTemplates
    clock: Clock
    ids: Ids

    async def __call__(self, *, caller: UserId, key: str, wanted: WantedFilm) -> Job:
        """Order."""
        asked = await self._asked(caller, wanted)
        async with self.works.begin() as work:
            known = await work.jobs.keyed(key, owner=caller)
        if known is not None:
            return asked.answered_by(known)
        template = self.templates.named(asked.template)
        check_order(template, wishes=asked.wishes, photos=len(asked.photos), music=asked.music is not None)
        files = await LookAtUploads(store=self.store)(asked.keys)
        return asked.answered_by(await self._kept(caller, key, film_order(asked, files)))

    async def _asked(self, caller: UserId, wanted: WantedFilm) -> AskedFilm:
        if not wanted.photo_urls:
            return asked_film(wanted, photos=wanted.photos, owner=caller)
        keys = [await self.store.key_of(url) for url in wanted.photo_urls]
        return asked_film(wanted, photos=keys, owner=caller)

    async def _kept(self, caller: UserId, key: str, order: FilmOrder) -> Job:
        now = self.clock.now()
        job = Job(
            job_id=JobId(self.ids.new()),
            owner=caller,
            order=order,
            key=key,
            created_at=now,
            updated_at=now,
            expires_at=now + KEPT,
        )
        async with self.works.begin() as work:
            kept = await work.jobs.add(job)
            if kept.job_id == job.job_id:
                # Counted once it is there: a repetition must be answered, however many wait.
                if await work.jobs.unsettled(owner=caller) > MOST_WAITING:
                    raise TooManyWaiting(most=MOST_WAITING)
                work.outbox.add(FilmOrdered(job_id=job.job_id, owner=caller), group=caller)
        return kept
