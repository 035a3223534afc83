"""What is read of an encoded part, and which parts are refused."""

from collections.abc import Sequence

import pytest

from adapters.ffmpeg.h264.bits import ended, u, ue
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.h264.units import IDR_SLICE, PPS, SEI, SLICE, SPS, stream, unit
from adapters.ffmpeg.moving.coded import read_part

NUMBER_BITS, ORDER_BITS = 4, 4


def sps(*, profile: int = 100, order_kind: int = 0) -> bytes:
    bits = u(8, profile) + u(8, 0) + u(8, 31) + ue(0) + ue(1) + ue(0) + ue(0) + u(2, 0)
    return unit(SPS, ended(bits + ue(NUMBER_BITS - 4) + ue(order_kind) + ue(ORDER_BITS - 4) + ue(2)), importance=3)


def coded(order: int, *, first: bool = False, kept: bool = True) -> bytes:
    """A slice that is shown at half its order, of which the last four bits are written."""
    bits = ue(0) + ue(7 if first else 5) + ue(0) + u(NUMBER_BITS, 0) + (ue(0) if first else "")
    written = u(ORDER_BITS, order % (1 << ORDER_BITS))
    return unit(IDR_SLICE if first else SLICE, ended(bits + written + u(16, 0xBEEF)), importance=int(kept))


def a_part(orders: Sequence[tuple[int, bool]], *, parameters: bytes | None = None) -> bytes:
    slices = [coded(order, kept=kept) for order, kept in orders]
    head = (unit(SEI, b"who made it\x80"), parameters or sps(), unit(PPS, b"\xee\x80", importance=3))
    return stream(*head, coded(0, first=True), *slices)


def test_frames_are_shown_in_another_order_than_they_are_decoded() -> None:
    part = read_part(a_part([(6, True), (2, False), (4, False), (8, True)]), frames=5)
    assert [frame.shown for frame in part.frames] == [0, 3, 1, 2, 4]
    assert [frame.entry for frame in part.frames] == [True, False, False, False, False]


def test_orders_are_counted_on_where_their_bits_begin_anew() -> None:
    orders = [
        (6, True),
        (2, False),
        (4, False),
        (12, True),
        (8, False),
        (10, False),
        (18, True),
        (14, False),
        (16, False),
    ]
    orders += [(24, True), (20, False), (22, False), (30, True), (26, False), (28, False), (36, True)]
    orders += [(32, False), (34, False)]
    part = read_part(a_part(orders), frames=19)
    assert [frame.shown for frame in part.frames] == [0, *(order // 2 for order, _ in orders)]


def test_what_is_said_beside_the_frames_is_left_out() -> None:
    part = read_part(a_part([(2, True)]), frames=2)
    assert b"who made it" not in b"".join(frame.unit for frame in part.frames)
    assert part.sequence_parameters == sps()
    assert part.picture_parameters == unit(PPS, b"\xee\x80", importance=3)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no stream at all",
        a_part([]),
        a_part([(2, True), (4, True)]),
        a_part([(2, True)])[:-9],
        a_part([(0, True)]),
        a_part([(4, True)]),
        a_part([(2, True)], parameters=sps(profile=77)),
        a_part([(2, True)], parameters=sps(order_kind=2)),
        a_part([(2, True)], parameters=unit(SPS, b"\x64", importance=3)),
    ],
    ids=["empty", "else", "too few", "too many", "cut off", "twice", "gap", "profile", "orderless", "short"],
)
def test_a_part_that_is_not_what_it_should_be_is_refused(data: bytes) -> None:
    with pytest.raises(NotAsWritten):
        read_part(data, frames=2)
