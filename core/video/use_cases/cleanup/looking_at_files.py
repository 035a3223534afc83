"""A step: looking at files that people sent, at parts of films, and at uploads that were never completed."""

from collections.abc import AsyncIterator

from attrs import frozen

from core.video.model.cleanup import FileRubbish, Removal
from core.video.model.storage import PIECES, RESULTS, UPLOADS
from core.video.use_cases.cleanup.judge import Judge
from core.video.use_cases.cleanup.paging import in_pages
from ports.blob_store import BlobStore
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class LookAtFiles:
    """Go through what is due among them."""

    works: Works[VideoWork]
    store: BlobStore
    judge: Judge

    async def __call__(self) -> AsyncIterator[Removal]:
        """Look."""
        for removal in await self._parts():
            yield removal
        async for removal in self._listed(PIECES, "piece"):
            yield removal
        async for page in in_pages(self._listed(UPLOADS, "upload")):
            async with self.works.begin() as work:
                in_use = await work.jobs.in_use([removal.name for removal in page if removal.what == "upload"])
            for removal in page:
                if removal.name not in in_use:
                    yield removal

    async def _listed(self, prefix: str, what: FileRubbish) -> AsyncIterator[Removal]:
        async for blob in self.store.list(prefix):
            if removal := self.judge.judged(what, blob):
                yield removal

    async def _parts(self) -> list[Removal]:
        """Return one for each key, however often its upload was begun."""
        oldest: dict[str, Removal] = {}
        for prefix in (UPLOADS, PIECES, *RESULTS.values()):
            async for upload in self.store.unfinished(prefix):
                found = self.judge.aged("parts", upload.key, upload.begun_at)
                if found and found.due_since < oldest.setdefault(found.name, found).due_since:
                    oldest[found.name] = found
        return [*oldest.values()]
