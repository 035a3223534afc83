"""Slices: each picture of a stream is one (ITU-T H.264, 7.3.3 and 7.3.4)."""

from functools import lru_cache
from typing import Final

from attrs import frozen

from adapters.ffmpeg.h264.bits import ended, packed, se, u, ue
from adapters.ffmpeg.h264.intra import IntraHeader, Smoothing
from adapters.ffmpeg.h264.parameters import INTRA_PPS, NUMBER_BITS, ORDER_BITS, SKIPPED_PPS
from adapters.ffmpeg.h264.units import IDR_SLICE, SLICE, escaped, unit

P, B, I = 5, 6, 7  # noqa: E741 - the standard's names; of these types are all slices of a picture
ALTERNATE: Final = 2


@frozen(kw_only=True)
class Place:
    """Where a picture stands: `number` counts kept pictures and `order` shown ones, both from the last IDR.

    `kept` tells whether others refer to it.
    """

    number: int
    order: int
    kept: bool


def intra_head(picture: IntraHeader, *, place: Place, idr: int | None) -> bytes:
    """Return what comes before an intra picture's data: the beginning of its slice, which `idr`, if any, tells apart.

    The last byte is never 0: the last number before the alignment is shorter than a byte and has a 1 in it. So the
    data are escaped alike after any head.
    """
    bits = (
        ue(0)
        + ue(I)
        + ue(INTRA_PPS)
        + u(NUMBER_BITS, place.number % (1 << NUMBER_BITS))
        + (ue(idr % ALTERNATE) if idr is not None else "")
        + u(ORDER_BITS, 2 * place.order % (1 << ORDER_BITS))
        + (u(2, 0) if idr is not None else u(1, 0))
        + se(picture.quantiser)
        + _smoothing(picture.smoothing)
    )
    return _first_byte(IDR_SLICE if idr is not None else SLICE, kept=True) + escaped(packed(bits, filler="1"))


@lru_cache(maxsize=4096)
def hold(place: Place, *, macroblocks: int) -> bytes:
    """Return a picture that is the last kept one again: a P slice in which everything is skipped."""
    marking = u(1, 0) if place.kept else ""
    bits = _skipped_head(P, place) + u(1, 0) + u(1, 0) + marking + _all_skipped(macroblocks)
    return unit(SLICE, ended(bits), importance=2 if place.kept else 0)


@lru_cache(maxsize=4096)
def blend(place: Place, *, macroblocks: int) -> bytes:
    """Return a picture between the kept one before and the one after, in proportion: a B slice likewise."""
    bits = _skipped_head(B, place) + u(1, 1) + u(1, 0) + u(2, 0) + _all_skipped(macroblocks)
    return unit(SLICE, ended(bits))


def _skipped_head(kind: int, place: Place) -> str:
    number = u(NUMBER_BITS, place.number % (1 << NUMBER_BITS))
    return ue(0) + ue(kind) + ue(SKIPPED_PPS) + number + u(ORDER_BITS, 2 * place.order % (1 << ORDER_BITS))


def _all_skipped(macroblocks: int) -> str:
    return se(0) + _smoothing(Smoothing(mode=1)) + ue(macroblocks)


def _smoothing(smoothing: Smoothing) -> str:
    return ue(smoothing.mode) + ("" if smoothing.mode == 1 else se(smoothing.alpha) + se(smoothing.beta))


def _first_byte(kind: int, *, kept: bool) -> bytes:
    return bytes(((3 if kept else 0) << 5 | kind,))
