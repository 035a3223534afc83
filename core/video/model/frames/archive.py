"""Writes a ZIP from its beginning to its end, an entry at a time, the same bytes every time (APPNOTE 6.3.10)."""

import struct
from typing import Final

from attrs import Factory, define

LOCAL: Final = struct.Struct("<4s5H3L2H")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
END: Final = struct.Struct("<4s4H2LH")
END_64: Final = struct.Struct("<4sQ2H2L4Q")
LOCATOR_64: Final = struct.Struct("<4sLQL")

# These values say that the real one, which is too large for its field, stands elsewhere (4.3.9.2, 4.4.1.4).
MOST_16: Final = 0xFFFF
MOST_32: Final = 0xFFFFFFFF
EXTRA_64: Final = 0x0001

PLAIN: Final = 10  # what a reader must know, as a version (4.4.3): files that are stored
LARGE: Final = 45  # the same, with large files
MADE_BY: Final = 3 << 8 | LARGE  # Unix, which is what the attributes are written for (4.4.2)
ATTRIBUTES: Final = 0o100644 << 16
NAME_IS_UTF_8: Final = 1 << 11
STORED: Final = 0
MIDNIGHT: Final = 0
NEW_YEAR_1980: Final = 1 << 5 | 1  # the first day that a ZIP can tell


@define
class Archive:
    """A ZIP whose entries are stored as they are.

    Whoever writes it writes what `entry` returns, then the entry's bytes, and so on, and at last what `end` returns.
    Large numbers take their larger form only where they are, so that the oldest readers read what they can.
    """

    _size: int = 0
    _count: int = 0
    _directory: bytearray = Factory(bytearray)

    @property
    def size(self) -> int:
        """How long the ZIP is so far: where the next entry, or its end, begins."""
        return self._size

    def entry(self, name: str, *, size: int, crc: int) -> bytes:
        """Begin an entry of so many bytes with this checksum (CRC-32), and return what goes before them."""
        encoded = name.encode()
        flags = 0 if name.isascii() else NAME_IS_UTF_8
        extra = _extra(size, size) if size >= MOST_32 else b""
        short = min(size, MOST_32)
        # fmt: off
        header = LOCAL.pack(
            b"PK\3\4", LARGE if extra else PLAIN, flags, STORED, MIDNIGHT, NEW_YEAR_1980,
            crc, short, short, len(encoded), len(extra),
        ) + encoded + extra
        # fmt: on
        self._list(encoded, flags=flags, size=size, crc=crc)
        self._size += len(header) + size
        return header

    def end(self) -> bytes:
        """Return what goes after the last entry."""
        start, length = self._size, len(self._directory)
        large = self._count >= MOST_16 or max(start, length) >= MOST_32
        count = min(self._count, MOST_16)
        end = END.pack(b"PK\5\6", 0, 0, count, count, min(length, MOST_32), min(start, MOST_32), 0)
        tail = bytes(self._directory) + (self._end_64() if large else b"") + end
        self._size += len(tail)
        return tail

    def _list(self, name: bytes, *, flags: int, size: int, crc: int) -> None:
        """Put the entry that begins here into the directory."""
        start = self._size
        large = [*([size, size] if size >= MOST_32 else []), *([start] if start >= MOST_32 else [])]
        extra = _extra(*large) if large else b""
        short = min(size, MOST_32)
        # fmt: off
        self._directory += CENTRAL.pack(
            b"PK\1\2", MADE_BY, LARGE if extra else PLAIN, flags, STORED, MIDNIGHT, NEW_YEAR_1980,
            crc, short, short, len(name), len(extra), 0, 0, 0, ATTRIBUTES, min(start, MOST_32),
        ) + name + extra
        # fmt: on
        self._count += 1

    def _end_64(self) -> bytes:
        """Return the end in its larger form, and where that is."""
        rest = END_64.size - 12  # what comes after this length itself (4.3.14.1)
        start, length = self._size, len(self._directory)
        # fmt: off
        record = END_64.pack(
            b"PK\6\6", rest, MADE_BY, LARGE, 0, 0, self._count, self._count, length, start
        )
        # fmt: on
        return record + LOCATOR_64.pack(b"PK\6\7", 0, start + length, 1)


def _extra(*numbers: int) -> bytes:
    return struct.pack(f"<2H{len(numbers)}Q", EXTRA_64, 8 * len(numbers), *numbers)
