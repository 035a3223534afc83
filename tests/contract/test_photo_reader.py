"""What every photo reader promises."""

import asyncio
from pathlib import Path

import pytest
from attrs import evolve
from PIL import Image

from core.video.model.canvas import Canvas
from core.video.model.errors import BrokenPhoto
from core.video.model.photo import PhotoShape
from core.video.model.timeline import Box, Picture, Text
from ports.photo_reader import PhotoReader, RawPicture
from tests import photos
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.photos import BLUE, GREEN, KINDS, NO_PHOTOS, RED, WHITE
from tests.waiting import until

CANVAS = Canvas(width=48, height=32)
CROP = Picture(photo=0, fit="crop")
BOX = Box(left=6, top=4, width=36, height=20)
STRANGE = (
    "부산의 사흘",
    "Three days in Busan",
    "🎆🌊👨‍👩‍👧‍👦🇰🇷👍🏽",
    "각",  # in three parts
    "شكرا",
    "Z" * 300,
    "a\nb\r\nc\td",
    "\x00\x1b\ufffe\U000e0041",
    "\u202e\u200d\ufe0f\u0301",
    "\ud800",
    "",
    "   ",
)


@pytest.fixture(params=enrolled("photo_reader"))
async def reader(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> PhotoReader:
    opened: PhotoReader = await open_adapter(request.param)
    return opened


def kept(folder: Path, name: str, file: bytes) -> Path:
    photo = folder / name
    photo.write_bytes(file)
    return photo


def pixels_of(raw: RawPicture, mode: str = "RGB") -> Image.Image:
    return Image.frombytes(mode, (raw.width, raw.height), raw.path.read_bytes())


def shows_quarters(image: Image.Image) -> bool:
    places = ((12, 8), RED), ((36, 8), GREEN), ((12, 24), BLUE), ((36, 24), WHITE)
    for place, colour in places:
        pixel = image.getpixel(place)
        assert isinstance(pixel, tuple)
        if max(abs(got - wanted) for got, wanted in zip(pixel, colour, strict=True)) > 20:
            return False
    return True


async def test_every_kind_of_photo_is_looked_at_and_drawn(reader: PhotoReader, tmp_path: Path) -> None:
    async def check(name: str, file: bytes) -> None:
        photo = kept(tmp_path, name, file)
        assert await reader.look(photo, number=1) == PhotoShape(width=96, height=64), name
        raw = await reader.draw(CROP, photo, number=1, canvas=CANVAS, target=tmp_path / f"{name}.rgb")
        assert shows_quarters(pixels_of(raw)), name

    turned = {f"turned {way}": photos.turned(way) for way in range(1, 9)}
    await asyncio.gather(*(check(name, file) for name, file in ({k: v() for k, v in KINDS.items()} | turned).items()))


async def test_transparency_becomes_the_ground(reader: PhotoReader, tmp_path: Path) -> None:
    photo = kept(tmp_path, "photo", photos.png(photos.see_through()))
    raw = await reader.draw(CROP, photo, number=1, canvas=CANVAS, target=tmp_path / "raw")
    ground = await reader.draw(Picture(photo=None), None, number=1, canvas=CANVAS, target=tmp_path / "ground")
    assert pixels_of(raw).getpixel((9, 6)) == pixels_of(ground).getpixel((9, 6))


async def test_what_is_no_photo_is_broken_whatever_its_name(reader: PhotoReader, tmp_path: Path) -> None:
    async def check(number: int, file: bytes) -> None:
        photo = kept(tmp_path, f"{number}.jpg", file)
        with pytest.raises(BrokenPhoto) as looked:
            await reader.look(photo, number=number)
        with pytest.raises(BrokenPhoto) as drawn:
            await reader.draw(CROP, photo, number=number, canvas=CANVAS, target=tmp_path / f"{number}.rgb")
        assert looked.value.number == drawn.value.number == number
        assert f"photo {number} is " in str(drawn.value)

    await asyncio.gather(*(check(number, file) for number, file in enumerate(NO_PHOTOS.values(), 1)))
    assert not list(tmp_path.glob("*.rgb"))


async def test_a_photo_that_is_cut_off_or_too_large_is_broken(reader: PhotoReader, tmp_path: Path) -> None:
    half = kept(tmp_path, "half", photos.jpeg()[:700])
    with pytest.raises(BrokenPhoto, match="photo 7 is cut off"):
        await reader.draw(CROP, half, number=7, canvas=CANVAS, target=tmp_path / "raw")
    large = kept(tmp_path, "large", photos.png_claiming(10_001, 10_000))
    with pytest.raises(BrokenPhoto, match="photo 8 is 10001 x 10000 pixels large: 100 million pixels are the most"):
        await reader.look(large, number=8)
    largest = kept(tmp_path, "largest", photos.png_claiming(10_000, 10_000))
    assert await reader.look(largest, number=9) == PhotoShape(width=10_000, height=10_000)


async def test_a_name_may_have_any_letters(reader: PhotoReader, tmp_path: Path) -> None:
    photo = kept(tmp_path, 'it\'s\n"my" 사진 $(x);%d?*.jpg', photos.jpeg())
    target = tmp_path / 'it\'s\nthe "raw" 그림'
    raw = await reader.draw(CROP, photo, number=1, canvas=CANVAS, target=target)
    assert raw.path == target
    assert shows_quarters(pixels_of(raw))


async def test_a_place_may_be_told_from_here(
    reader: PhotoReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    photo = kept(Path(), "photo", photos.jpeg())
    assert await reader.look(photo, number=1) == PhotoShape(width=96, height=64)
    raw = await reader.draw(CROP, photo, number=1, canvas=CANVAS, target=Path("raw"))
    assert shows_quarters(pixels_of(raw))


async def test_the_same_picture_has_the_same_bytes(reader: PhotoReader, tmp_path: Path) -> None:
    photo = kept(tmp_path, "photo", photos.jpeg())
    text = Text(text="부산 🎆", box=BOX, size=12)
    for picture in (Picture(photo=0), Picture(photo=0, soft=True, veil=0.4, texts=(text,)), Picture(photo=None)):
        raws = await asyncio.gather(
            *(reader.draw(picture, photo, number=1, canvas=CANVAS, target=tmp_path / name) for name in "abc")
        )
        assert len({raw.path.read_bytes() for raw in raws}) == 1


@pytest.mark.parametrize(("scale", "size"), [(1.0, (48, 32)), (1.3, (62, 42)), (2.0, (96, 64))])
async def test_a_picture_has_even_sides_that_many_times_the_canvas(
    reader: PhotoReader, tmp_path: Path, scale: float, size: tuple[int, int]
) -> None:
    photo = kept(tmp_path, "photo", photos.jpeg())
    for picture in (evolve(CROP, scale=scale), Picture(photo=None, scale=scale)):
        raw = await reader.draw(picture, photo, number=1, canvas=CANVAS, target=tmp_path / "raw")
        assert (raw.width, raw.height) == size
        assert raw.path.stat().st_size == size[0] * size[1] * 3


async def test_a_picture_is_drawn_over_an_older_one(reader: PhotoReader, tmp_path: Path) -> None:
    target = kept(tmp_path, "raw", b"older")
    raw = await reader.draw(Picture(photo=None), None, number=1, canvas=CANVAS, target=target)
    assert pixels_of(raw).size == (48, 32)


async def test_any_text_is_drawn_and_stays_in_its_box(reader: PhotoReader, tmp_path: Path) -> None:
    async def check(number: int, text: str) -> bytes:
        texts = (Text(text=text, box=BOX, size=14),)
        raw = await reader.letter(texts, canvas=CANVAS, target=tmp_path / f"{number}")
        alpha = pixels_of(raw, "RGBA").getchannel("A")
        left, top, right, bottom = alpha.getbbox() or (6, 4, 42, 24)
        assert left >= 6, text
        assert top >= 4, text
        assert right <= 42, text
        assert bottom <= 24, text
        return alpha.tobytes()

    drawn = await asyncio.gather(*(check(number, text) for number, text in enumerate(STRANGE)))
    assert all(any(alpha) for alpha in drawn[:4])
    assert len(set(drawn[:4])) == 4
    assert not any(drawn[-1])


async def test_who_stops_waiting_leaves_no_file(reader: PhotoReader, tmp_path: Path) -> None:
    photo = kept(tmp_path, "photo", photos.png_claiming(9_000, 9_000, rows=9_000))
    drawing = asyncio.create_task(
        reader.draw(Picture(photo=0), photo, number=1, canvas=CANVAS, target=tmp_path / "raw")
    )

    async def begun() -> bool:
        return len(list(tmp_path.iterdir())) > 1

    await until(begun)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert [file.name for file in tmp_path.iterdir()] == ["photo"]
    assert await reader.look(photo, number=1) == PhotoShape(width=9_000, height=9_000)


async def test_a_photo_that_cannot_be_drawn_leaves_no_file(reader: PhotoReader, tmp_path: Path) -> None:
    photo = kept(tmp_path, "photo", photos.jpeg()[:700])
    with pytest.raises(BrokenPhoto):
        await reader.draw(CROP, photo, number=1, canvas=CANVAS, target=tmp_path / "raw")
    assert [file.name for file in tmp_path.iterdir()] == ["photo"]
