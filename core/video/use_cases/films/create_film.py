"""Ordering a film."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.compiling.compiling import check_order
from core.video.model.job import Job
from core.video.model.ordering import AskedFilm, WantedFilm, asked_film, film_order
from core.video.model.retention import Retention
from core.video.use_cases.steps.look_at_uploads import LookAtUploads
from core.video.use_cases.steps.take_order import TakeOrder
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.ids import Ids
from ports.video_templates import VideoTemplates
from ports.video_works import VideoWork
from ports.works import Works


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
    retention: Retention = Retention()

    async def __call__(self, *, caller: UserId, key: str, wanted: WantedFilm) -> Job:
        """Order."""
        asked = await self._asked(caller, wanted)
        async with self.works.look() as work:
            known = await work.jobs.keyed(key, owner=caller)
        if known is not None:
            return asked.answered_by(known)
        template = self.templates.named(asked.template)
        check_order(template, wishes=asked.wishes, photos=len(asked.photos), music=asked.music is not None)
        files = await LookAtUploads(store=self.store)(asked.keys)
        take = TakeOrder(works=self.works, clock=self.clock, ids=self.ids, retention=self.retention)
        return asked.answered_by(await take(caller=caller, key=key, order=film_order(asked, files)))

    async def _asked(self, caller: UserId, wanted: WantedFilm) -> AskedFilm:
        if not wanted.photo_urls:
            return asked_film(wanted, photos=wanted.photos, owner=caller)
        keys = [await self.store.key_of(url) for url in wanted.photo_urls]
        return asked_film(wanted, photos=keys, owner=caller)
