"""NAL units: the parcels in which H.264 travels (ITU-T H.264, 7.3.1 and annex B)."""

import re
from collections.abc import Iterator
from typing import Final

START: Final = b"\0\0\1"
SLICE: Final = 1
IDR_SLICE: Final = 5
SEI: Final = 6
SPS: Final = 7
PPS: Final = 8

_LOOKS_LIKE_A_START: Final = re.compile(rb"\0\0(?=[\0-\3])")
_ESCAPE: Final = b"\0\0\3"


def unit(kind: int, payload: bytes, *, importance: int = 0) -> bytes:
    """Return a unit. What looks like a start within it is escaped."""
    return bytes((importance << 5 | kind,)) + escaped(payload)


def escaped(payload: bytes) -> bytes:
    """Escape what looks like a start."""
    return _LOOKS_LIKE_A_START.sub(_ESCAPE, payload)


def unescaped(data: bytes) -> bytes:
    """Undo `escaped`."""
    return data.replace(_ESCAPE, b"\0\0")


def kind_of(data: bytes) -> int:
    """Return what a unit is."""
    return data[0] & 31


def stream(*units: bytes) -> bytes:
    """Return units, one after the other, each after a start."""
    return b"".join(b"\0" + START + each for each in units)


def units(data: bytes) -> Iterator[bytes]:
    """Return the units of a stream."""
    for each in data.split(START)[1:]:
        whole = each.rstrip(b"\0")
        if whole:
            yield whole
