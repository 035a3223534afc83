"""How frames are painted: colours, windows, blends, words."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw, ImageStat

from adapters.ffmpeg.moving.lettering import Lettering
from adapters.ffmpeg.moving.planes import Planes
from adapters.ffmpeg.moving.window import WHOLE, window_at
from core.video.model.canvas import Canvas
from core.video.model.timeline import Motion, Window

CANVAS = Canvas(width=64, height=96)
SIZE = (80, 120)
# Of full-range RGB, as ITU-R BT.709 computes them.
KNOWN = {
    (0, 0, 0): (16, 128, 128),
    (255, 255, 255): (235, 128, 128),
    (255, 0, 0): (63, 102, 240),
    (0, 255, 0): (173, 42, 26),
    (0, 0, 255): (32, 240, 118),
    (128, 128, 128): (126, 128, 128),
}


def plain(colour: tuple[int, int, int]) -> Planes:
    return Planes.of_rgb(bytes(colour) * (SIZE[0] * SIZE[1]), SIZE)


def corners(planes: Planes) -> tuple[object, ...]:
    return tuple(plane.getextrema() for plane in (planes.luma, planes.blue, planes.red))


def an_edge(at: float) -> Planes:
    """White on the left, black on the right."""
    wide = Image.new("L", (SIZE[0] * 16, SIZE[1]))
    wide.paste(255, (0, 0, round(at * 16), SIZE[1]))
    return Planes.of_rgb(wide.resize(SIZE, Image.Resampling.BOX).convert("RGB").tobytes(), SIZE)


def edge_of(planes: Planes) -> float:
    """How many columns are white, and what part of the next."""
    return (ImageStat.Stat(planes.luma).mean[0] - 16) / 219 * planes.luma.width


@pytest.mark.parametrize(("rgb", "known"), KNOWN.items(), ids=map(str, KNOWN))
def test_colours_are_those_of_limited_bt709(rgb: tuple[int, int, int], known: tuple[int, int, int]) -> None:
    assert corners(plain(rgb)) == tuple((value, value) for value in known)
    assert corners(plain(rgb).through(WHOLE, CANVAS)) == tuple((value, value) for value in known)


def test_planes_come_back_as_they_were_written() -> None:
    planes = an_edge(33.3).through(WHOLE, CANVAS)
    again = Planes.of_bytes(planes.to_bytes(), (CANVAS.width, CANVAS.height))
    assert again.to_bytes() == planes.to_bytes()
    assert len(planes.to_bytes()) == CANVAS.width * CANVAS.height * 3 // 2


def test_a_window_as_large_as_the_canvas_shows_the_very_pixels() -> None:
    noise = Image.effect_noise(SIZE, 80).convert("RGB")
    seen = Planes.of_rgb(noise.tobytes(), SIZE).through(Window(left=0.1, top=0.1, size=0.8), CANVAS)
    part = Planes.of_rgb(noise.crop((8, 12, 72, 108)).tobytes(), (64, 96))
    assert seen.luma.tobytes() == part.luma.tobytes()


@pytest.mark.parametrize("left", [0.0, 0.05, 0.1003, 0.2])
def test_colour_stays_where_brightness_is(left: float) -> None:
    picture = Image.new("RGB", SIZE, (0, 0, 0))
    picture.paste((255, 255, 0), (0, 0, 37, SIZE[1]))
    seen = Planes.of_rgb(picture.tobytes(), SIZE).through(Window(left=left, top=0.1, size=0.8), CANVAS)
    blue = ImageStat.Stat(seen.blue)
    columns = (128 - blue.mean[0]) / (128 - blue.extrema[0][0]) * 32
    # A colour's column stands at the left pixel of its two, a quarter of it further left than its middle.
    assert columns - 0.25 == pytest.approx((37 - left * 80) / 2, abs=0.05)


def test_a_window_reaches_every_edge_of_a_picture() -> None:
    for left, top in ((0, 0), (0.2, 0), (0, 0.2), (0.2, 0.2), (0.2 + 1e-9, 0.2 + 1e-9)):
        assert plain((9, 99, 199)).through(Window(left=left, top=top, size=0.8), CANVAS).luma.size == (64, 96)


def test_a_movement_begins_and_ends_gently_where_it_should() -> None:
    motion = Motion(begin=Window(left=0, top=0, size=1), end=Window(left=0.2, top=0.1, size=0.8))
    windows = [window_at(motion, frame, of=50) for frame in range(50)]
    assert windows[0] == motion.begin
    assert windows[-1] == motion.end
    steps = [after.left - before.left for before, after in pairwise(windows)]
    assert steps[0] == pytest.approx(steps[-1])
    assert max(steps) > 20 * steps[0] > 0
    assert window_at(motion, 0, of=1) == motion.begin


@pytest.mark.parametrize(
    "end",
    [
        Window(left=0.0, top=0.1, size=0.8),
        Window(left=0.05, top=0.0, size=1.0 - 0.05),
        Window(left=0.03, top=0, size=0.97),
    ],
    ids=["closer", "aside", "hardly"],
)
def test_nothing_jitters(end: Window) -> None:
    motion = Motion(begin=WHOLE, end=end)
    picture = an_edge(50)
    places = [edge_of(picture.through(window_at(motion, frame, of=90), CANVAS)) for frame in range(90)]
    steps = [after - before for before, after in pairwise(places)]
    assert max(abs(step) for step in steps) < 0.5
    assert max(steps, key=abs) * (places[-1] - places[0]) > 0
    assert all(step * (places[-1] - places[0]) > -0.01 for step in steps)  # never back
    assert max(abs(after - before) for before, after in pairwise(steps)) < 0.03


@pytest.mark.parametrize("weight", [0.0, 1 / 16, 0.5, 15 / 16, 1.0])
def test_a_blend_is_as_thick_as_its_weight(weight: float) -> None:
    blended = plain((250, 40, 10)).over(plain((10, 60, 200)), weight)
    for name in ("luma", "blue", "red"):
        upper, lower = (getattr(plain(rgb), name).getpixel((3, 3)) for rgb in ((250, 40, 10), (10, 60, 200)))
        found = getattr(blended, name).getpixel((3, 3))
        assert found == pytest.approx(lower + (upper - lower) * weight, abs=1.0)


def words(*, colour: tuple[int, int, int, int], box: tuple[int, int, int, int]) -> Lettering | None:
    canvas = Image.new("RGBA", (64, 96))
    ImageDraw.Draw(canvas).rectangle(box, fill=colour)
    return Lettering.of_rgba(canvas.tobytes(), (64, 96))


def pixels(planes: Planes) -> Iterator[object]:
    yield planes.luma.getpixel((20, 20))
    yield planes.blue.getpixel((10, 10))
    yield planes.red.getpixel((10, 10))


def test_words_cover_what_is_below_them() -> None:
    painted = plain((0, 0, 255)).through(WHOLE, CANVAS)
    lettering = words(colour=(255, 0, 0, 255), box=(15, 15, 30, 30))
    assert lettering is not None
    lettering.cover_up(painted)
    assert tuple(pixels(painted)) == KNOWN[(255, 0, 0)]
    assert painted.luma.getpixel((14, 14)) == painted.luma.getpixel((31, 31)) == KNOWN[(0, 0, 255)][0]


def test_thin_words_let_half_of_it_through() -> None:
    painted = plain((0, 0, 0)).through(WHOLE, CANVAS)
    lettering = words(colour=(255, 255, 255, 128), box=(15, 15, 30, 30))
    assert lettering is not None
    lettering.cover_up(painted)
    assert tuple(pixels(painted)) == (pytest.approx(126, abs=1), 128, 128)


def test_no_words_are_nothing() -> None:
    assert words(colour=(255, 255, 255, 0), box=(15, 15, 30, 30)) is None
