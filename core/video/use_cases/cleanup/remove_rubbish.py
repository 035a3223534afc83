"""A step: deleting some of what is due."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from attrs import frozen

from core.at_once import answers_of
from core.errors import OddiyaError
from core.video.model.cleanup import FileRubbish, Removal, file_due_since, job_due_since
from core.video.model.job import JobId
from core.video.model.retention import Retention
from core.video.model.storage import folder_of_result, made_for
from core.video.use_cases.cleanup.abandon_parts import AbandonParts
from ports.blob_store import BlobNotFound, BlobStore
from ports.video_works import VideoWork
from ports.works import Works

AT_ONCE: Final = 8
PARTS_AT_ONCE: Final = 500


def portions(removals: Sequence[Removal]) -> Iterator[Sequence[Removal]]:
    """Divide what is due into what is deleted at once."""
    for parts, group in groupby(removals, key=lambda removal: removal.what == "parts"):
        alike, size = list(group), PARTS_AT_ONCE if parts else AT_ONCE
        yield from (alike[first : first + size] for first in range(0, len(alike), size))


@frozen(kw_only=True)
class RemoveRubbish:
    """Delete a portion, as far as it is still due, and tell of each whether it was: something may have changed.

    A job is marked, so that nobody works on it or sees it any more, then loses what was made for it, and goes last:
    while its row is there, somebody finds what was left undone.
    """

    works: Works[VideoWork]
    store: BlobStore
    retention: Retention

    async def __call__(self, portion: Sequence[Removal], *, now: datetime) -> Sequence[bool | OddiyaError]:
        """Delete."""
        if portion[0].what == "parts":
            return await AbandonParts(store=self.store, retention=self.retention)(portion, now=now)
        return await answers_of(self._one(removal, now) for removal in portion)

    async def _one(self, removal: Removal, now: datetime) -> bool:
        if removal.what == "job":
            return await self._job(JobId(removal.name), now)
        return await self._file(removal.what, removal.name, now)

    async def _job(self, job_id: JobId, now: datetime) -> bool:
        async with self.works.begin() as work:
            job = await work.jobs.hold(job_id)
            if job is None or job_due_since(job, now=now) is None:
                return False
            await work.jobs.save(job.removed(now=now))
        await self.store.delete_prefix(made_for(job))
        async with self.works.begin() as work:
            return await work.jobs.remove(job_id, owner=job.owner)

    async def _file(self, what: FileRubbish, key: str, now: datetime) -> bool:
        try:
            blob = await self.store.head(key)
        except BlobNotFound:
            return False
        due_since = file_due_since(what, blob.modified_at, retention=self.retention, now=now)
        if due_since is None or await self._is_wanted(what, key):
            return False
        await self.store.delete([key])
        return True

    async def _is_wanted(self, what: FileRubbish, key: str) -> bool:
        folder = folder_of_result(key)
        if what == "upload":
            async with self.works.begin() as work:
                return bool(await work.jobs.in_use([key]))
        if what == "stray" and folder is not None:
            async with self.works.begin() as work:
                return bool(await work.jobs.known([folder[1]]))
        return False
