"""How commands end that cannot be carried out: one table from an error's kind to the status of the process."""

from collections.abc import Iterator, Mapping
from typing import Final

from core.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    OddiyaError,
    TooMany,
    Unauthenticated,
    Unavailable,
)

# As sysexits.h names them, where it does: EX_DATAERR, EX_NOINPUT, EX_UNAVAILABLE, EX_TEMPFAIL, EX_NOPERM.
STATUS: Final[Mapping[type[OddiyaError], int]] = {
    Invalid: 65,
    NotFound: 66,
    Conflict: 65,
    Forbidden: 77,
    Unauthenticated: 77,
    TooMany: 75,
    Unavailable: 69,
}


def status_of(error: OddiyaError) -> int:
    """Return the exit status that an error stands for."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def told(error: OddiyaError) -> Iterator[str]:
    """Say what is wrong, line by line: the error, and each fault of an input."""
    yield f"oddiya: {error}"
    for fault in error.faults if isinstance(error, Invalid) else ():
        yield f"  {fault.pointer}: {fault.detail}" if fault.pointer else f"  {fault.detail}"
