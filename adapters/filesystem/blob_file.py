"""One object as one file: its bytes as they are, and behind them a short text with its type, etag and time.

Both are in one file so that they change together, and a file is never changed once it is an object.
"""

import errno
import json
import os
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from tempfile import mkstemp

from attrs import define, field

from ports.blob_store import Blob

MAGIC = b"oddiya-1"
LENGTH = 4
TAIL = LENGTH + len(MAGIC)
LABEL = ".key"


def label_of(path: Path) -> Path:
    """Return where it says what key a file that is being written is for."""
    return path.with_name(path.name + LABEL)


def write_label(label: Path, key: str) -> None:
    """Say what key something unfinished is for, to its owner only: keys name users."""
    label.touch(mode=0o600)
    label.write_text(key)


def _digest() -> blake2b:
    return blake2b(digest_size=16)


@define
class NewFile:
    """A file that is being written where nobody looks; it takes its place in one step, or leaves no trace."""

    summed: bool = field(default=True, kw_only=True)  # parts of objects are not: their sums are never asked for
    size: int = field(default=0, init=False)
    _path: Path | None = field(default=None, init=False)
    _label: Path | None = field(default=None, init=False)
    _descriptor: int = field(default=-1, init=False)
    _sum: blake2b = field(factory=_digest, init=False)

    def create(self, folder: Path, *, key: str | None = None) -> None:
        """Begin the file, and write beside it what it is for, for those who find it once this process is dead."""
        self._descriptor, path = mkstemp(dir=folder)
        self._path = Path(path)
        if key is not None:
            self._label = label_of(self._path)
            write_label(self._label, key)

    def append(self, piece: bytes) -> None:
        """Write the next bytes."""
        if self.summed:
            self._sum.update(piece)
        self.size += len(piece)
        self._write(piece)

    def seal(self, *, key: str, content_type: str, modified_at: datetime) -> Blob:
        """Write the description, and wait until the disk has everything."""
        blob = Blob(
            key=key,
            size=self.size,
            content_type=content_type,
            etag=self._sum.hexdigest(),
            modified_at=modified_at,
        )
        self._write(_tail_of(blob))
        os.fsync(self._descriptor)
        return blob

    def take(self, place: Path) -> None:
        """Become the file at this place, instead of any that is there."""
        if self._path is not None:
            self._path.replace(place)
            self._path = None

    def discard(self) -> None:
        """Let go of the file, and delete it unless it has taken its place."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None
        if self._label is not None:
            self._label.unlink(missing_ok=True)
            self._label = None

    def _write(self, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


@define
class StoredFile:
    """An object that was opened: it stays whole and the same, whatever happens to its key."""

    _descriptor: int = field(default=-1, init=False)

    def open(self, path: Path, key: str) -> Blob | None:
        """Open the file and return its description, if it is there and an object."""
        try:
            self._descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        return _described(self._descriptor, key)

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to `stop`, all of them."""
        piece = os.pread(self._descriptor, stop - start, start)
        if len(piece) < stop - start:
            raise OSError(errno.EIO, "a file is shorter than it was")
        return piece

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def look_at(path: Path, key: str) -> Blob | None:
    """Return the description of an object, if there is one."""
    file = StoredFile()
    try:
        return file.open(path, key)
    finally:
        file.close()


def _tail_of(blob: Blob) -> bytes:
    known = {"content_type": blob.content_type, "etag": blob.etag, "modified_at": blob.modified_at.isoformat()}
    text = json.dumps(known).encode()
    return text + len(text).to_bytes(LENGTH, "big") + MAGIC


def _described(descriptor: int, key: str) -> Blob | None:
    end = os.fstat(descriptor).st_size - TAIL
    tail = os.pread(descriptor, TAIL, max(end, 0))
    if end < 0 or not tail.endswith(MAGIC):
        return None
    size = end - int.from_bytes(tail[:LENGTH], "big")
    text = os.pread(descriptor, end - size, size) if size >= 0 else b""
    try:
        known = json.loads(text)
        modified_at = datetime.fromisoformat(known["modified_at"])
        return Blob(key=key, size=size, content_type=known["content_type"], etag=known["etag"], modified_at=modified_at)
    except (ValueError, KeyError, TypeError):  # the disk has not kept what we wrote
        return None
