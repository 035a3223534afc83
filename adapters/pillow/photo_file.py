"""Opens files that claim to be photos: only those that are, judged by how they begin, and none that is too large."""

import os
import stat
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Final, cast

from attrs import define, frozen
from PIL import Image

from ports.photo_reader import MOST_PIXELS

LONGEST_SIDE: Final = 30_000
HEAD: Final = 64  # bytes: the kind of file, and the first brands of an AVIF or HEIC file
ORIENTATION: Final = 0x0112  # EXIF's tag
TOO_MUCH_MEMORY: Final = "takes more memory than a photo may"


@define
class Broken(Exception):  # noqa: N818 - named for the fact
    """A photo that cannot be shown; `reason` goes on where "photo 3 …" begins."""

    reason: str


@frozen(kw_only=True)
class PhotoFile:
    """A file that begins like a photo, and what decodes that kind of photo."""

    file: BufferedReader
    decoder: Callable[[BufferedReader], Image.Image]


@frozen(kw_only=True)
class Photo:
    """A photo whose pixels are not decoded yet; `orientation` is EXIF's, 1 where it is upright already."""

    image: Image.Image
    orientation: int

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height as it is looked at."""
        width, height = self.image.size
        lies = self.orientation >= 5  # noqa: PLR2004 - EXIF's first orientation that swaps the two
        return (height, width) if lies else (width, height)


@contextmanager
def found(path: Path) -> Iterator[PhotoFile]:
    """Lend a file; one that is no photo is `Broken`."""
    with _regular(path) as file:
        yield PhotoFile(file=file, decoder=_decoder(file.peek(HEAD)[:HEAD]))


@contextmanager
def opened(claim: PhotoFile) -> Iterator[Photo]:
    """Lend a photo; one that is damaged or too large is `Broken`, also when that shows inside the block."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a camera noted, which is not what a photo is judged by
            image = claim.decoder(claim.file)
            _measured(image)
            yield Photo(image=image, orientation=_orientation(image))
    except Broken:
        raise
    except MemoryError as error:
        raise Broken(TOO_MUCH_MEMORY) from error
    except Image.DecompressionBombError as error:
        raise Broken(f"is too large: {MOST_PIXELS // 1_000_000} million pixels are the most") from error
    except Exception as error:
        raise Broken("is cut off" if "truncated" in str(error).lower() else "is damaged") from error


def _regular(path: Path) -> BufferedReader:
    try:
        # A pipe would keep us waiting, and a link leads to another file.
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise Broken("cannot be read") from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise Broken("is no file")
    return os.fdopen(number, "rb")


def _decoder(head: bytes) -> Callable[[BufferedReader], Image.Image]:
    if head.startswith(b"\xff\xd8\xff"):
        from PIL.JpegImagePlugin import JpegImageFile  # MPO is JPEG with more images behind the first

        return JpegImageFile
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        from PIL.PngImagePlugin import PngImageFile

        return PngImageFile
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        from PIL.WebPImagePlugin import WebPImageFile

        return WebPImageFile
    brands = {head[at : at + 4] for at in range(8, len(head), 4)} if head[4:8] == b"ftyp" else set[bytes]()
    if brands & {b"avif", b"avis"}:
        return _avif()
    if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}:
        return _heic()
    raise Broken("is no photo: JPEG, PNG, WebP, AVIF and HEIC are" if head else "is empty")


def _avif() -> Callable[[BufferedReader], Image.Image]:
    from PIL import AvifImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    return AvifImagePlugin.AvifImageFile


def _heic() -> Callable[[BufferedReader], Image.Image]:
    from pillow_heif import HeifImageFile, options

    options.DECODE_THREADS = 1
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    return cast("Callable[[BufferedReader], Image.Image]", HeifImageFile)


def _measured(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise Broken(f"is {width} x {height} pixels large: {MOST_PIXELS // 1_000_000} million pixels are the most")
    if max(width, height) > LONGEST_SIDE:
        raise Broken(f"is {width} x {height} pixels large: {LONGEST_SIDE} are the most on either side")


def _orientation(image: Image.Image) -> int:
    if image.format == "HEIF":
        return 1  # libheif turns it; what EXIF says is there to be ignored
    try:
        said = image.getexif().get(ORIENTATION)
    except Exception:  # noqa: BLE001 - whatever is wrong with what a camera noted, the picture is still there
        return 1
    return said if isinstance(said, int) and 1 <= said <= 8 else 1  # noqa: PLR2004 - EXIF's orientations
