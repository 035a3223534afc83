"""Brings the files of an order to where they are worked on."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from core.at_once import at_once
from core.video.model.errors import ChangedFile
from core.video.model.photo import StoredFile
from ports.blob_store import BlobNotFound, BlobStore
from ports.workshop import Folder, TooLarge

AT_ONCE: Final = 4


@frozen(kw_only=True)
class FetchFiles:
    """Copy files out of the blob store; what is not there any more, or is another one now, is `ChangedFile`."""

    store: BlobStore

    async def __call__(self, files: Sequence[StoredFile], folder: Folder, *, name: str) -> list[Path]:
        """Fetch each once, a few at a time, and return where the files are, in their order."""
        turns = asyncio.Semaphore(AT_ONCE)
        distinct = {file.key: file for file in files}

        async def fetch(number: int, file: StoredFile) -> Path:
            async with turns:
                return await self._fetch(file, folder, f"{name}-{number:03}")

        paths = await at_once(fetch(number, file) for number, file in enumerate(distinct.values(), start=1))
        where = dict(zip(distinct, paths, strict=True))
        return [where[file.key] for file in files]

    async def _fetch(self, file: StoredFile, folder: Folder, name: str) -> Path:
        try:
            path = await folder.keep(name, self.store.read(file.key), at_most=file.size)
            # Looked at afterwards: an object that was replaced while it was read has another tag by now.
            blob = await self.store.head(file.key)
        except (BlobNotFound, TooLarge) as gone:
            raise ChangedFile(key=file.key) from gone
        if (blob.etag, blob.size) != (file.etag, file.size):
            raise ChangedFile(key=file.key)
        return path
