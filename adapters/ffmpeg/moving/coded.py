"""Reads a part as x264 has encoded it, and refuses what could not be joined to others."""

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from adapters.ffmpeg.h264.bits import Bits
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.h264.units import IDR_SLICE, PPS, SEI, SLICE, SPS, kind_of, unescaped, units

HEADER: Final = 32  # bytes, in which all that is read here lies
HIGH: Final = 100


@frozen
class CodedFrame:
    """A frame's unit, the place at which it is shown among the part's frames, and whether playing can begin with it."""

    unit: bytes
    shown: int
    entry: bool


@frozen(kw_only=True)
class CodedPart:
    """A part's frames in the order of decoding, and what a decoder must know beforehand."""

    sequence_parameters: bytes
    picture_parameters: bytes
    frames: Sequence[CodedFrame]


def read_part(stream: bytes, *, frames: int) -> CodedPart:
    """Read a part: it must have so many frames, each one slice, and begin with an entry; else `NotAsWritten`."""
    known = [each for each in units(stream) if kind_of(each) != SEI]
    kinds = [kind_of(each) for each in known]
    if kinds != [SPS, PPS, IDR_SLICE, *(SLICE for _ in range(frames - 1))]:
        raise NotAsWritten(f"a part of {frames} frames has the units {kinds}")
    sps, pps, *slices = known
    shown = [order // 2 for order in _orders(slices, _Counting.of(sps))]
    if sorted(shown) != list(range(frames)):
        raise NotAsWritten("a part shows frames twice, or not at all")
    coded = [CodedFrame(each, at, kind_of(each) == IDR_SLICE) for each, at in zip(slices, shown, strict=True)]
    return CodedPart(sequence_parameters=sps, picture_parameters=pps, frames=coded)


@frozen
class _Counting:
    """How many bits a slice's header has for its number, and for its order."""

    number: int
    order: int

    @classmethod
    def of(cls, sps: bytes) -> "_Counting":
        bits = Bits.of(unescaped(sps[1 : HEADER * 2]))
        profile, _constraints, _level = bits.u(8), bits.u(8), bits.u(8)
        if (profile, bits.ue(), bits.ue(), bits.ue(), bits.ue(), bits.u(2)) != (HIGH, 0, 1, 0, 0, 0):
            raise NotAsWritten("a part is not High 4:2:0 of eight bits")
        number = bits.ue() + 4
        if bits.ue() != 0:
            raise NotAsWritten("a part's frames do not say when they are shown")
        return cls(number, bits.ue() + 4)


def _orders(slices: Iterable[bytes], counting: _Counting) -> list[int]:
    """Return the order in which slices are shown, in fields (ITU-T H.264, 8.2.1.1 and 8.2.1.3)."""
    result: list[int] = []
    high = low = 0
    for each in slices:
        size, now = 1 << counting.order, _order_in_header(each, counting)
        above = high + (size if now - low < -size // 2 else -size if now - low > size // 2 else 0)
        result.append(above + now)
        if each[0] >> 5:  # others refer to it
            high, low = above, now
    return result


def _order_in_header(coded: bytes, counting: _Counting) -> int:
    bits = Bits.of(unescaped(coded[1:HEADER]))
    for _first_macroblock_kind_parameters in range(3):
        bits.ue()
    bits.u(counting.number)
    if kind_of(coded) == IDR_SLICE:
        bits.ue()  # idr_pic_id
    return bits.u(counting.order)
