"""What Pillow makes of photos: every kind of file, upright and in sRGB."""

import io
import os
import zlib
from pathlib import Path

import pytest
from attrs import evolve
from PIL import Image

from adapters.pillow.drawing import drawn, size_of
from adapters.pillow.photo_file import Broken, found
from core.video.model.timeline import Picture
from tests import photos
from tests.photos import BLUE, GREEN, KINDS, NO_PHOTOS, RED, WHITE

CROP = Picture(photo=0, fit="crop")
GROUND = (22, 24, 29)


def shown(path: Path, file: bytes, picture: Picture = CROP, size: tuple[int, int] = (48, 32)) -> Image.Image:
    path.write_bytes(file)
    with found(path) as photo:
        return drawn(picture, photo, size=size)


def looked_at(path: Path, file: bytes) -> tuple[int, int]:
    path.write_bytes(file)
    with found(path) as photo:
        return size_of(photo)


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int], by: int = 6) -> bool:
    pixel = image.getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(got - wanted) <= by for got, wanted in zip(pixel, colour, strict=True))


def shows_quarters(image: Image.Image, by: int = 12) -> bool:
    width, height = image.size
    left, right, top, bottom = width // 4, width * 3 // 4, height // 4, height * 3 // 4
    corners = ((left, top), RED), ((right, top), GREEN), ((left, bottom), BLUE), ((right, bottom), WHITE)
    return all(near(image, at, colour, by) for at, colour in corners)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "photo"


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_photo_is_shown_in_its_colours(path: Path, kind: str) -> None:
    file = KINDS[kind]()
    assert looked_at(path, file) == photos.SIZE
    assert shows_quarters(shown(path, file), by=20 if kind == "CMYK" else 12)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(path: Path, orientation: int, kind: str) -> None:
    file = photos.turned(orientation, kind)
    assert looked_at(path, file) == photos.SIZE
    assert shows_quarters(shown(path, file))


def test_an_avif_photo_is_turned_once(path: Path) -> None:
    exif = Image.Exif()
    exif[photos.ORIENTATION] = 6
    stored = photos.quarters().transpose(Image.Transpose.ROTATE_90)
    file = photos.bytes_of(stored, "AVIF", exif=exif.tobytes(), quality=95)
    assert looked_at(path, file) == photos.SIZE
    assert shows_quarters(shown(path, file))


def test_a_heic_photo_is_turned_once(path: Path) -> None:
    exif = Image.Exif()
    exif[photos.ORIENTATION] = 6
    stored = photos.quarters().transpose(Image.Transpose.ROTATE_90)
    file = photos.heic(stored, exif=exif.tobytes())
    assert looked_at(path, file) == photos.SIZE
    assert shows_quarters(shown(path, file))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_part_of_a_turned_photo_is_the_part_that_is_meant(path: Path, orientation: int) -> None:
    image = shown(path, photos.turned(orientation), size=(16, 64))
    assert near(image, (2, 8), RED, 12)
    assert near(image, (13, 8), GREEN, 12)
    assert near(image, (2, 56), BLUE, 12)


