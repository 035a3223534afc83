"""MP4 files that lie: their boxes, changed one by one."""

import struct
from collections.abc import Callable, Iterator
from typing import Final

TABLES: Final = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


def words(*numbers: int) -> bytes:
    """Return numbers of 32 bits."""
    return struct.pack(f">{len(numbers)}I", *numbers)


def box(kind: bytes, *content: bytes) -> bytes:
    """Return a box of an ISO file."""
    return words(8 + sum(map(len, content))) + kind + b"".join(content)


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kinds of the boxes one after another, and their content."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def changed(data: bytes, *path: bytes, to: Callable[[bytes], bytes]) -> bytes:
    """Return an ISO file, whose index is at its end, with other content of the boxes at a path."""
    out = b""
    for kind, content in boxes(data):
        if kind == path[0]:
            out += box(kind, changed(content, *path[1:], to=to) if path[1:] else to(content))
        else:
            out += box(kind, content)
    return out


def table(data: bytes, kind: bytes, *numbers: int) -> bytes:
    """Return an ISO file with another table of its pictures."""
    return changed(data, *TABLES, kind, to=lambda _: words(0, *numbers))


def described(data: bytes, to: Callable[[bytes], bytes]) -> bytes:
    """Return an ISO file with another description of its pictures: 78 bytes, and boxes."""
    return changed(data, *TABLES, b"stsd", to=lambda content: content[:8] + box(content[12:16], to(content[16:])))


def sized(data: bytes, side: int) -> bytes:
    """Return an ISO file that claims pictures of such a size; what they themselves say remains."""
    data = changed(data, b"moov", b"trak", b"tkhd", to=lambda content: content[:-8] + words(side << 16, side << 16))
    return described(data, lambda content: content[:24] + struct.pack(">2H", side, side) + content[28:])


def h264_sized(data: bytes, side: int) -> bytes:
    """Return an ISO file whose pictures themselves claim such a size (ITU-T H.264, 7.3.2.1.1)."""
    blocks = _coded(side // 16 - 1)
    bits = f"{66:08b}{0:08b}{51:08b}" + "".join(map(_coded, (0, 0, 2, 1))) + "0" + 2 * blocks + "11001"
    units = b"\x67" + int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")

    def said(content: bytes) -> bytes:
        old = int.from_bytes(content[6:8], "big")
        return content[:6] + len(units).to_bytes(2, "big") + units + content[8 + old :]

    return described(data, lambda content: content[:78] + changed(content[78:], b"avcC", to=said))


def _coded(number: int) -> str:
    """Return a number as Exp-Golomb code."""
    code = f"{number + 1:b}"
    return "0" * (len(code) - 1) + code
