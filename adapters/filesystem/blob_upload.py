"""An upload whose parts are files, joined when it is complete."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from typing_extensions import override

from adapters.filesystem.blob_file import NewFile
from adapters.filesystem.blob_folder import BlobFolder
from adapters.filesystem.disk import on_disk
from adapters.wire.blob_keys import checked_number, in_order
from ports.blob_store import Blob, BlobNotFound, BlobStore, BlobUpload

PIECE = 1024 * 1024


class FilesystemBlobUpload(BlobUpload):
    """Keeps each part as a file in the upload's own folder; without the folder, the upload is forgotten."""

    def __init__(self, *, store: BlobStore, place: BlobFolder, folder: Path, key: str, content_type: str) -> None:
        self._store = store
        self._place = place
        self._folder = folder
        self._key = key
        self._content_type = content_type
        self._sizes: dict[int, int] = {}

    @override
    async def part(self, number: int, data: bytes) -> None:
        path = self._folder / str(checked_number(number))
        file = NewFile(summed=False)
        try:
            await on_disk(file.create, self._place.drafts, key=self._key)
            await on_disk(file.append, data)
            if not await on_disk(_taken, file, path):
                raise BlobNotFound(key=self._key)
        finally:
            await on_disk(file.discard)
        self._sizes[number] = len(data)

    @override
    async def complete(self) -> Blob:
        if not await on_disk(self._folder.is_dir):
            raise BlobNotFound(key=self._key)
        parts = self._joined(in_order(self._sizes))
        blob = await self._store.write(self._key, parts, content_type=self._content_type)
        await self.abort()
        return blob

    @override
    async def abort(self) -> None:
        await on_disk(self._place.forget_upload, self._folder)

    async def _joined(self, numbers: Sequence[int]) -> AsyncIterator[bytes]:
        for number in numbers:
            for start in range(0, self._sizes[number], PIECE):
                yield await on_disk(_read, self._folder / str(number), start)


def _taken(file: NewFile, path: Path) -> bool:
    try:
        file.take(path)
    except FileNotFoundError:
        return False
    return True


def _read(path: Path, start: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(PIECE)
