"""A step: finding out which files are there, and what they are at this moment."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from core.at_once import at_once
from core.video.model.photo import StoredFile
from ports.blob_store import BlobNotFound, BlobStore

AT_ONCE: Final = 16


@frozen(kw_only=True)
class LookAtUploads:
    """Return the files that there are under these keys, pinned by tag and size, a few looked at at a time."""

    store: BlobStore

    async def __call__(self, keys: Sequence[str]) -> Mapping[str, StoredFile]:
        """Look."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def look(key: str) -> StoredFile | None:
            async with turns:
                return await self._look(key)

        return {file.key: file for file in await at_once(look(key) for key in keys) if file is not None}

    async def _look(self, key: str) -> StoredFile | None:
        try:
            blob = await self.store.head(key)
        except BlobNotFound:
            return None
        return StoredFile(key=key, etag=blob.etag, size=blob.size, content_type=blob.content_type)
