"""What a ZIP of frames says of itself: a JSON file with a line for each frame."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import Factory, asdict, define, frozen

from core.video.model.frames.found import FoundVideo, SkippedInstant
from core.video.model.frames.frame_index import FrameRange
from core.video.model.frames.wishes import FrameWishes

FORMAT: Final = 1
MICROSECONDS: Final = 6
FAST: Final = 1  # of zlib's levels
PIECE: Final = 4096  # bytes that are unpacked at once


@frozen(kw_only=True)
class PackedFile:
    """A file in the ZIP: its name there, the digest of its bytes (SHA-256, in hexadecimal), and where they are."""

    name: str
    sha256: str
    range: FrameRange

    def facts(self) -> dict[str, object]:
        """Return what the manifest says of it."""
        return {"sha256": self.sha256, "offset": self.range.offset, "size": self.range.size}


@frozen(kw_only=True)
class PackedFrame:
    """A frame in the ZIP: what is known of it beside its file."""

    number: int
    time: float
    instant: float | None
    key_frame: bool
    sharpness: float
    width: int
    height: int


@frozen
class ManifestText:
    """The file, a piece at a time, as often as it is gone through."""

    _first: bytes
    _frames: bytes
    _last: bytes

    def __iter__(self) -> Iterator[bytes]:
        yield self._first
        unpacking = zlib.decompressobj()
        for at in range(0, len(self._frames), PIECE):
            yield unpacking.decompress(self._frames[at : at + PIECE])
        yield self._last


@define
class Manifest:
    """Grows by a line for each frame. It says nothing that another extraction of the same frames would not say.

    Until the file is written the lines are kept packed: of many frames they would be much.
    """

    _count: int = 0
    _packing: "zlib._Compress" = Factory(lambda: zlib.compressobj(FAST))
    _packed: bytearray = Factory(bytearray)

    def add(self, frame: PackedFrame, file: PackedFile) -> None:
        """Take in a frame."""
        # fmt: off
        line = b"    " + _json({
            "index": frame.number, "file": file.name, "time": _seconds(frame.time),
            "instant": None if frame.instant is None else _seconds(frame.instant),
            "key_frame": frame.key_frame, "sharpness": float(f"{frame.sharpness:.4g}"),
            "width": frame.width, "height": frame.height, **file.facts(),
        })
        # fmt: on
        self._packed += self._packing.compress(b",\n" + line if self._count else line)
        self._count += 1

    def end(
        self,
        *,
        video: FoundVideo,
        wishes: FrameWishes,
        contact_sheet: PackedFile,
        skipped: Sequence[SkippedInstant],
    ) -> Iterable[bytes]:
        """Return the file, with what there is to say of the whole."""
        sheet = {"file": contact_sheet.name, **contact_sheet.facts()}
        first = [
            _line("format", _json(FORMAT)),
            _line("video", _json(asdict(video) | {"seconds": _seconds(video.seconds)})),
            _line("wishes", _json(dict(_wishes(wishes)))),
            _line("frames", b"[\n" if self._count else b"["),
        ]
        last = [
            b"\n  ]" if self._count else b"]",
            _line("contact_sheet", _json(sheet)),
            _line("skipped", _list([asdict(one) | {"instant": _seconds(one.instant)} for one in skipped])),
        ]
        frames = bytes(self._packed) + self._packing.flush()
        return ManifestText(b"{\n" + b",\n".join(first), frames, b",\n".join(last) + b"\n}\n")


def _wishes(wishes: FrameWishes) -> Iterator[tuple[str, object]]:
    yield "mode", wishes.mode
    if wishes.mode in {"every", "best"}:
        yield "every", wishes.every
    if wishes.mode == "at":
        yield "at", wishes.at
    yield "width", wishes.width
    yield "format", wishes.format


def _line(name: str, value: bytes) -> bytes:
    return b"  " + _json(name) + b": " + value


def _list(values: Sequence[object]) -> bytes:
    lines = b",\n".join(b"    " + _json(value) for value in values)
    return b"[\n" + lines + b"\n  ]" if lines else b"[]"


def _json(value: Mapping[str, Any] | object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def _seconds(value: float) -> float:
    return round(value, MICROSECONDS)
