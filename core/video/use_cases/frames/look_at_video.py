"""A step: finding out what a file is of which somebody wants frames."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.frames.containers import ENOUGH, TAKEN, container_of
from core.video.model.frames.ordering import bad_video
from core.video.model.photo import StoredFile
from core.video.model.uploads import VIDEO_ENDINGS, is_upload_of
from core.video.use_cases.steps.look_at_uploads import LookAtUploads
from ports.blob_store import BlobNotFound, BlobStore


@frozen(kw_only=True)
class LookAtVideo:
    """Return a video of the owner's, pinned by tag and size; `BadOrder` for what is another's, or no video."""

    store: BlobStore

    async def __call__(self, key: str, *, owner: UserId) -> StoredFile:
        """Look."""
        if not is_upload_of(owner, key):
            raise bad_video()
        file = (await LookAtUploads(store=self.store)([key])).get(key)
        if file is None:
            raise bad_video()
        if file.content_type not in VIDEO_ENDINGS:
            raise bad_video(f"is no video: its type is {file.content_type}")
        if container_of(await self._head(key)) is None:
            raise bad_video(f"is no video: its first bytes are those of no {TAKEN}")
        return file

    async def _head(self, key: str) -> bytes:
        try:
            return b"".join([chunk async for chunk in self.store.read(key, stop=ENOUGH)])
        except BlobNotFound as gone:
            raise bad_video() from gone
