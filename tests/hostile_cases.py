"""Videos made to do harm, and what is to become of each: a reason, or what there really is to see."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

import av
from attrs import frozen

from core.video.model.frames.wishes import FrameWishes
from tests.hostile_boxes import box, changed, described, h264_sized, sized, table, words
from tests.hostile_streams import EBML_HEAD, SOUND, SUBTITLES, avi, continued, encryption, matroska, programs, track
from tests.videos import Clip, claiming, made, numbered

WISHES: Final = FrameWishes(every=0.4)
PLAYLIST: Final = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXTINF:1,\nhttp://127.0.0.1:9/\n#EXT-X-ENDLIST\n"
CONCAT: Final = b"ffconcat version 1.0\nfile plain.mp4\n"
SDP: Final = b"v=0\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
CENC: Final = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "0" * 32, "encryption_kid": "1" * 32}
TYPE: Final = box(b"ftyp", b"isom", words(512))
FAR: Final = 1 << 14
SLANT: Final = 46_341  # the half of the root of 2, in 65,536ths

UNOPENED: Final = "is damaged: it cannot be opened"
UNREAD: Final = "is damaged: none of its pictures can be read"
TOO_LARGE: Final = "has pictures of more than 36 million pixels"
TOO_MANY_TRACKS: Final = "has more than 64 tracks"
TOO_LONG: Final = "lasts more than 12 hours"
NO_PICTURES: Final = "has no pictures"
ENCRYPTED: Final = "is encrypted"


@frozen(kw_only=True)
class Real:
    """Videos that nothing is wrong with: 30 pictures, 25 a second; an MP4, an MPEG-TS, pictures of VP8, a JPEG."""

    mp4: bytes
    ts: bytes
    secret: bytes
    vp8: tuple[bytes, ...]
    jpeg: bytes

    def shown(self, *, count: int = 30) -> list[tuple[int, bytes]]:
        """Return pictures with the milliseconds at which they are shown."""
        return [(40 * place, self.vp8[place]) for place in range(count)]


def real_videos(folder: Path) -> Real:
    """Make them."""
    made(folder / "vp8.webm", Clip(codec="libvpx", options={"g": "10", "lag-in-frames": "0"}))
    with av.open(str(folder / "vp8.webm")) as container:
        vp8 = tuple(bytes(packet) for packet in container.demux(video=0) if packet.size)
    jpeg = BytesIO()
    numbered(1).save(jpeg, "JPEG")
    return Real(
        mp4=made(folder / "plain.mp4", Clip(options={"bf": "0", "g": "10"})).read_bytes(),
        ts=made(folder / "plain.ts", Clip()).read_bytes(),
        secret=made(folder / "secret.mp4", Clip(frames=3, container=CENC)).read_bytes(),
        vp8=vp8,
        jpeg=jpeg.getvalue(),
    )


Making = Callable[[Real], bytes]


def with_tracks(real: Real, count: int) -> bytes:
    """Return the MP4 with more tracks."""
    return changed(real.mp4, b"moov", to=lambda index: index + index[index.index(b"trak") - 4 :] * count)


def nested(kind: bytes, *, depth: int) -> bytes:
    """Return boxes within boxes."""
    return b"".join(words(8 * (depth - level)) + kind for level in range(depth))


def reference(kind: bytes, place: bytes) -> Making:
    """Return the MP4 with its pictures in another file."""
    entry = box(b"dref", words(0, 1) + box(kind, words(0), place))
    return lambda real: changed(real.mp4, *b"moov trak mdia minf dinf".split(), to=lambda _: entry)


def timed(ticks: int, scale: int) -> Making:
    """Return the MP4 with other times: so many ticks for a picture, and so many ticks in a second."""
    media = b"moov", b"trak", b"mdia", b"mdhd"
    return lambda real: table(
        changed(
            changed(real.mp4, *media, to=lambda content: content[:12] + words(scale, 30 * ticks) + content[20:]),
            *(b"moov", b"trak", b"edts"),
            to=lambda _: b"",
        ),
        b"stts",
        *(1, 30, ticks),
    )


def turned(*matrix: int) -> Making:
    """Return the MP4 with another display matrix."""
    track_head = b"moov", b"trak", b"tkhd"
    return lambda real: changed(real.mp4, *track_head, to=lambda old: old[:-44] + words(*matrix) + old[-8:])


def pixel(across: int, down: int) -> Making:
    """Return the MP4 with pixels of another shape."""
    return lambda real: described(real.mp4, lambda old: old + box(b"pasp", words(across, down)))


REFUSED: Final[Mapping[str, tuple[Making, str]]] = {
    "a playlist behind the first box of an MP4": (lambda _: TYPE + PLAYLIST, UNOPENED),
    "a list of files behind the head of a Matroska": (lambda _: EBML_HEAD + CONCAT, UNOPENED),
    "a call for network between marks of MPEG-TS": (lambda _: (b"\x47" + SDP.ljust(187)) * 5, UNOPENED),
    "pictures of 16,384 x 16,384": (lambda real: h264_sized(real.mp4, FAR), TOO_LARGE),
    "the same said everywhere": (lambda real: sized(h264_sized(real.mp4, FAR), FAR), TOO_LARGE),
    "10,000 tracks of an MP4": (lambda real: with_tracks(real, 9_999), TOO_MANY_TRACKS),
    "10,000 tracks of a Matroska": (
        lambda real: matroska(real.shown(), tracks=b"".join(map(track, range(1, 10_001)))),
        TOO_MANY_TRACKS,
    ),
    "2,000 channels": (lambda real: programs(2_000) + real.ts, TOO_MANY_TRACKS),
    "an encrypted MP4": (lambda real: real.secret, ENCRYPTED),
    "an encrypted Matroska": (
        lambda real: matroska(real.shown(), tracks=track(more=encryption())),
        ENCRYPTED,
    ),
    "pictures of a gigabyte": (lambda real: table(real.mp4, b"stsz", 1 << 30, 30), UNREAD),
    "2^32 pictures": (lambda real: table(real.mp4, b"stsz", 1, (1 << 32) - 1), UNREAD),
    "100 years": (timed(105_120_000, 1), TOO_LONG),
    "boxes within boxes": (lambda _: TYPE + nested(b"moov", depth=30_000), UNOPENED),
    "sound alone": (lambda real: matroska(real.shown(), tracks=track(kind=SOUND, codec=b"A_PCM/INT/LIT")), NO_PICTURES),
    "a codec that is not taken": (
        lambda real: matroska(real.shown(), tracks=track(codec=b"V_THEORA")),
        "is coded in a way that is not taken: theora",
    ),
}


@frozen(kw_only=True)
class Got:
    """What is delivered of a video: what the frames say, their size, and what people should know."""

    numbers: tuple[int, ...] = (0, 10, 20)
    size: tuple[int, int] = (64, 48)
    wishes: FrameWishes = WISHES
    warns: str = ""


LOST: Final = "the picture at 0.400 s is lost: the video is damaged there"
DELIVERED: Final[Mapping[str, tuple[Making, Got]]] = {
    "16,384 x 16,384 in the container alone": (lambda real: sized(real.mp4, FAR), Got()),
    "a reference to another file": (reference(b"url ", b"file:///etc/passwd\0"), Got()),
    "a reference to the network": (reference(b"url ", b"http://127.0.0.1:9/\0"), Got()),
    "a playlist as subtitles": (lambda real: avi([real.jpeg] * 30, subtitles=PLAYLIST), Got(numbers=(1, 1, 1))),
    "a Matroska that goes on elsewhere": (lambda real: matroska(real.shown(), more=continued()), Got()),
    "subtitles before pictures": (
        lambda real: matroska(real.shown(), tracks=track(2, kind=SUBTITLES, codec=b"S_TEXT/UTF8") + track()),
        Got(),
    ),
    "channels that were not recorded": (lambda real: programs(20) + real.ts, Got()),
    "more times than pictures": (lambda real: table(real.mp4, b"stts", 1, (1 << 32) - 1, 512), Got()),
    "100,000 pictures a second": (timed(1, 100_000), Got(numbers=(0,))),
    "pixels far higher than wide": (pixel(1, 10_000), Got()),
    "a picture that stands on its corner": (
        turned(46_341, 46_341, 0, (1 << 32) - 46_341, 46_341, 0, 0, 0, 1 << 30),
        Got(),
    ),
    "a picture in the middle that grows": (
        lambda real: matroska([(at, claiming(data, 16_383) if at == 400 else data) for at, data in real.shown()]),
        Got(numbers=(0, 20), warns=LOST),
    ),
    "a picture that is lost for half an hour": (
        lambda real: matroska(
            [(0, real.vp8[0]), (400, b"\x10lost"), (2_000_000, real.vp8[20]), (2_000_040, real.vp8[20])]
        ),
        Got(numbers=(0, 20), warns=LOST),
    ),
}
