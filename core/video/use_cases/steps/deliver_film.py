"""Puts a finished film where its owner can get it."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from attrs import frozen

from core.video.model.film import FilmResult
from core.video.model.job import Job
from core.video.model.storage import FILM_TYPE, POSTER_TYPE, film_of
from ports.blob_store import BlobStore
from ports.film_maker import MadeFilm
from ports.workshop import Folder

NAME_LENGTH: Final = 32


@frozen(kw_only=True)
class DeliverFilm:
    """Store a film and its poster under names made of their bytes, so that doing it again changes nothing."""

    store: BlobStore

    async def __call__(self, job: Job, made: MadeFilm, folder: Folder) -> FilmResult:
        """Store both, and return where they are."""
        film = await self._stored(job, made.film, folder, content_type=FILM_TYPE)
        poster = await self._stored(job, made.poster, folder, content_type=POSTER_TYPE)
        return FilmResult(film_key=film, poster_key=poster, report=made.report)

    async def _stored(self, job: Job, file: Path, folder: Folder, *, content_type: str) -> str:
        digest = await _digest(folder.read(file))
        key = f"{film_of(job.owner, job.job_id)}{digest[:NAME_LENGTH]}{file.suffix}"
        await self.store.write(key, folder.read(file), content_type=content_type)
        return key


async def _digest(chunks: AsyncIterator[bytes]) -> str:
    digest = hashlib.sha256()
    async for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
