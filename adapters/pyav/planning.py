"""Which pictures are wanted of a video whose packets say when each is shown, and which parts to decode for them."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby, repeat
from operator import itemgetter

from attrs import frozen

from adapters.pyav.broken import Many, Nothing
from adapters.pyav.decoding import Span
from adapters.pyav.instants import Instants
from adapters.pyav.scanning import Scan
from core.video.model.frames.wishes import MOST_FRAMES, FrameWishes


@frozen(kw_only=True)
class Wanted:
    """A picture by the moment it is shown at, its place, and the instants for which it is wanted: None for its own."""

    moment: int
    place: int
    instants: list[Fraction | None]


@frozen(kw_only=True)
class Plan:
    """What is wanted, in the order of time: a moment and a place for each instant, where there are instants.

    Of hours of video that is much, so that all else is made when it is needed.
    """

    moments: "array[int]"
    places: "array[int]"
    instants: Instants | None

    def __iter__(self) -> Iterator[Wanted]:
        instants = repeat(None) if self.instants is None else self.instants
        each = zip(self.moments, self.places, instants, strict=False)
        for (moment, place), same in groupby(each, itemgetter(0, 1)):
            yield Wanted(moment=moment, place=place, instants=[instant for _, _, instant in same])


def plan_of(scan: Scan, wishes: FrameWishes) -> Plan:
    """Return what is wished for; `Many` for too much of it, and `Nothing`."""
    instants = None if wishes.mode == "keyframes" else Instants.of(wishes)
    if instants is None:
        moments = array("q", _keys(scan))
    else:
        moments = array("q", map(scan.shown_at, instants.before(scan.seconds)))
    sought = set(moments)
    places = {moment: place for place, moment in enumerate(scan.moments) if moment in sought}
    return Plan(moments=moments, places=array("q", map(places.__getitem__, moments)), instants=instants)


def _keys(scan: Scan) -> list[int]:
    shown = set(scan.key_moments).intersection(scan.shown)
    if not shown:
        raise Nothing("the video has no key frames")
    if len(shown) > MOST_FRAMES:
        raise Many(len(shown))
    return sorted(shown)


def spans_of(scan: Scan, plan: Plan) -> list[Span]:
    """Return what to decode for the wanted pictures, in the order of decoding."""
    spans: list[Span] = []
    for one in plan:
        start = entry(scan, one.moment, one.place)
        if spans and start <= spans[-1].stop:
            spans[-1].stop = max(spans[-1].stop, one.place)
        else:
            spans.append(Span(start=start, stop=one.place))
        spans[-1].needed.append(one.place)
    return spans


def entry(scan: Scan, moment: int, place: int, *, earlier: int = 0) -> int:
    """Return the key picture at which to begin for a picture, or one of those before it."""
    # Pictures that are decoded after a key picture but shown before it may need what is before that.
    at = max(0, bisect_right(scan.key_moments, moment) - 1 - earlier)
    while at > 0 and scan.keys[at] > place:
        at -= 1
    return scan.keys[at]


def strategy_of(scan: Scan, spans: Sequence[Span], *, choosy: bool) -> str:
    """Return the name of the way in which these spans are decoded."""
    decoded = sum(span.stop - span.start + 1 for span in spans)
    if decoded == sum(len(span.needed) for span in spans):
        return "key-frames"
    if decoded * 2 < scan.pictures:
        return "sparse"
    return "references" if choosy else "everything"
