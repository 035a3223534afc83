"""Where in a ZIP each frame's bytes are: records of one size, so that any of them is found without the others."""

import struct
from typing import Final

from attrs import frozen

LAYOUT: Final = struct.Struct(">QQ")
RECORD: Final = LAYOUT.size


@frozen(kw_only=True)
class FrameRange:
    """So many bytes, from such a place on."""

    offset: int
    size: int

    def record(self) -> bytes:
        """Return it as it lies in the index."""
        return LAYOUT.pack(self.offset, self.size)


def record_at(number: int) -> int:
    """Return where in the index the record of a frame begins; frames are numbered from 1."""
    return (number - 1) * RECORD


def range_of(record: bytes) -> FrameRange:
    """Read a record."""
    offset, size = LAYOUT.unpack(record)
    return FrameRange(offset=offset, size=size)
