"""Reads what pictures of a finished stream say of themselves, to check it: it shares nothing with what writes them."""

from functools import lru_cache
from typing import Final, Literal
from zlib import crc32

from attrs import define, frozen

from adapters.ffmpeg.h264.not_as_written import NotAsWritten

HEADER: Final = 64  # bytes in which a header lies, and which hold all of a picture without data
IDR: Final = 5

Kind = Literal["P", "B", "I"]
KINDS: Final[dict[int, Kind]] = {5: "P", 6: "B", 7: "I"}


@frozen(kw_only=True)
class Counts:
    """What headers cannot be read without: how many bits two of their numbers have, and how many macroblocks are."""

    number_bits: int
    order_bits: int
    macroblocks: int


@frozen(kw_only=True)
class Header:
    """What a picture says of itself. An entry has a number; `data` is a checksum of an intra picture's data."""

    kind: Kind
    entry: int | None
    kept: bool
    number: int
    order: int
    data: int


def header_of(unit: bytes, counts: Counts) -> Header:
    """Read a picture's unit: an intra picture as x264 codes it, or one in which all is skipped."""
    return _read(unit, counts) if len(unit) > HEADER else _remembered(unit, counts)


@lru_cache(maxsize=4096)
def _remembered(unit: bytes, counts: Counts) -> Header:
    return _read(unit, counts)


def _read(unit: bytes, counts: Counts) -> Header:
    entered, importance = unit[0] & 31 == IDR, unit[0] >> 5
    cursor = Cursor.over(unit)
    cursor.expect("it begins in the middle", cursor.number(), 0)
    kind = KINDS.get(cursor.number())
    if unit[0] & 31 not in (1, IDR) or kind is None or (entered and kind != "I"):
        raise NotAsWritten("a picture is of a kind that was not written")
    cursor.expect("other parameters", cursor.number(), 0 if kind == "I" else 1)
    number = cursor.bits(counts.number_bits)
    entry = cursor.number() if entered else None
    order = cursor.bits(counts.order_bits)
    if kind != "I":
        # Spatial prediction, where there are two sides; and nothing said of how many there are, and in which order.
        cursor.expect("other references", *((cursor.bits(4), 8) if kind == "B" else (cursor.bits(2), 0)))
    if importance:
        cursor.expect("marks", cursor.bits(2 if entered else 1), 0)
    data = _intra(cursor, unit) if kind == "I" else _skipped(cursor, counts)
    return Header(kind=kind, entry=entry, kept=importance > 0, number=number, order=order, data=data)


def _intra(cursor: "Cursor", unit: bytes) -> int:
    said = [cursor.number(), cursor.number()]
    if said[1] != 1:
        said += [cursor.number(), cursor.number()]
    return crc32(unit[cursor.next_byte() :], crc32(repr(said).encode()))


def _skipped(cursor: "Cursor", counts: Counts) -> int:
    cursor.expect("a quantiser", cursor.number(), 0)
    cursor.expect("smoothed edges", cursor.number(), 1)
    cursor.expect("macroblocks", cursor.number(), counts.macroblocks)
    cursor.expect("no end", cursor.rest().rstrip("0"), "1")
    return 0


@define
class Cursor:
    """A place among the bits of a unit; `bytes_at` tells where the bytes that they were in stood."""

    text: str
    bytes_at: list[int]
    place: int = 0

    @classmethod
    def over(cls, unit: bytes) -> "Cursor":
        """Begin after a unit's first byte."""
        kept = [at for at in range(1, min(len(unit), HEADER)) if not (unit[at] == 3 and unit[at - 2 : at] == b"\0\0")]  # noqa: PLR2004
        return cls("".join(f"{unit[at]:08b}" for at in kept), kept)

    def bits(self, width: int) -> int:
        """Read a number of a fixed width."""
        self.place += width
        if self.place > len(self.text):
            raise NotAsWritten("a picture is cut off")
        return int("0" + self.text[self.place - width : self.place], 2)

    def number(self) -> int:
        """Read a number that says itself how long it is; signs are left as they are coded."""
        zeros = len(self.text) - self.place - len(self.text[self.place :].lstrip("0"))
        self.place += zeros
        return self.bits(zeros + 1) - 1

    def next_byte(self) -> int:
        """Pass over what fills up a byte, and return where the next one stands."""
        while self.place % 8:
            self.expect("a gap", self.bits(1), 1)
        if self.place // 8 >= len(self.bytes_at):
            raise NotAsWritten("a picture has no data")
        return self.bytes_at[self.place // 8]

    def rest(self) -> str:
        """Return the bits that are left."""
        return self.text[self.place :]

    def expect(self, what: str, found: object, expected: object) -> None:
        """Refuse what is not as expected."""
        if found != expected:
            raise NotAsWritten(f"a picture has {what}: {found}, not {expected}")
