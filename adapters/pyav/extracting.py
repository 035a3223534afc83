"""Extracts frames: looks the video over, chooses a way, and says what comes of it."""

from collections.abc import Iterator
from concurrent.futures.thread import ThreadPoolExecutor
from fractions import Fraction
from time import monotonic
from typing import Final

from attrs import define, frozen

from adapters.pyav.best import Best
from adapters.pyav.broken import Broken
from adapters.pyav.decoding import Spans
from adapters.pyav.delivering import Delivery
from adapters.pyav.everything import Everything, picked
from adapters.pyav.instants import Instants
from adapters.pyav.looking import Look, looked_at
from adapters.pyav.opening import OpenVideo, VideoFile
from adapters.pyav.planning import plan_of, spans_of, strategy_of
from adapters.pyav.references import referenced_by
from adapters.pyav.scanning import Scan, scanned
from adapters.pyav.scenes import scenes
from adapters.pyav.taken import Taken
from adapters.pyav.taking import Taking
from adapters.pyav.together import Together, worth_it
from adapters.pyav.wording import Mouth, Order

OFTEN: Final = 0.2  # seconds between words of how far it is
SLACK: Final = Fraction(1, 5)
CUT_OFF: Final = Fraction(102, 100)  # how many times longer than it is a video may claim to be
SOUND_AFTER: Final = 2  # seconds for which there may be sound alone


@frozen(kw_only=True)
class Track:
    """What the file says of its pictures: how many pixels they have, and whether some of them may be left out."""

    codec: str
    pixels: int
    choosy: bool

    @classmethod
    def of(cls, video: OpenVideo) -> "Track":
        """Look at a video."""
        context = video.stream.codec_context
        return cls(
            codec=context.codec.canonical_name,
            pixels=context.width * context.height,
            choosy=referenced_by(context) is not None,
        )


@define
class Extracting:
    """One order of frames of one video."""

    _mouth: Mouth
    _order: Order
    _file: VideoFile
    _told_at: float = 0.0
    _place: int = 0
    _total: int = 0
    _strategy: str = ""

    def run(self) -> None:
        """Do it all."""
        wishes = self._order.wishes
        with ThreadPoolExecutor(1) as beside:
            looking = beside.submit(looked_at, self._file, width=wishes.width)
            with self._file.opened() as video:
                track = Track.of(video)
                scan = scanned(video, sign=self._sign)
                claimed = _claimed(video)
        look = looking.result()
        self._found(track, scan, look)
        self._total = scan.pictures
        delivery = Delivery(self._mouth, look, wishes.format, self._order.threads)
        is_planned = scan.certain and wishes.mode in {"every", "at", "keyframes"}
        for taken in self._planned(track, scan) if is_planned else self._judged(scan, delivery):
            delivery.take(taken)
        delivery.finish()
        self._end(delivery, scan, claimed)

    def _planned(self, track: Track, scan: Scan) -> Iterator[Taken]:
        wishes = self._order.wishes
        plan = plan_of(scan, wishes)
        parts = spans_of(scan, plan)
        self._strategy = strategy_of(scan, parts, choosy=track.choosy)
        for late in Instants.of(wishes).late(scan.seconds):
            self._mouth.say("skipped", instant=float(late), reason=f"the video ends at {float(scan.seconds):.3f} s")
        scan.planned()
        threads = self._order.threads
        if worth_it(scan, parts, pixels=track.pixels, threads=threads):
            moments = frozenset(plan.moments)
            way = Together(file=self._file, scan=scan, wanted=moments, threads=threads, passed=self._passed)
            yield from Taking(file=self._file, scan=scan, spans=way, passed=self._passed).of(plan, parts)
            return
        with self._file.opened() as video:
            spans = self._spans(video, scan)
            yield from Taking(file=self._file, scan=scan, spans=spans, passed=self._passed).of(plan, parts)

    def _judged(self, scan: Scan, delivery: Delivery) -> Iterator[Taken]:
        """Yield what is known to be wanted only once it is seen."""
        wishes = self._order.wishes
        with self._file.opened() as video:
            spans = self._spans(video, scan)
            choosy = spans.is_choosy and wishes.mode == "best" and scan.certain
            self._strategy = "references" if choosy else "everything"
            if not choosy:
                spans.decode_all()
            shown = Everything(scan=scan, spans=spans, rate=video.stream.average_rate)
            if wishes.mode == "scenes":
                yield from scenes(shown)
            elif wishes.mode == "best":
                yield from Best(Fraction(repr(wishes.every))).of(shown)
            else:
                yield from picked(iter(shown), wishes, skip=delivery.skip)

    def _spans(self, video: OpenVideo, scan: Scan) -> Spans:
        # Several threads would tell when packets went in, and not when pictures come out, where nothing else is known.
        threads = self._order.threads if scan.timed else 1
        return Spans.of(video, scan, threads=threads, passed=self._passed)

    def _found(self, track: Track, scan: Scan, look: Look) -> None:
        self._mouth.say(
            "video",
            container=self._file.container.name,
            codec=track.codec,
            width=look.upright[0],
            height=look.upright[1],
            seconds=float(scan.seconds),
            frames=len(scan.shown) or scan.pictures,
            rotation=look.turn[0],
            hdr=look.hdr,
            steady=scan.steady,
        )

    def _end(self, delivery: Delivery, scan: Scan, claimed: Fraction) -> None:
        if not delivery.delivered:
            raise Broken("is damaged: none of the pictures that are wanted can be decoded")
        if scan.damaged or claimed > scan.seconds * CUT_OFF + SLACK:
            delivery.warn(f"the video is cut off or damaged: {float(scan.seconds):.3f} s of it can be read")
        self._mouth.say("progress", done=self._total, total=self._total)
        self._mouth.say("end", delivery.sheet.drawn(), strategy=self._strategy, warnings=delivery.warnings)

    def _passed(self, place: int) -> None:
        self._place = max(self._place, place + 1)
        self._sign()

    def _sign(self) -> None:
        now = monotonic()
        if now - self._told_at >= OFTEN:
            self._told_at = now
            self._mouth.say("progress", done=min(self._place, self._total), total=self._total)


def _claimed(video: OpenVideo) -> Fraction:
    """Return how long the file says at least that its pictures last, in seconds."""
    stream = video.stream
    if stream.duration and stream.time_base:
        return stream.duration * stream.time_base
    return Fraction(video.container.duration or 0, 1_000_000) - SOUND_AFTER
