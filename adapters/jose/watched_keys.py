"""Token keys in a file that somebody may replace while the process runs."""

import os
from pathlib import Path
from time import monotonic
from typing import Final

import structlog

from adapters.jose.key_document import keys_in
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.section import CannotOpen

LOOKED_EVERY: Final = 1.0  # seconds
OTHERS: Final = 0o077
Stamp = tuple[int, int, int, int]

log = structlog.get_logger()


class WatchedKeys:
    """Reads the file again when it has changed, and looks for that once a second at most.

    A file that cannot be read while the process runs leaves it with the keys that it had.
    """

    def __init__(self, path: Path, *, owner_only: bool) -> None:
        self._path = path
        self._owner_only = owner_only
        self._trouble: str | None = None
        self._stamp, self._keys = self._read({})
        self._look_at = monotonic() + LOOKED_EVERY

    def latest(self) -> TokenKeys:
        """Return the keys that the file has, or had a second ago."""
        if monotonic() >= self._look_at:
            self._look_at = monotonic() + LOOKED_EVERY
            self._look()
        return self._keys

    def read(self) -> TokenKeys:
        """Return the keys that the file has; raise `CannotOpen` when it has none that can be read."""
        self._stamp, self._keys = self._read({key.pem: key for key in self._keys.by_kid.values()})
        return self._keys

    def _look(self) -> None:
        try:
            if self._has_changed():
                self.read()
            self._trouble = None
        except CannotOpen as refusal:
            if self._trouble != str(refusal):
                self._trouble = str(refusal)
                log.warning("token_keys_unreadable", why=self._trouble)

    def _has_changed(self) -> bool:
        try:
            return _stamp(self._path.stat()) != self._stamp
        except OSError as failure:
            raise self._unreadable(failure) from failure

    def _read(self, known: dict[str, TokenKey]) -> tuple[Stamp, TokenKeys]:
        try:
            with self._path.open("rb") as file:
                status = os.fstat(file.fileno())
                content = file.read()
        except OSError as failure:
            raise self._unreadable(failure) from failure
        if self._owner_only and status.st_mode & OTHERS:
            raise CannotOpen(f"the token keys {self._path} can be read by others: run chmod 600 {self._path}")
        text = content.decode(errors="replace")
        return _stamp(status), keys_in(text, where=str(self._path), known=known)

    def _unreadable(self, failure: OSError) -> CannotOpen:
        return CannotOpen(f"the token keys {self._path} cannot be read: {failure.strerror}")


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_dev, status.st_ino, status.st_ctime_ns, status.st_size
