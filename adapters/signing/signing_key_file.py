"""The signing key of an Oddiya that was given none: made on first use, in a file that its owner alone can read."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from adapters.section import CannotOpen
from adapters.signing.settings import LEAST_BYTES

OTHERS = 0o077


def signing_key_in(folder: Path) -> bytes:
    """Return the key kept in the folder, made now if there is none; processes that start at once agree on one."""
    path = folder / "signing.key"
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as failure:
        raise CannotOpen(f"the signing key {path} cannot be kept: {failure.strerror}") from failure


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-") as draft:  # its mode is 0600
        draft.write(secrets.token_bytes(LEAST_BYTES))
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):  # another process was faster: its key is the key
            path.hardlink_to(draft.name)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & OTHERS:
            raise CannotOpen(f"the signing key {path} can be read by others: run chmod 600 {path}")
        key = file.read()
    if len(key) < LEAST_BYTES:
        raise CannotOpen(f"the signing key {path} is damaged: delete it, and a new one will be made")
    return key
