"""What becomes of a deleted account's films and frames."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.storage import films_of, frames_of, pieces_of, uploads_of
from ports.blob_store import BlobStore
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class ForgetFilms:
    """Remove all films and frames of a user, and everything they were made of; told again, it does so again.

    It tells whether something was in the making. Who made it finds the job gone within a heartbeat, and stops; what was
    written until then is removed by telling this once more, a little later.
    """

    works: Works[VideoWork]
    store: BlobStore

    async def __call__(self, *, user_id: UserId) -> bool:
        """Forget; the jobs go first, so that nobody begins to write again."""
        async with self.works.begin() as work:
            in_the_making = await work.jobs.unsettled(owner=user_id) > 0
            await work.jobs.forget(owner=user_id)
        for prefix in (films_of(user_id), frames_of(user_id), pieces_of(user_id), uploads_of(user_id)):
            await self.store.delete_prefix(prefix)
        return in_the_making
