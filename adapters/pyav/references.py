"""Tells which pictures others are predicted from, by how their packets begin: the others need not be decoded."""

from collections.abc import Callable, Iterator
from typing import Final

from av.video.codeccontext import VideoCodecContext

Packed = memoryview
START: Final = b"\x00\x00\x01"

H264_SLICES: Final = range(1, 6)
H264_FREE: Final = frozenset({6, 9, 12})  # what may be left out together with a picture
HEVC_SLICES: Final = range(32)
HEVC_UNREFERENCED: Final = frozenset(range(0, 16, 2))
HEVC_FREE: Final = frozenset({35, 38, 39, 40})
HEVC_SPS: Final = 33
HVCC_LAYERS, HVCC_LENGTH, AVCC_LENGTH = 21, 21, 4  # where these stand in what a container says of a track


def referenced_by(context: VideoCodecContext) -> Callable[[Packed], bool] | None:
    """Return what tells whether other pictures need the one in a packet; None for codecs that do not let it be told."""
    length = _length(context)
    if context.codec.name == "h264":
        return lambda data: _h264(data, length)
    if context.codec.name == "hevc":
        extra = context.extradata or b""
        layers = (extra[HVCC_LAYERS] >> 3) & 7 if length else _layers(extra)
        return (lambda data: _hevc(data, length, layers)) if layers else None
    return None


def _length(context: VideoCodecContext) -> int:
    """Return how many bytes say how long a unit is; 0 where marks stand between them."""
    extra = context.extradata or b""
    if extra.startswith((START, b"\x00" + START)):
        return 0
    at = AVCC_LENGTH if context.codec.name == "h264" else HVCC_LENGTH
    return (extra[at] & 3) + 1 if len(extra) > at else 0


def _h264(data: Packed, length: int) -> bool:
    """ITU-T H.264, 7.4.1: `nal_ref_idc` is 0 for what nothing is predicted from."""
    slices = 0
    for unit in _units(data, length):
        kind = unit[0] & 31
        if kind in H264_SLICES:
            slices += 1
            if unit[0] & 0x60:
                return True
        elif kind not in H264_FREE:
            return True
    return not slices


def _hevc(data: Packed, length: int, layers: int) -> bool:
    """ITU-T H.265, 7.4.2.2: pictures of such kinds are not referred to by others of the same layer."""
    slices = 0
    for unit in _units(data, length):
        kind = (unit[0] >> 1) & 63
        if kind in HEVC_SLICES:
            slices += 1
            if len(unit) < 2 or kind not in HEVC_UNREFERENCED or (unit[1] & 7) != layers:  # noqa: PLR2004 - the head
                return True
        elif kind not in HEVC_FREE:
            return True
    return not slices


def _layers(extra: bytes) -> int:
    for unit in _units(memoryview(extra), 0):
        if (unit[0] >> 1) & 63 == HEVC_SPS and len(unit) > 2:  # noqa: PLR2004 - the head
            return ((unit[2] >> 1) & 7) + 1
    return 0


def _units(data: Packed, length: int) -> Iterator[Packed]:
    return _packed(data, length) if length else _marked(data)


def _packed(data: Packed, length: int) -> Iterator[Packed]:
    """Yield units that have their length before them."""
    at = 0
    while at + length < len(data):
        size = int.from_bytes(data[at : at + length], "big")
        at += length
        if size:
            yield data[at : at + size]
        at += size


def _marked(data: Packed) -> Iterator[Packed]:
    """Yield units that have a mark before them."""
    whole = bytes(data)
    at = whole.find(START)
    while at >= 0:
        begin = at + len(START)
        at = whole.find(START, begin)
        if begin < len(whole):
            yield data[begin : at if at >= 0 else len(whole)]
