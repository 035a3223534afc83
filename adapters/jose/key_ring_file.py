"""Token keys in a file that its owner alone can read; processes with the same home share them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

from attrs import frozen
from typing_extensions import override

from adapters.jose.key_document import document_of
from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.private_file import alone_in, write_privately
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.jose.watched_keys import WatchedKeys
from adapters.section import CannotOpen, need, setting
from ports.clock import Clock


class FileKeyRing(JoseKeyRing):
    """Makes the file where there is none; processes that start at once agree on one key."""

    def __init__(self, path: Path, *, clock: Clock) -> None:
        super().__init__(clock=clock)
        self._path = path
        self._make_first()
        self._watched = WatchedKeys(path, owner_only=True)

    @override
    def keys(self) -> TokenKeys:
        return self._watched.latest()

    async def rotate(self, *, lead: timedelta) -> str:
        """Let a new key take over; return its kid."""
        return await asyncio.to_thread(self._rotate, lead)

    def _rotate(self, lead: timedelta) -> str:
        key = TokenKey.made()
        with self._alone():
            keys = self._watched.read().rotated(key, now=self._clock.now(), lead=lead)
            write_privately(self._path, document_of(keys))
            self._watched.read()
        return key.kid

    def _make_first(self) -> None:
        with self._alone():
            if not self._path.exists():
                write_privately(self._path, document_of(TokenKeys.first(TokenKey.made(), now=self._clock.now())))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with alone_in(self._path.parent):
                yield
        except OSError as failure:
            raise CannotOpen(f"the token keys {self._path} cannot be kept: {failure.strerror}") from failure


@frozen(kw_only=True)
class Section:
    """Where the file is."""

    clock: Clock = need("clock")
    home: Path = setting("ODDIYA_HOME", "a directory to keep data in", default=Path("var"))


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[FileKeyRing]:
    """Open the ring; without a file, make one with a first key."""
    path = section.home / "keys" / "token-keys.json"
    yield await asyncio.to_thread(lambda: FileKeyRing(path, clock=section.clock))
