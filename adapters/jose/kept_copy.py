"""The copy of the published keys on disk: for a start at which nobody else can be asked."""

from collections.abc import Callable
from math import inf
from pathlib import Path
from time import monotonic
from typing import Final

from adapters.jose.keys_copy import CopyForm, KeysCopy
from adapters.jose.private_file import alone_in, write_privately
from adapters.jose.public_jwk import LARGEST
from adapters.jose.told_once import ToldOnce

NAME: Final = "published-keys.json"
OLD_AFTER: Final = 600.0  # seconds


class KeptCopy:
    """A file of its owner's; that it cannot be read or written is said once, and is no reason not to go on."""

    def __init__(self, folder: Path, form: CopyForm, *, seconds: Callable[[], float] = monotonic) -> None:
        self._path = folder / NAME
        self._form = form
        self._seconds = seconds
        self._written: KeysCopy | None = None
        self._written_at = -inf
        self._unread = ToldOnce("the token keys on disk cannot be used")
        self._unwritten = ToldOnce("the token keys cannot be kept on disk")

    def read(self) -> KeysCopy | None:
        """Return the copy that is kept, if there is one."""
        try:
            with self._path.open("rb") as file:
                return self._form.read(file.read(LARGEST + 1))
        except FileNotFoundError:
            return None
        except OSError as failure:
            self._unread.because(str(failure.strerror))
        except ValueError:
            self._unread.because("it is no copy that this installation made")
        return None

    def wants(self, copy: KeysCopy) -> bool:
        """Tell whether a copy has other keys than the one that is kept, or that one has grown old."""
        is_old = self._seconds() >= self._written_at + OLD_AFTER
        return is_old or self._written is None or self._written.jwks != copy.jwks

    def write(self, copy: KeysCopy) -> None:
        """Keep a copy in the place of the one before."""
        self._written, self._written_at = copy, self._seconds()
        try:
            with alone_in(self._path.parent):
                write_privately(self._path, self._form.written(copy).decode())
        except OSError as failure:
            self._unwritten.because(str(failure.strerror))
        else:
            self._unwritten.well()
