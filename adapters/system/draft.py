"""A file that is being written: it takes its place when it is whole, or leaves no trace."""

import os
from pathlib import Path
from tempfile import mkstemp

from attrs import define, field


@define
class Draft:
    """A file under a name of its own. Everything here blocks: it is meant for threads."""

    _path: Path | None = field(default=None, init=False)
    _descriptor: int = field(default=-1, init=False)

    def begin(self, folder: Path) -> None:
        """Make the file, readable and writable by this user only."""
        self._descriptor, path = mkstemp(dir=folder, prefix=".draft-")
        self._path = Path(path)

    def append(self, piece: bytes) -> None:
        """Write the next bytes."""
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def become(self, place: Path) -> None:
        """Take a place, instead of what is there."""
        if self._path is not None:
            self._path.replace(place)
            self._path = None

    def end(self) -> None:
        """Let go of the file, and remove it unless it has taken its place."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None
