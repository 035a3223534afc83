"""How much a decoder must be able to do to play a film (ITU-T H.264, table A-1)."""

from typing import Final

from attrs import frozen

from adapters.ffmpeg.h264.not_as_written import NotAsWritten


@frozen
class Level:
    """What a decoder of this level can do: macroblocks a second, in a picture, and in the pictures that it keeps."""

    number: int
    a_second: int
    a_picture: int
    kept: int


LEVELS: Final = (
    Level(10, 1485, 99, 396),
    Level(11, 3000, 396, 900),
    Level(12, 6000, 396, 2376),
    Level(20, 11880, 396, 2376),
    Level(21, 19800, 792, 4752),
    Level(22, 20250, 1620, 8100),
    Level(30, 40500, 1620, 8100),
    Level(31, 108000, 3600, 18000),
    Level(32, 216000, 5120, 20480),
    Level(40, 245760, 8192, 32768),
    Level(42, 522240, 8704, 34816),
    Level(50, 589824, 22080, 110400),
    Level(51, 983040, 36864, 184320),
    Level(52, 2073600, 36864, 184320),
)


def level(*, columns: int, rows: int, fps: int, kept: int) -> int:
    """Return the least level, times ten, for pictures of so many macroblocks, of which so many are kept."""
    size = columns * rows
    for each in LEVELS:
        narrow = max(columns, rows) ** 2 <= 8 * each.a_picture
        if narrow and size <= each.a_picture and size * fps <= each.a_second and size * kept <= each.kept:
            return each.number
    raise NotAsWritten(f"no level allows {columns} by {rows} macroblocks {fps} times a second")
