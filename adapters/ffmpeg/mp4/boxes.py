"""Boxes: what MP4 is made of (ISO/IEC 14496-12)."""

import struct
from collections.abc import Iterable
from itertools import chain, groupby
from typing import Final

WORD: Final = 4


def box(kind: str, *contents: bytes) -> bytes:
    """Return a box."""
    size = 8 + sum(len(each) for each in contents)
    return b"".join((size.to_bytes(WORD, "big"), kind.encode("ascii"), *contents))


def full_box(kind: str, *contents: bytes, version: int = 0, flags: int = 0) -> bytes:
    """Return a box that has a version and flags."""
    return box(kind, (version << 24 | flags).to_bytes(WORD, "big"), *contents)


def words(*values: int) -> bytes:
    """Write numbers of four bytes each."""
    return table(values)


def halves(*values: int) -> bytes:
    """Write numbers of two bytes each."""
    return b"".join(each.to_bytes(2, "big") for each in values)


def table(values: Iterable[int]) -> bytes:
    """Write many numbers of four bytes each."""
    known = tuple(values)
    return struct.pack(f">{len(known)}I", *known)


def counted(values: Iterable[int]) -> bytes:
    """Write numbers that come in runs: how many runs there are, and for each its length and number."""
    runs = [(sum(1 for _ in run), value) for value, run in groupby(values)]
    return words(len(runs)) + table(chain.from_iterable(runs))
