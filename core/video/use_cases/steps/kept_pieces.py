"""Parts of films in the blob store."""

from collections.abc import AsyncIterator
from typing import Final

from attrs import frozen

from ports.blob_store import BlobNotFound, BlobStore
from ports.film_maker import Pieces

TYPE: Final = "application/octet-stream"


@frozen(kw_only=True)
class KeptPieces(Pieces):
    """Parts of one person's films: what others have made of the same photos stays unknown."""

    store: BlobStore
    prefix: str

    async def find(self, name: str) -> bytes | None:
        """Return a part, if it is kept."""
        try:
            return b"".join([chunk async for chunk in self.store.read(self.prefix + name)])
        except BlobNotFound:
            return None

    async def keep(self, name: str, data: bytes) -> None:
        """Keep a part."""
        await self.store.write(self.prefix + name, _whole(data), content_type=TYPE)


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    yield data
