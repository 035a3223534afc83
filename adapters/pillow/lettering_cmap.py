"""Which characters a font file has, read from its own table."""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from attrs import field, frozen

# The subtables to choose from, best first: platform and encoding (OpenType specification, "cmap").
ENCODINGS: Final = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
NO_OFFSET: Final = 0xFFFFFFFF


@frozen
class Coverage:
    """Ranges of code points, in order, and the tables that the file has."""

    tables: frozenset[str] = frozenset()
    _ranges: tuple[tuple[int, int], ...] = ()
    _starts: tuple[int, ...] = field(init=False)

    @_starts.default
    def _first_of_each(self) -> tuple[int, ...]:
        return tuple(start for start, _ in self._ranges)

    def __contains__(self, character: str) -> bool:
        place = bisect_right(self._starts, ord(character)) - 1
        return place >= 0 and ord(character) <= self._ranges[place][1]


def coverage_of(path: Path) -> Coverage:
    """Read a font file; one that cannot be read has nothing."""
    try:
        with path.open("rb") as file:
            tables = _tables(file)
            offset, length = tables["cmap"]
            file.seek(offset)
            return Coverage(frozenset(tables), tuple(sorted(_ranges(file.read(length)))))
    except (OSError, KeyError, struct.error):
        return Coverage()


def _tables(file: BinaryIO) -> Mapping[str, tuple[int, int]]:
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    (count,) = struct.unpack(">H6x", file.read(8))
    records = (struct.unpack(">4s4xII", file.read(16)) for _ in range(count))
    return {tag.decode("latin-1"): (offset, length) for tag, offset, length in records}


def _ranges(cmap: bytes) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">2xH", cmap)
    records = (struct.unpack_from(">HHI", cmap, 4 + 8 * at) for at in range(count))
    offsets = {(platform, encoding): offset for platform, encoding, offset in records}
    offset = next((offsets[encoding] for encoding in ENCODINGS if encoding in offsets), NO_OFFSET)
    (form,) = struct.unpack_from(">H", cmap, offset)
    return iter(()) if form not in READERS else READERS[form](cmap[offset:])


def _segments(table: bytes) -> Iterator[tuple[int, int]]:
    """Read format 4; segments that look their glyphs up one by one are read so, since some lack a glyph."""
    (doubled,) = struct.unpack_from(">6xH", table)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + doubled)
    offsets_at = 16 + 3 * doubled
    offsets = struct.unpack_from(f">{count}H", table, offsets_at)
    for place, (start, end, offset) in enumerate(zip(starts, ends, offsets, strict=True)):
        if offset == 0:
            yield start, end
            continue
        glyphs = struct.unpack_from(f">{end - start + 1}H", table, offsets_at + 2 * place + offset)
        yield from ((code, code) for code, glyph in enumerate(glyphs, start) if glyph)


def _groups(table: bytes) -> Iterator[tuple[int, int]]:
    """Read format 12."""
    (count,) = struct.unpack_from(">12xI", table)
    for at in range(count):
        start, end = struct.unpack_from(">II", table, 16 + 12 * at)
        yield start, end


READERS: Final = {4: _segments, 12: _groups}
