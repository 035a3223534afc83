"""Looking through one's films."""

from collections.abc import Sequence

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.job import JobId
from core.video.use_cases.films.show_film import ShowFilm, ShownFilm
from ports.blob_store import BlobStore
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class ListFilms:
    """Return the caller's films, newest first, `limit` at most, those after one of them where it is given."""

    works: Works[VideoWork]
    store: BlobStore

    async def __call__(self, *, caller: UserId, limit: int, after: JobId | None = None) -> Sequence[ShownFilm]:
        """List."""
        async with self.works.look() as work:
            jobs = await work.jobs.list(owner=caller, kind="film", limit=limit, after=after)
        show = ShowFilm(store=self.store)
        return [await show(job) for job in jobs]
