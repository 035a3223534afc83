"""Photos of a trip that nobody took: skies over seas, painted row by row."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import field, frozen

Colour = tuple[int, int, int]

WIDTH: Final = 1600
HEIGHT: Final = 1200
HORIZON: Final = 720
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


@frozen
class Scene:
    """A time of day by the sea: the sky from top to horizon, the water from there, and where the sun stands."""

    name: str
    zenith: Colour
    horizon: Colour
    water: Colour
    sun: tuple[int, int] = field(kw_only=True)
    shine: Colour = field(kw_only=True)


SCENES: Final[Sequence[Scene]] = (
    Scene("dawn", (46, 62, 120), (250, 190, 150), (40, 70, 110), sun=(420, 690), shine=(255, 214, 170)),
    Scene("morning", (90, 160, 225), (225, 238, 250), (30, 110, 150), sun=(1150, 260), shine=(255, 250, 225)),
    Scene("noon", (40, 125, 215), (180, 220, 245), (16, 130, 160), sun=(800, 150), shine=(255, 255, 240)),
    Scene("afternoon", (70, 140, 200), (250, 225, 180), (24, 95, 130), sun=(500, 420), shine=(255, 240, 200)),
    Scene("dusk", (60, 40, 110), (255, 130, 80), (50, 40, 90), sun=(950, 640), shine=(255, 180, 90)),
    Scene("night", (6, 10, 34), (40, 52, 96), (8, 16, 40), sun=(1200, 220), shine=(238, 238, 225)),
)


def photo_of(scene: Scene) -> bytes:
    """Paint the scene, as a PNG."""
    return png(WIDTH, HEIGHT, (_row(scene, y) for y in range(HEIGHT)))


def png(width: int, height: int, rows: Iterator[bytes]) -> bytes:
    """Return rows of pixels, three bytes each, as a PNG."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _row(scene: Scene, y: int) -> bytes:
    across, down = scene.sun
    if y < HORIZON:
        ground = _mixed(scene.zenith, scene.horizon, y / HORIZON)
        half = _half_chord(90, y - down)
    else:
        depth = (y - HORIZON) / (HEIGHT - HORIZON)
        waves = 0.12 if (y // (4 + int(14 * depth))) % 2 else 0.0
        ground = _mixed(scene.horizon, scene.water, min(1.0, 0.35 + depth + waves))
        half = int(30 + 160 * depth) if (y // (5 + int(12 * depth))) % 2 else 0
    left, right = max(0, across - half), min(WIDTH, across + half)
    return bytes(ground) * left + bytes(scene.shine) * (right - left) + bytes(ground) * (WIDTH - right)


def _half_chord(radius: int, distance: int) -> int:
    return int(max(0, radius**2 - distance**2) ** 0.5)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
