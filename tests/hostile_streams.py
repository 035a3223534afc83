"""Videos that lie, written by hand: elements of Matroska, chunks of AVI and tables of MPEG-TS."""

import struct
from collections.abc import Sequence
from typing import Final

TS_PACKET: Final = 188
EBML_HEAD: Final = b"\x1aE\xdf\xa3\x8b\x42\x82\x88matroska"
SEGMENT, INFO, TRACKS, TRACK, CLUSTER, BLOCK = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA3
VIDEO, SOUND, SUBTITLES = 1, 2, 17


def element(kind: int, *content: bytes, size: int | None = None) -> bytes:
    """Return an element of Matroska; it may claim another size than it has."""
    data = b"".join(content)
    name = kind.to_bytes((kind.bit_length() + 7) // 8, "big")
    return name + (1 << 56 | (len(data) if size is None else size)).to_bytes(8, "big") + data


def number(kind: int, value: int) -> bytes:
    """Return an element that is a number."""
    return element(kind, value.to_bytes(8, "big"))


def track(place: int = 1, *, kind: int = VIDEO, codec: bytes = b"V_VP8", more: bytes = b"") -> bytes:
    """Return what Matroska says of a track."""
    picture = element(0xE0, number(0xB0, 64), number(0xBA, 48)) if kind == VIDEO else b""
    return element(
        TRACK, number(0xD7, place), number(0x73C5, place), number(0x83, kind), element(0x86, codec), picture, more
    )


def encryption() -> bytes:
    """Return what Matroska says of a track whose pictures are encrypted."""
    key = element(0x5035, number(0x47E1, 5), element(0x47E2, bytes(16)))
    return element(0x6D80, element(0x6240, number(0x5031, 0), number(0x5032, 1), number(0x5033, 1), key))


def continued() -> bytes:
    """Return what Matroska says of files before and behind this one, a file within it, and chapters of other files."""
    other = element(0x3CB923, bytes(range(16))) + element(0x3C83AB, b"/etc/passwd")
    linked = element(INFO, element(0x73A4, bytes(range(1, 17))), other, element(0x3E83BB, b"http://127.0.0.1:9/"))
    file = element(0x61A7, element(0x466E, b"../../x.jpg"), element(0x4660, b"image/jpeg"), element(0x465C, bytes(99)))
    times = number(0x91, 0) + number(0x92, 10**9)
    chapter = element(0xB6, number(0x73C4, 1), times, element(0x6E67, bytes(range(16))))
    chapters = element(0x1043A770, element(0x45B9, number(0x45DD, 1), chapter))
    return linked + element(0x1941A469, file) + chapters


def matroska(pictures: Sequence[tuple[int, bytes]], *, tracks: bytes = b"", more: bytes = b"") -> bytes:
    """Return a Matroska file of VP8 pictures, each with the milliseconds at which it is shown."""
    clusters = [
        element(CLUSTER, number(0xE7, time), element(BLOCK, b"\x81\0\0" + (b"\0" if data[0] & 1 else b"\x80") + data))
        for time, data in pictures
    ]
    info = element(INFO, number(0x2AD7B1, 1_000_000))
    return EBML_HEAD + element(SEGMENT, info, more, element(TRACKS, tracks or track()), *clusters)


def chunk(kind: bytes, *content: bytes) -> bytes:
    """Return a chunk of AVI."""
    data = b"".join(content)
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def avi(pictures: Sequence[bytes], *, subtitles: bytes) -> bytes:
    """Return an AVI of JPEGs with subtitles, which lie in it as a file of their own (GAB2)."""
    rate = struct.pack("<IHHIIIIIIIIHHHH", 0, 0, 0, 0, 1, 25, 0, len(pictures), 0, 0, 0, 0, 0, 64, 48)
    form = struct.pack("<IiiHH4sIiiII", 40, 64, 48, 1, 24, b"MJPG", 0, 0, 0, 0, 0)
    shown = chunk(b"LIST", b"strl", chunk(b"strh", b"vidsMJPG", rate), chunk(b"strf", form))
    told = chunk(b"LIST", b"strl", chunk(b"strh", b"txts\0\0\0\0", rate), chunk(b"strf"))
    head = chunk(b"avih", struct.pack("<14I", 40_000, 0, 0, 16, len(pictures), 0, 2, 0, 64, 48, 0, 0, 0, 0))
    file = struct.pack("<HIHHI", 2, 2, 0, 4, len(subtitles)) + subtitles
    data = chunk(b"01tx", b"GAB2\0", file) + b"".join(chunk(b"00dc", picture) for picture in pictures)
    return chunk(b"RIFF", b"AVI ", chunk(b"LIST", b"hdrl", head, shown, told), chunk(b"LIST", b"movi", data))


def programs(count: int) -> bytes:
    """Return the tables of an MPEG-TS with so many channels, of H.264 each (ISO/IEC 13818-1, 2.4.4)."""
    places = [(one + 1, 0x20 + one) for one in range(count)]
    parts = [
        b"".join(struct.pack(">2H", one, 0xE000 | at) for one, at in part)
        for part in (places[at : at + 200] for at in range(0, count, 200))
    ]
    known = [_section(0, 0, 1, part, place=place, last=len(parts) - 1) for place, part in enumerate(parts)]
    each = [
        _section(at, 2, one, struct.pack(">2HB2H", 0xFFFF, 0xF000, 0x1B, 0xE000 | 0x1000 + one, 0xF000))
        for one, at in places
    ]
    return b"".join([*known, *each])


def _section(packet: int, kind: int, of: int, content: bytes, *, place: int = 0, last: int = 0) -> bytes:
    data = struct.pack(">B2H3B", kind, 0xB000 | len(content) + 9, of, 0xC1, place, last) + content
    data = b"\0" + data + _checksum(data).to_bytes(4, "big")
    out = b""
    for part, at in enumerate(range(0, len(data), TS_PACKET - 4)):
        head = struct.pack(">BHB", 0x47, (0 if part else 0x4000) | packet, 0x10 | part & 15)
        out += head + data[at : at + TS_PACKET - 4].ljust(TS_PACKET - 4, b"\xff")
    return out


def _checksum(data: bytes) -> int:
    rest = 0xFFFFFFFF
    for byte in data:
        rest ^= byte << 24
        for _ in range(8):
            rest = (rest << 1 ^ 0x04C11DB7 if rest & 0x80000000 else rest << 1) & 0xFFFFFFFF
    return rest
