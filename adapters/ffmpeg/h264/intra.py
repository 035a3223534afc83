"""Reads what x264 says about a picture that it has encoded by itself, and refuses what we could not put to use."""

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from adapters.ffmpeg.h264.bits import Bits
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.h264.parameters import HIGH, INTRA_PPS, macroblocks
from adapters.ffmpeg.h264.units import IDR_SLICE, PPS, SEI, SPS, kind_of, unescaped
from core.video.model.canvas import Canvas

LONGEST_HEADER: Final = 64  # bytes, escapes and all
INTRA_SLICES: Final = (2, 7)


@frozen(kw_only=True)
class Numbering:
    """How a stream counts its pictures: the bits of frame_num, and of the picture order count where there is one."""

    number_bits: int
    order_bits: int | None


@frozen(kw_only=True)
class Smoothing:
    """How a picture's inner edges are smoothed: whether and where, and with which offsets."""

    mode: int
    alpha: int = 0
    beta: int = 0


@frozen(kw_only=True)
class IntraHeader:
    """What must be said of a picture for its coded data to be understood: the PPS, and parts of the slice's header."""

    parameters: bytes
    quantiser: int
    smoothing: Smoothing


def read_intra(units: Iterable[bytes], *, canvas: Canvas) -> tuple[IntraHeader, bytes]:
    """Read the units of one picture, which must be one IDR slice, CABAC, progressive, of the canvas's size.

    Return what must be said of it, and its coded data, escaped.
    """
    known = [each for each in units if kind_of(each) != SEI]
    if [kind_of(each) for each in known] != [SPS, PPS, IDR_SLICE]:
        raise NotAsWritten(f"a picture is of the units {[kind_of(each) for each in known]}")
    sps, pps, coded = known
    numbering = _read_sequence(sps, canvas)
    _read_parameters(pps)
    return _read_slice(coded, parameters=pps, numbering=numbering)


def _read_sequence(sps: bytes, canvas: Canvas) -> Numbering:
    bits = Bits.of(unescaped(sps[1:]))
    profile, _constraints, _level = bits.u(8), bits.u(8), bits.u(8)
    _expect("SPS", (profile, bits.ue(), bits.ue(), bits.ue(), bits.ue()), (HIGH, 0, 1, 0, 0))
    _expect("lossless or scaled", bits.u(2), 0)
    number_bits = bits.ue() + 4
    order = bits.ue()
    _expect("order", order, 0, 2)
    order_bits = None if order else bits.ue() + 4
    bits.ue()  # how many pictures others refer to
    _expect("gaps", bits.u(1), 0)
    _expect("size", (bits.ue() + 1, bits.ue() + 1), macroblocks(canvas))
    _expect("frames only", bits.u(1), 1)
    return Numbering(number_bits=number_bits, order_bits=order_bits)


def _read_parameters(pps: bytes) -> None:
    bits = Bits.of(unescaped(pps[1:]))
    _expect("PPS", (bits.ue(), bits.ue()), (INTRA_PPS, 0))
    _expect("CABAC", bits.u(2), 2)
    _expect("slice groups", bits.ue(), 0)
    for _ in range(2):  # how many pictures others refer to
        bits.ue()
    bits.u(3)  # weights
    for _ in range(3):  # where quantisers begin
        bits.se()
    _expect("smoothing, constrained intra, redundant pictures", bits.u(3), 4)
    transform_8x8, scaled = bits.u(1), bits.u(1)
    _expect("8x8 transform without scaling", (transform_8x8, scaled), (1, 0))


def _read_slice(coded: bytes, *, parameters: bytes, numbering: Numbering) -> tuple[IntraHeader, bytes]:
    head = unescaped(coded[1:LONGEST_HEADER])
    bits = Bits.of(head)
    _expect("first macroblock", bits.ue(), 0)
    _expect("intra slice", bits.ue(), *INTRA_SLICES)
    _expect("parameters", bits.ue(), INTRA_PPS)
    _expect("frame_num", bits.u(numbering.number_bits), 0)
    bits.ue()  # idr_pic_id
    if numbering.order_bits is not None:
        bits.u(numbering.order_bits)
    _expect("marking", bits.u(2), 0)
    quantiser = bits.se()
    mode = bits.ue()
    smoothing = Smoothing(mode=mode, alpha=bits.se(), beta=bits.se()) if mode != 1 else Smoothing(mode=mode)
    while bits.place % 8:
        _expect("alignment", bits.u(1), 1)
    header = IntraHeader(parameters=parameters, quantiser=quantiser, smoothing=smoothing)
    return header, coded[1 + _escaped_length(coded[1:], bits.place // 8) :]


def _escaped_length(data: bytes, unescaped_length: int) -> int:
    """Return how many bytes of the escaped data are the first so many of the unescaped."""
    for length in range(unescaped_length, min(len(data), LONGEST_HEADER)):
        if len(unescaped(data[:length])) == unescaped_length:
            return length
    raise NotAsWritten("a picture has no data")


def _expect(what: str, found: object, *expected: object) -> None:
    if found not in expected:
        raise NotAsWritten(f"{what}: {found}, not {expected}")
