"""Goes through a video's packets without decoding them: what is shown when, and where one can begin to decode."""

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final

from attrs import Factory, define
from av.error import FFmpegError

from adapters.pyav.broken import Broken
from adapters.pyav.opening import OpenVideo, VideoPacket

MOST_PICTURES: Final = 4_000_000
LONGEST: Final = 12 * 3600  # seconds
STUMBLES: Final = 20  # how often reading goes on behind what cannot be read
USUAL: Final = Fraction(1, 25)  # of a second, for which a frame is shown where nothing says for how long


@define(kw_only=True)
class Scan:
    """What the packets say, in ticks of the track; places are those in the order of decoding.

    `shown` has the moments of all pictures that are shown, in the order of time, `moments` those of all in the order
    of decoding, and `key_turns` when the key pictures' turn to be decoded is. `pictures` is how many there are. `first`
    is the moment that counts as 0, `last` for how long the last picture is shown, and `seconds` for how long all of
    them are. `certain` is whether every picture has a moment of its own, `timed` whether every packet has one.
    """

    tick: Fraction
    shown: "array[int]" = Factory(lambda: array("q"))
    moments: "array[int]" = Factory(lambda: array("q"))
    keys: "array[int]" = Factory(lambda: array("q"))
    key_moments: "array[int]" = Factory(lambda: array("q"))
    key_turns: "array[int]" = Factory(lambda: array("q"))
    certain: bool = True
    timed: bool = True
    damaged: bool = False
    pictures: int = 0
    first: int = 0
    last: int = 0
    seconds: Fraction = Fraction(0)

    @property
    def steady(self) -> bool:
        """Whether every picture is shown for as long as the others, as far as the ticks can tell."""
        least = min((later - earlier for earlier, later in pairwise(self.shown)), default=0)
        return max((later - earlier for earlier, later in pairwise(self.shown)), default=0) - least <= 1

    def time(self, moment: int) -> Fraction:
        """Return when a moment is."""
        return (moment - self.first) * self.tick

    def planned(self) -> None:
        """Let go of what nobody needs once it is known what is wanted: of hours of video it is much."""
        del self.shown[:], self.moments[:]

    def is_key(self, moment: int) -> bool:
        """Tell whether a key picture is shown then, where that is certain."""
        place = bisect_left(self.key_moments, moment)
        return place < len(self.key_moments) and self.key_moments[place] == moment

    def shown_at(self, instant: Fraction) -> int:
        """Return the moment of the picture that is shown then, which is not before the first one."""
        return self.shown[max(0, bisect_right(self.shown, self.first + instant // self.tick) - 1)]


def scanned(video: OpenVideo, *, sign: Callable[[], None]) -> Scan:
    """Go through all packets; `sign` is called now and then."""
    stream = video.stream
    scan = Scan(tick=stream.time_base or Fraction(1, 1000))
    last: VideoPacket | None = None
    for packet in packets(video, on_stumble=lambda: setattr(scan, "damaged", True)):
        place = len(scan.moments)
        if place % 4096 == 0:
            sign()
        if place == MOST_PICTURES:
            raise Broken(f"has more than {MOST_PICTURES} pictures")
        if packet.is_keyframe:
            scan.keys.append(place)
            scan.key_moments.append(packet.pts if packet.pts is not None else 0)
            scan.key_turns.append(packet.dts if packet.dts is not None else scan.key_moments[-1])
        if packet.pts is None:
            scan.certain = scan.timed = False
            scan.moments.append(0)
            continue
        scan.moments.append(packet.pts)
        if not packet.is_discard and is_shown(packet):
            insort(scan.shown, packet.pts)
            last = packet if packet.pts == scan.shown[-1] else last
    if video.stream.codec_context.has_b_frames and video.stream.codec_context.codec.name in guessed(video):
        scan.certain = scan.timed = False
    _judged(scan, video, last)
    return scan


def guessed(video: OpenVideo) -> frozenset[str]:
    """Return the codecs whose times only follow the order of decoding, since the container has no others."""
    return frozenset({"h264", "hevc"}) if video.container.format.name == "avi" else frozenset()


def packets(video: OpenVideo, *, on_stumble: Callable[[], None] = lambda: None) -> Iterator[VideoPacket]:
    """Yield the packets of the pictures from here on, as far as they can be read."""
    for _ in range(STUMBLES):
        try:
            for packet in video.container.demux(video.stream):
                if packet.size:
                    yield packet
        except FFmpegError:
            on_stumble()
        else:
            return


def is_shown(packet: VideoPacket) -> bool:
    """Tell whether it is a picture that is to be seen, other than those of VP8 that others are predicted from."""
    return packet.stream.codec_context.codec.name != "vp8" or bool(memoryview(packet)[0] & 0x10)


def _judged(scan: Scan, video: OpenVideo, last: VideoPacket | None) -> None:
    scan.pictures = len(scan.moments)
    if not scan.pictures:
        raise Broken("is damaged: none of its pictures can be read")
    shown = scan.shown
    if not shown or not scan.keys or any(a == b for a, b in pairwise(shown)):
        scan.certain = False
    if any(a >= b for a, b in pairwise(scan.key_moments)):
        scan.certain = False
    scan.last = _shown_for(scan, video, last)
    if shown:
        scan.first, scan.seconds = shown[0], (shown[-1] - shown[0] + scan.last) * scan.tick
    if scan.seconds > LONGEST:
        raise Broken(f"lasts more than {LONGEST // 3600} hours")


def _shown_for(scan: Scan, video: OpenVideo, last: VideoPacket | None) -> int:
    """Return for how long the last picture is shown."""
    if last is not None and last.duration and last.duration > 0:
        return last.duration
    if len(scan.shown) > 1:
        return max(1, scan.shown[-1] - scan.shown[-2])
    rate = video.stream.average_rate or video.stream.guessed_rate
    return max(1, round((1 / rate if rate else USUAL) / scan.tick))
