"""Frames have the colours that the video means, whatever its numbers mean: checked by numbers."""

from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import pairwise
from math import log, sqrt
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from adapters.pyav.frame_extractor import PyavFrameExtractor
from core.video.model.frames.wishes import FrameWishes
from tests.frame_takes import Extracted, extracted
from tests.video_meanings import BT601, BT709, BT2020, FULL, HLG, PQ, SDR_2020, SIDE, Colour, Meaning, video_of

EXTRACTOR: Final = PyavFrameExtractor(threads=1)
GREYS: Final = [(level, level, level) for level in (0.0, 0.25, 0.5, 0.75, 1.0)]
COLOURS: Final = [*GREYS, (1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0), (0.8, 0.5, 0.2), (0.4, 0.6, 0.8)]
TO_2020: Final = ((0.627404, 0.329283, 0.043313), (0.069097, 0.919540, 0.011362), (0.016391, 0.088013, 0.895595))


def patches(got: Extracted, number: int) -> list[tuple[int, ...]]:
    image = Image.open(BytesIO(got.frames[0].data)).convert("RGB")
    row = image.crop((0, image.height // 2, image.width, image.height // 2 + 1)).tobytes()
    return [tuple(row[3 * at : 3 * at + 3]) for at in (SIDE * place + SIDE // 2 for place in range(number))]


def near(got: Sequence[tuple[int, ...]], wanted: Sequence[Colour], *, by: int) -> bool:
    pairs = zip(got, wanted, strict=True)
    return all(abs(part - 255 * of) <= by for one, other in pairs for part, of in zip(one, other, strict=True))


def to_2020(colour: Colour) -> Colour:
    red, green, blue = (sum(part * of for part, of in zip(row, colour, strict=True)) for row in TO_2020)
    return red, green, blue


def pq(light: float) -> float:
    power = (max(0.0, light) / 10_000) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def hlg(scene: float) -> float:
    return sqrt(3 * scene) if scene <= 1 / 12 else 0.17883277 * log(12 * scene - 0.28466892) + 0.55991073


def srgb(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def each(colour: Colour, curve: Callable[[float], float]) -> Colour:
    return curve(colour[0]), curve(colour[1]), curve(colour[2])


@pytest.mark.parametrize(
    "meaning",
    [
        Meaning(matrix=BT709),
        Meaning(matrix=BT601),
        Meaning(matrix=BT709, scale=FULL),
        Meaning(matrix=BT601, tagged=False),
        Meaning(matrix=BT709, tagged=False, height=720),
    ],
    ids=["BT.709", "BT.601", "full range", "small and untagged", "large and untagged"],
)
async def test_colours_are_what_the_video_means(tmp_path: Path, meaning: Meaning) -> None:
    video = video_of(tmp_path / "colours.mp4", COLOURS, meaning)
    png = await extracted(EXTRACTOR, video, FrameWishes(format="png"))
    assert near(patches(png, len(COLOURS)), COLOURS, by=3)
    jpeg = await extracted(EXTRACTOR, video, FrameWishes())
    assert near(patches(jpeg, len(COLOURS)), COLOURS, by=5)


async def test_what_is_brighter_than_white_becomes_white_in_steps(tmp_path: Path) -> None:
    levels = (0, 1, 5, 20, 50, 90, 150, 203, 400, 900)
    for name, transfer, curve in (("pq", PQ, pq), ("hlg", HLG, lambda light: hlg((light / 1000) ** (1 / 1.2)))):
        meaning = Meaning(matrix=BT2020, transfer=transfer, primaries=9, depth=10)
        video = video_of(tmp_path / f"{name}.mp4", [each((level,) * 3, curve) for level in levels], meaning)
        for form in ("png", "jpeg"):
            got = await extracted(EXTRACTOR, video, FrameWishes(format=form))
            assert got.video.hdr
            greys = patches(got, len(levels))
            assert all(max(grey) - min(grey) <= 4 for grey in greys)
            assert all(darker[1] < lighter[1] for darker, lighter in pairwise(greys))
            # What is darker than half of white is as bright as it is meant to be.
            assert near(greys[:6], [(srgb(level / 203),) * 3 for level in levels[:6]], by=3)
            assert greys[7][1] > 220


async def test_colours_of_hdr_keep_their_hue(tmp_path: Path) -> None:
    wanted = [(0.4, 0.05, 0.05), (0.05, 0.4, 0.05), (0.05, 0.05, 0.4), (0.3, 0.2, 0.1)]
    meaning = Meaning(matrix=BT2020, transfer=PQ, primaries=9, depth=10)
    video = video_of(
        tmp_path / "hues.mp4", [each(to_2020(one), lambda part: pq(203 * part)) for one in wanted], meaning
    )
    got = await extracted(EXTRACTOR, video, FrameWishes(format="png"))
    assert near(patches(got, len(wanted)), [each(one, srgb) for one in wanted], by=4)


async def test_wide_colours_that_are_not_hdr_are_not_washed_out(tmp_path: Path) -> None:
    wanted = [(0.8, 0.2, 0.2), (0.2, 0.8, 0.2), (0.2, 0.2, 0.8), (0.5, 0.5, 0.5)]
    meaning = Meaning(matrix=BT2020, transfer=SDR_2020, primaries=9, depth=10)
    wide = [each(to_2020(each(one, lambda part: part**2.4)), lambda part: part ** (1 / 2.4)) for one in wanted]
    got = await extracted(EXTRACTOR, video_of(tmp_path / "wide.mp4", wide, meaning), FrameWishes(format="png"))
    assert not got.video.hdr
    assert near(patches(got, len(wanted)), wanted, by=4)
