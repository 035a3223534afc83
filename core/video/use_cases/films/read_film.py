"""Looking at a film of one's own."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.errors import FilmNotFound
from core.video.model.job import JobId
from core.video.use_cases.films.show_film import ShowFilm, ShownFilm
from core.video.use_cases.steps.own_job import own_job
from ports.blob_store import BlobStore
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class ReadFilm:
    """Return a film of the caller's, or what has become of its order so far, or raise `FilmNotFound`."""

    works: Works[VideoWork]
    store: BlobStore

    async def __call__(self, *, caller: UserId, job_id: JobId) -> ShownFilm:
        """Read."""
        job = await own_job(self.works, job_id, owner=caller, kind="film")
        if job is None:
            raise FilmNotFound
        return await ShowFilm(store=self.store)(job)
