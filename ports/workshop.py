"""Room for large files while somebody works on them."""

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import ClassVar, Protocol

from attrs import define

from core.errors import Invalid


@define(kw_only=True)
class TooLarge(Invalid):
    """There is more of it than there should be."""

    code: ClassVar[str] = "too-large"
    says: ClassVar[str] = "the file has more than {at_most} bytes"
    at_most: int


class Folder(Protocol):
    """A folder of the work's own.

    - `path` is readable and writable by this user only, and is on a file system.
    - `keep` writes a file below it, a few pieces at a time, and returns where; more than `at_most` bytes are
      `TooLarge`, a full disk is `Unavailable`. A file that is not whole is not left behind.
    - `read` goes through a file below the folder, holding a bounded part of it in memory.
    """

    @property
    def path(self) -> Path:
        """Where the folder is."""
        ...

    async def keep(self, name: str, chunks: AsyncIterable[bytes], *, at_most: int) -> Path:
        """Write a file."""
        ...

    def read(self, file: Path) -> AsyncIterator[bytes]:
        """Read a file."""
        ...


class Workshop(Protocol):
    """Lends folders.

    - A folder is empty at first and gone, with everything in it, after the block.
    - Folders of processes that died are removed when the workshop opens; those of living ones stay.
    """

    def folder(self) -> AbstractAsyncContextManager[Folder]:
        """Lend a folder."""
        ...
