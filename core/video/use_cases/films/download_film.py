"""Taking a film home."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.errors import FilmNotFound, FilmNotReady
from core.video.model.job import JobId
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
        async with self.works.begin() as work:
            job = await work.jobs.get(job_id, owner=caller)
        if job is None:
            raise FilmNotFound
        if job.result is None:
            raise FilmNotReady(status=job.status)
        name = f"{job.order.wishes.title or UNTITLED}.mp4"
        return (await self.store.sign_get(job.result.film_key, expires_in=LIFE, download_as=name)).url
