"""A process's own folder beside those of others: locked while its process lives, so that all know which are dead."""

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import structlog
from attrs import frozen

PREFIX: Final = "oddiya-workshop-"  # by which we know what is ours in a folder that may have other things in it
log = structlog.get_logger()


@frozen
class OwnFolder:
    """A folder that is locked: the lock is the kernel's, and ends with the process, however that ends."""

    path: Path
    _lock: int

    def close(self) -> None:
        """Remove the folder, and then let go of it."""
        remove(self.path)
        os.close(self._lock)


def own_folder(place: Path) -> OwnFolder:
    """Make a folder at a place, readable by this user only."""
    while True:
        path = Path(mkdtemp(prefix=PREFIX, dir=place))
        with suppress(FileNotFoundError):
            lock = _opened(path)
            # Who sweeps may have come before us, and taken an unlocked folder for a dead one.
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists():
                return OwnFolder(path, lock)
            os.close(lock)


def sweep(place: Path) -> None:
    """Remove the folders of the dead."""
    for path in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            lock = _opened(path)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(path)
            finally:
                os.close(lock)


def remove(folder: Path) -> None:
    """Remove a folder with everything in it, also what may not be written to."""
    _open_up(folder)
    for inside, folders, _ in os.walk(folder):
        for name in folders:
            _open_up(Path(inside, name))
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        log.warning("a folder stays behind until another process opens", folder=str(folder))


def _open_up(folder: Path) -> None:
    if not folder.is_symlink():
        with suppress(OSError):
            folder.chmod(0o700)


def _opened(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
