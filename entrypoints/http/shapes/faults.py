"""Turns what cattrs raises into faults with RFC 6901 pointers."""

from collections.abc import Iterator
from heapq import nsmallest
from typing import Final

from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)

from core.errors import Fault, Invalid, OddiyaError
from entrypoints.http.shapes.arrays import MOST_FAULTS
from entrypoints.http.shapes.unfit import Unfit

REFUSED: Final = (ValueError, TypeError, KeyError, AttributeError, ForbiddenExtraKeysError, OddiyaError)
"""What reading may raise about a value; anything else is a mistake of ours and must not look like the client's."""


def faults_of(error: Exception, root: str = "") -> tuple[Fault, ...]:
    """List what is wrong, each with its place."""
    found = _walk(error, root)
    return tuple(fault for fault, _ in zip(found, range(MOST_FAULTS), strict=False))


def escaped(step: object) -> str:
    """Return one step of a pointer as RFC 6901 writes it."""
    return str(step).replace("~", "~0").replace("/", "~1")


def _walk(error: Exception, pointer: str) -> Iterator[Fault]:
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from _walk(inner, pointer + _step(inner))
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in nsmallest(MOST_FAULTS, error.extra_fields):
            yield Fault(f"{pointer}/{escaped(name)}", "is not known here")
    elif isinstance(error, KeyError):
        yield Fault(pointer, "is missing")
    elif isinstance(error, Invalid) and error.faults:
        for fault in error.faults:
            yield Fault(pointer + fault.pointer, fault.detail)
    elif isinstance(error, (Unfit, OddiyaError)):
        yield Fault(pointer, str(error))
    elif isinstance(error, REFUSED):
        yield Fault(pointer, "is not valid")
    else:
        raise error


def _step(error: Exception) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return f"/{escaped(note.name)}"
        if isinstance(note, IterableValidationNote):
            return f"/{escaped(note.index)}"
    return ""
