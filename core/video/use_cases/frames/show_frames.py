"""A step: where frames can be fetched for a while."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.video.model.job import Job
from core.video.model.kinds import frames_result
from ports.blob_store import BlobStore

LIFE: Final = timedelta(hours=1)


@frozen(kw_only=True)
class ShownFrames:
    """A job and, once there are frames, signed URLs of their ZIP and of its contact sheet."""

    job: Job
    zip_url: str | None = None
    poster_url: str | None = None


@frozen(kw_only=True)
class ShowFrames:
    """Sign what there is to see."""

    store: BlobStore

    async def __call__(self, job: Job) -> ShownFrames:
        """Show."""
        made = frames_result(job)
        if made is None:
            return ShownFrames(job=job)
        archive = await self.store.sign_get(made.zip_key, expires_in=LIFE)
        sheet = await self.store.sign_get(made.sheet_key, expires_in=LIFE)
        return ShownFrames(job=job, zip_url=archive.url, poster_url=sheet.url)
