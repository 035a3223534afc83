"""A step: where a film and its poster can be watched for a while."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.video.model.job import Job
from core.video.model.kinds import film_result
from ports.blob_store import BlobStore

LIFE: Final = timedelta(hours=1)


@frozen(kw_only=True)
class ShownFilm:
    """A job and, once there is a film, signed URLs of it and of its poster."""

    job: Job
    video_url: str | None = None
    poster_url: str | None = None


@frozen(kw_only=True)
class ShowFilm:
    """Sign what there is to see."""

    store: BlobStore

    async def __call__(self, job: Job) -> ShownFilm:
        """Show."""
        made = film_result(job)
        if made is None:
            return ShownFilm(job=job)
        film = await self.store.sign_get(made.film_key, expires_in=LIFE)
        poster = await self.store.sign_get(made.poster_key, expires_in=LIFE)
        return ShownFilm(job=job, video_url=film.url, poster_url=poster.url)