@pytest.mark.parametrize(
    "exif",
    [b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12" * 40],
    ids=["nonsense", "points nowhere", "too many entries"],
)
def test_what_a_camera_noted_wrongly_does_no_harm(path: Path, exif: bytes) -> None:
    assert shows_quarters(shown(path, photos.jpeg(exif=exif)))
    assert looked_at(path, photos.jpeg(exif=exif)) == photos.SIZE


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_there_is_not_is_none(path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[photos.ORIENTATION] = orientation
    assert shows_quarters(shown(path, photos.jpeg(exif=exif.tobytes())))


def test_colours_of_a_telephone_become_srgb(path: Path) -> None:
    image = Image.new("RGB", photos.SIZE, (200, 100, 60))
    plain = shown(path, photos.jpeg(image))
    managed = shown(path, photos.jpeg(image, icc_profile=photos.display_p3()))
    assert near(plain, (9, 9), (200, 100, 60), 3)
    # By the matrices of the two, a gamma of 2.2 and the curve of sRGB.
    assert near(managed, (9, 9), (216, 93, 43), 3)


def test_the_profile_of_screens_changes_nothing(path: Path) -> None:
    assert shows_quarters(shown(path, photos.jpeg(icc_profile=photos.srgb())))


@pytest.mark.parametrize("size", [9, 200_000, 9_000_000], ids=["short", "long", "longer than is read"])
def test_a_profile_that_makes_no_sense_is_ignored(path: Path, size: int) -> None:
    assert shows_quarters(shown(path, photos.jpeg(icc_profile=b"\1" * size)))


def test_a_profile_of_other_colours_than_the_photos_is_ignored(path: Path) -> None:
    grey = photos.jpeg(Image.new("L", photos.SIZE, 90), icc_profile=photos.display_p3())
    assert near(shown(path, grey), (5, 5), (90, 90, 90), 2)


@pytest.mark.parametrize("value", [0, 300, 32_896, 65_535])
def test_sixteen_bits_become_eight(path: Path, value: int) -> None:
    grey = round(value / 257)
    assert near(shown(path, photos.grey_16(value)), (9, 9), (grey, grey, grey), 1)


def test_black_and_white_and_grey_are_shown(path: Path) -> None:
    white = Image.new("1", photos.SIZE, 1)
    assert near(shown(path, photos.png(white)), (9, 9), (255, 255, 255), 0)
    assert near(shown(path, photos.jpeg(Image.new("L", photos.SIZE, 100))), (9, 9), (100, 100, 100), 1)


def test_what_is_transparent_shows_the_ground(path: Path) -> None:
    clear = photos.see_through()
    files = (
        photos.png(clear),
        photos.png(clear.convert("LA")),
        photos.bytes_of(clear, "WEBP", lossless=True),
        photos.bytes_of(clear, "AVIF", quality=95),
        photos.heic(clear),
        photos.palette(transparent=True),
    )
    for file in files:
        image = shown(path, file)
        assert near(image, (8, 8), GROUND, 3)
        assert not near(image, (40, 28), GROUND, 40)


def test_a_large_photo_is_averaged_as_it_is(path: Path) -> None:
    for image in (photos.quarters((1500, 1000)), photos.quarters((1500, 1000)).quantize(4)):
        assert shows_quarters(shown(path, photos.png(image)))
    clear = photos.see_through().resize((1500, 1000), Image.Resampling.NEAREST)
    assert near(shown(path, photos.png(clear)), (8, 8), GROUND, 1)
    high = photos.quarters((700, 1300))
    assert shows_quarters(shown(path, photos.png(high), size=(28, 52)))


@pytest.mark.parametrize("size", [(1, 1), (1, 10_000), (10_000, 1), (2, 3)], ids=str)
@pytest.mark.parametrize("fit", ["crop", "blur"])
def test_a_photo_of_any_proportions_is_shown(path: Path, size: tuple[int, int], fit: str) -> None:
    file = photos.png(Image.new("RGB", size, (200, 90, 30)))
    assert looked_at(path, file) == size
    image = shown(path, file, Picture(photo=0, fit="crop" if fit == "crop" else "blur"))
    assert near(image, (23, 15), (200, 90, 30), 3)


@pytest.mark.parametrize("kind", list(NO_PHOTOS))
def test_what_is_no_photo_is_refused_and_told_what_is(path: Path, kind: str) -> None:
    with pytest.raises(Broken) as refused:
        shown(path, NO_PHOTOS[kind])
    wanted = "is empty" if kind == "nothing" else "is no photo: JPEG, PNG, WebP, AVIF and HEIC are"
    assert refused.value.reason == wanted


def test_a_photo_that_ends_too_early_is_refused(path: Path) -> None:
    for kind in ("JPEG", "PNG"):
        file = KINDS[kind]()
        with pytest.raises(Broken) as refused:
            shown(path, file[: len(file) * 2 // 3])
        assert refused.value.reason == "is cut off"
    for kind in ("lossy WebP", "AVIF", "HEIC"):
        file = KINDS[kind]()
        with pytest.raises(Broken):
            shown(path, file[: len(file) * 2 // 3])


@pytest.mark.parametrize("size", [(10_001, 10_000), (20_000, 20_000), (60_000, 60_000), (30_001, 1)], ids=str)
def test_a_photo_that_is_too_large_is_refused_before_it_is_decoded(path: Path, size: tuple[int, int]) -> None:
    width, height = size
    avif, heic = KINDS["AVIF"](), KINDS["HEIC"]()
    for file in (photos.png_claiming(width, height), photos.jpeg_claiming(width, height)):
        with pytest.raises(Broken, match=f"is {width} x {height} pixels large"):
            looked_at(path, file)
    for file in (photos.box_claiming(avif, width, height), photos.box_claiming(heic, width, height)):
        with pytest.raises(Broken):
            shown(path, file)


def test_the_largest_photo_is_looked_at(path: Path) -> None:
    assert looked_at(path, photos.png_claiming(10_000, 10_000)) == (10_000, 10_000)
    assert looked_at(path, photos.jpeg_claiming(30_000, 3_333)) == (30_000, 3_333)


def test_a_text_that_unfolds_to_a_hundred_megabytes_is_refused(path: Path) -> None:
    bomb = photos.png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9))
    with pytest.raises(Broken):
        shown(path, photos.png_claiming(9, 9, rows=9, extra=bomb))


def test_pixels_that_are_more_than_the_header_says_are_not_unfolded(path: Path) -> None:
    assert shown(path, photos.png_claiming(9, 9, rows=100_000)).size == (48, 32)


def test_what_the_file_says_beside_the_picture_is_dropped(path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    image = shown(path, photos.jpeg(exif=exif.tobytes(), comment=b"a secret place"))
    assert b"a secret place" not in image.tobytes()
    assert b"a secret place" not in photos.bytes_of(image, "PNG")


def test_a_file_is_read_only_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "true").write_bytes(photos.jpeg())
    (tmp_path / "link").symlink_to(tmp_path / "true")
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "link", "pipe", "nothing", "a\0b"):
        with pytest.raises(Broken), found(tmp_path / name):
            raise AssertionError(f"{name} was opened")


def test_memory_that_runs_out_is_the_photos_fault(path: Path) -> None:
    def greedy(_: io.BufferedReader) -> Image.Image:
        raise MemoryError

    path.write_bytes(photos.jpeg())
    with found(path) as photo, pytest.raises(Broken, match="takes more memory than a photo may"):
        size_of(evolve(photo, decoder=greedy))
