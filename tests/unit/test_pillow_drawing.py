"""How a photo is laid on the canvas."""

from pathlib import Path

import pytest
from attrs import evolve
from PIL import Image, ImageStat

from adapters.pillow.drawing import drawn, words_alone
from adapters.pillow.photo_file import found
from core.video.model.timeline import Box, Picture, Text
from tests import photos

SIZE = (64, 96)
HIGH, WIDE = (60, 180), (180, 60)
TEXT = Text(text="부산 Busan", box=Box(left=4, top=4, width=56, height=30), size=20)


def bands(size: tuple[int, int], *, across: bool) -> bytes:
    """A photo of ten bands, from black to white, from the left or from the top."""
    line = Image.new("L", (10, 1) if across else (1, 10))
    for number in range(10):
        line.putpixel((number, 0) if across else (0, number), number * 28)
    return photos.png(line.resize(size, Image.Resampling.NEAREST).convert("RGB"))


def shown(path: Path, file: bytes, picture: Picture, size: tuple[int, int] = SIZE) -> Image.Image:
    path.write_bytes(file)
    with found(path) as photo:
        return drawn(picture, photo, size=size)


def grey(image: Image.Image, x: int, y: int) -> int:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return int(pixel[1])


def unrest(image: Image.Image) -> float:
    return float(ImageStat.Stat(image.convert("L")).stddev[0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "photo"


def test_a_wide_photo_is_cropped_on_both_sides_alike(path: Path) -> None:
    image = shown(path, bands(WIDE, across=True), Picture(photo=0, fit="crop"))
    assert abs(grey(image, 0, 50) - 4 * 28) <= 28
    assert abs(grey(image, 63, 50) - 5 * 28) <= 28
    assert abs((grey(image, 8, 50) + grey(image, 55, 50)) / 2 - 4.5 * 28) <= 2


def test_a_high_photo_is_cropped_more_below_than_above(path: Path) -> None:
    image = shown(path, bands(HIGH, across=False), Picture(photo=0, fit="crop"))
    above, below = grey(image, 30, 1), 9 * 28 - grey(image, 30, 94)
    assert 0 < above < below


def test_a_photo_is_shown_whole_before_itself_blurred_and_darkened(path: Path) -> None:
    image = shown(path, bands(WIDE, across=True), Picture(photo=0))
    middle = [grey(image, x, 48) for x in (2, 60)]
    assert middle[0] <= 3
    assert middle[1] >= 249
    behind = image.crop((0, 0, 64, 35))
    assert 20 < ImageStat.Stat(behind).mean[0] < 127 * 0.7
    assert unrest(behind) < unrest(image.crop((0, 40, 64, 56))) / 3


def test_a_photo_of_the_canvas_s_proportions_covers_it(path: Path) -> None:
    blurred = shown(path, bands((640, 960), across=True), Picture(photo=0))
    cropped = shown(path, bands((640, 960), across=True), Picture(photo=0, fit="crop"))
    assert blurred.tobytes() == cropped.tobytes()


def test_soft_blurs_all_of_it_and_darkens_nothing(path: Path) -> None:
    file = photos.png(Image.effect_noise((200, 300), 90).convert("RGB"))
    soft = shown(path, file, Picture(photo=0, soft=True))
    sharp = shown(path, file, Picture(photo=0, fit="crop"))
    assert unrest(soft) < unrest(sharp) / 3
    assert abs(ImageStat.Stat(soft).mean[0] - ImageStat.Stat(sharp).mean[0]) < 4


@pytest.mark.parametrize(("veil", "left"), [(0.0, 200), (0.25, 150), (0.5, 100), (1.0, 0)])
def test_a_veil_darkens(path: Path, veil: float, left: int) -> None:
    file = photos.png(Image.new("RGB", SIZE, (200, 200, 200)))
    assert grey(shown(path, file, Picture(photo=0, veil=veil)), 30, 30) == left


def test_without_a_photo_there_is_a_plain_dark_ground() -> None:
    image = drawn(Picture(photo=None), None, size=SIZE)
    assert image.size == SIZE
    assert unrest(image) == 0
    assert 0 < grey(image, 0, 0) < 60


def test_words_are_written_over_the_veil_and_stay_in_their_box(path: Path) -> None:
    file = photos.png(Image.new("RGB", SIZE, (90, 90, 90)))
    bare = Picture(photo=0, veil=0.5)
    without, with_words = shown(path, file, bare), shown(path, file, evolve(bare, texts=(TEXT,)))
    assert with_words.crop((0, 34, 64, 96)).tobytes() == without.crop((0, 34, 64, 96)).tobytes()
    assert max(with_words.crop((4, 4, 60, 34)).convert("L").tobytes()) > 200


def test_words_grow_with_the_picture() -> None:
    plain = Picture(photo=None, texts=(TEXT,))
    small = drawn(plain, None, size=SIZE).convert("L")
    large = drawn(evolve(plain, scale=2.0), None, size=(128, 192)).convert("L")
    lit = [image.point([255 * (value > 128) for value in range(256)]).getbbox() for image in (small, large)]
    assert lit[0] is not None
    assert lit[1] is not None
    assert all(abs(2 * before - after) <= 4 for before, after in zip(lit[0], lit[1], strict=True))


def test_words_alone_have_a_transparent_ground() -> None:
    assert words_alone((), size=SIZE).tobytes() == bytes(64 * 96 * 4)
    image = words_alone((TEXT,), size=SIZE)
    box = image.getchannel("A").getbbox()
    assert box is not None
    assert box[0] >= 4
    assert box[3] <= 34


@pytest.mark.parametrize("size", [(2, 2), (64, 96), (96, 64), (1080, 2)], ids=str)
@pytest.mark.parametrize(
    "picture",
    [Picture(photo=0), Picture(photo=0, fit="crop"), Picture(photo=0, soft=True)],
    ids=["whole", "cropped", "soft"],
)
def test_any_canvas_is_covered(path: Path, size: tuple[int, int], picture: Picture) -> None:
    image = shown(path, photos.jpeg(), picture, size)
    assert image.size == size
    assert image.mode == "RGB"
