"""Taking a film home."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.errors import FilmNotFound, FilmNotReady
from core.video.model.job import JobId
from core.video.model.kinds import film_order, film_result
from core.video.use_cases.steps.own_job import own_job
from ports.blob_store import BlobStore
from ports.video_works import VideoWork
from ports.works import Works

LIFE: Final = timedelta(hours=1)
UNTITLED: Final = "oddiya"


@frozen(kw_only=True)
class DownloadFilm:
    """Return a fresh URL that saves a film of the caller's under its title.

    `FilmNotFound` where there is no such film, `FilmNotReady` where nothing has come of it yet, or never will.
    """

    works: Works[VideoWork]
    store: BlobStore

    async def __call__(self, *, caller: UserId, job_id: JobId) -> str:
        """Sign."""
        job = await own_job(self.works, job_id, owner=caller, kind="film")
        if job is None:
            raise FilmNotFound
        made = film_result(job)
        if made is None:
            raise FilmNotReady(status=job.status)
        name = f"{film_order(job).wishes.title or UNTITLED}.mp4"
        return (await self.store.sign_get(made.film_key, expires_in=LIFE, download_as=name)).url
