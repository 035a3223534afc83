"""A blob store during whose calls something else happens, or goes wrong."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from attrs import frozen

Happening = Callable[[str], Awaitable[None]]


@frozen
class Meanwhile:
    """Any store; what happens is told the name of each call with its key or prefix, once a listing is at its end."""

    _store: Any
    _happens: Happening

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def list(self, prefix: str = "") -> AsyncIterator[Any]:
        async for blob in self._store.list(prefix):
            yield blob
        await self._happens(f"list {prefix}")

    async def unfinished(self, prefix: str = "") -> AsyncIterator[Any]:
        await self._happens(f"unfinished {prefix}")
        async for upload in self._store.unfinished(prefix):
            yield upload

    async def abandon(self, upload: Any) -> None:
        await self._happens(f"abandon {upload.key}")
        await self._store.abandon(upload)

    async def head(self, key: str) -> Any:
        await self._happens(f"head {key}")
        return await self._store.head(key)

    async def delete_prefix(self, prefix: str) -> int:
        await self._happens(f"delete {prefix}")
        found: int = await self._store.delete_prefix(prefix)
        return found
