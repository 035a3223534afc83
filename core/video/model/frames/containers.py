"""Which files of moving pictures are taken, and how they are known by their first bytes."""

from typing import Final

from attrs import frozen

ENOUGH: Final = 4096  # first bytes of a file by which its container is known
TS_PACKET: Final = 188
TS_SYNC: Final = 0x47
EBML: Final = b"\x1aE\xdf\xa3"
# What an ISO file begins with that has no type, as QuickTime wrote them.
OLD_QUICKTIME: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
PICTURES: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})


@frozen(kw_only=True)
class Container:
    """A kind of file: its name, and the type that the web knows it by."""

    name: str
    content_type: str


MP4: Final = Container(name="mp4", content_type="video/mp4")
QUICKTIME: Final = Container(name="quicktime", content_type="video/quicktime")
MATROSKA: Final = Container(name="matroska", content_type="video/x-matroska")
WEBM: Final = Container(name="webm", content_type="video/webm")
AVI: Final = Container(name="avi", content_type="video/x-msvideo")
MPEG_TS: Final = Container(name="mpegts", content_type="video/mp2t")
TAKEN: Final = "MP4, QuickTime, Matroska, WebM, AVI or MPEG-TS"


def container_of(head: bytes) -> Container | None:
    """Return the container that a file with these first bytes has, or None where none is taken."""
    if head[4:8] == b"ftyp":
        return None if head[8:12] in PICTURES else QUICKTIME if head[8:12] == b"qt  " else MP4
    if head[4:8] in OLD_QUICKTIME:
        return QUICKTIME
    if head.startswith(EBML):
        return WEBM if b"webm" in head[:64] else MATROSKA if b"matroska" in head[:64] else None
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return AVI
    starts = [head[at : at + 1] for at in range(0, 3 * TS_PACKET, TS_PACKET)]
    return MPEG_TS if starts == [bytes([TS_SYNC])] * 3 else None
