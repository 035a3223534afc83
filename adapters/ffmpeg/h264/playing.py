"""Plays a stream in thought: finds out what a decoder shows for each picture, without decoding any.

This is what a film is checked with, and it shares nothing with what writes films.
"""

from typing import Final

from attrs import define, field, frozen

from adapters.ffmpeg.h264.headers import Counts, Header, header_of
from adapters.ffmpeg.h264.not_as_written import NotAsWritten

KEPT: Final = 2


@frozen
class Sight:
    """What is seen: a picture, known by a checksum of its data, and in front of it another one, in 64ths."""

    picture: int
    other: int = 0
    weight: int = 0


@frozen
class Reference:
    """A picture that others refer to: its place in the order of showing, and what is seen in it."""

    order: int
    sight: Sight


@define
class Player:
    """A decoder that keeps two pictures, and goes through a stream."""

    counts: Counts
    _kept: list[Reference] = field(factory=list, init=False)
    _number: int = field(default=0, init=False)
    _high: int = field(default=0, init=False)
    _low: int = field(default=0, init=False)
    _entry: int | None = field(default=None, init=False)

    def play(self, unit: bytes) -> tuple[bool, int, Sight]:
        """Take the next picture; return whether it is an entry, its place after the last entry, and what is seen."""
        header = header_of(unit, self.counts)
        if header.entry is not None:
            self._enter(header)
        elif not self._kept or header.number != self._number % (1 << self.counts.number_bits):
            raise NotAsWritten(f"frame_num is {header.number} after {self._number} pictures that are kept")
        order = self._order(header)
        sight = self._sight(header, order)
        if header.kept:
            if header.kind == "B":
                raise NotAsWritten("others refer to a fade")
            self._kept = [*self._kept, Reference(order, sight)][-KEPT:]
            self._number += 1
        return header.entry is not None, order, sight

    def _enter(self, header: Header) -> None:
        if header.number or header.order or header.entry == self._entry:
            raise NotAsWritten("an entry does not begin anew")
        self._kept, self._number, self._high, self._low, self._entry = [], 0, 0, 0, header.entry

    def _order(self, header: Header) -> int:
        # ITU-T H.264, 8.2.1.1
        size = 1 << self.counts.order_bits
        step = header.order - self._low
        high = self._high + (size if step <= -size // 2 else -size if step > size // 2 else 0)
        if header.kept:
            self._high, self._low = high, header.order
        return high + header.order

    def _sight(self, header: Header, order: int) -> Sight:
        if header.kind == "I":
            return Sight(header.data)
        if header.kind == "P":
            return self._kept[-1].sight
        before = max((each for each in self._kept if each.order < order), key=lambda each: each.order, default=None)
        after = min((each for each in self._kept if each.order > order), key=lambda each: each.order, default=None)
        if before is None or after is None:
            raise NotAsWritten("a fade is not between two pictures")
        return _between(before, after, order)


def _between(before: Reference, after: Reference, order: int) -> Sight:
    # ITU-T H.264, 8.4.1.2.3 and 8.4.2.3.1
    span = min(127, after.order - before.order)
    scale = (16384 + span // 2) // span
    weight = min(1023, (min(127, order - before.order) * scale + 32) >> 6) >> 2
    if before.sight == after.sight:
        return before.sight
    return Sight(before.sight.picture, after.sight.picture, weight)
