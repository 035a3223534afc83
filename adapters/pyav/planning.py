"""Which pictures are wanted of a video whose packets say when each is shown, and which parts to decode for them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import frozen

from adapters.pyav.broken import Many, Nothing
from adapters.pyav.decoding import Span
from adapters.pyav.instants import Instants
from adapters.pyav.scanning import Scan
from core.video.model.frames.wishes import MOST_FRAMES, FrameWishes


@frozen(kw_only=True)
class Wanted:
    """A picture by the moment it is shown at, and the instants for which it is wanted: None for its own sake."""

    moment: int
    instants: list[Fraction | None]


def wanted_of(scan: Scan, wishes: FrameWishes) -> list[Wanted]:
    """Return what is wished for, in the order of time; `Many` for too much of it, and `Nothing`."""
    if wishes.mode == "keyframes":
        shown = set(scan.key_moments).intersection(scan.shown)
        if not shown:
            raise Nothing("the video has no key frames")
        if len(shown) > MOST_FRAMES:
            raise Many(len(shown))
        return [Wanted(moment=moment, instants=[None]) for moment in sorted(shown)]
    found: list[Wanted] = []
    for instant in Instants.of(wishes).before(scan.seconds):
        moment = scan.shown_at(instant)
        if found and found[-1].moment == moment:
            found[-1].instants.append(instant)
        else:
            found.append(Wanted(moment=moment, instants=[instant]))
    return found


def spans_of(scan: Scan, wanted: Sequence[Wanted]) -> list[Span]:
    """Return what to decode, from key pictures on and no further than is needed; spans that overlap are one."""
    places = _places(scan, [one.moment for one in wanted])
    spans: list[Span] = []
    for one in wanted:
        place = places[one.moment]
        start = entry(scan, one.moment, place)
        if spans and start <= spans[-1].stop:
            spans[-1].stop = max(spans[-1].stop, place)
        else:
            spans.append(Span(start=start, stop=place))
        spans[-1].needed.add(place)
    return spans


def entry(scan: Scan, moment: int, place: int, *, earlier: int = 0) -> int:
    """Return the key picture at which to begin for a picture, or one of those before it."""
    # Pictures that are decoded after a key picture but shown before it may need what is before that.
    at = max(0, bisect_right(scan.key_moments, moment) - 1 - earlier)
    while at > 0 and scan.keys[at] > place:
        at -= 1
    return scan.keys[at]


def _places(scan: Scan, moments: Iterable[int]) -> dict[int, int]:
    sought = set(moments)
    return {moment: place for place, moment in enumerate(scan.moments) if moment in sought}


def strategy_of(scan: Scan, spans: Sequence[Span], *, choosy: bool) -> str:
    """Return the name of the way in which these spans are decoded."""
    decoded = sum(span.stop - span.start + 1 for span in spans)
    if decoded == sum(len(span.needed) for span in spans):
        return "key-frames"
    if decoded * 2 < len(scan.moments):
        return "sparse"
    return "references" if choosy else "everything"
