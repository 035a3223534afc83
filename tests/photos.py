"""Photos of every kind for tests, and files that only claim to be photos."""

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose

RED, GREEN, BLUE, WHITE = (230, 20, 20), (20, 180, 20), (20, 20, 230), (240, 240, 240)
SIZE: Final = (96, 64)
ORIENTATION: Final = 0x0112
# What a camera that was held so has stored: the inverse of what turns it upright.
STORED: Final[Mapping[int, Transpose | None]] = {
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}


def quarters(size: tuple[int, int] = SIZE) -> Image.Image:
    """Return a picture whose quarters are red and green above blue and white."""
    small = Image.new("RGB", (2, 2))
    for at, colour in (((0, 0), RED), ((1, 0), GREEN), ((0, 1), BLUE), ((1, 1), WHITE)):
        small.putpixel(at, colour)
    return small.resize(size, Resampling.NEAREST)


def bytes_of(image: Image.Image, kind: str, **how: Any) -> bytes:
    """Return the picture as a file of a kind that Pillow knows."""
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def jpeg(image: Image.Image | None = None, **how: Any) -> bytes:
    """Return a JPEG file."""
    return bytes_of(image or quarters(), "JPEG", **{"quality": 95, "subsampling": 0, **how})


def png(image: Image.Image | None = None, **how: Any) -> bytes:
    """Return a PNG file."""
    return bytes_of(image or quarters(), "PNG", **how)


def heic(image: Image.Image | None = None, **how: Any) -> bytes:
    """Return a HEIC file."""
    import pillow_heif

    file = io.BytesIO()
    pillow_heif.from_pillow(image or quarters()).save(file, quality=90, **how)
    return file.getvalue()


def turned(orientation: int, kind: str = "JPEG") -> bytes:
    """Return a file whose pixels lie as that EXIF orientation says."""
    image, way = quarters(), STORED[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    lossless: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {}
    quality: dict[str, Any] = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    stored = image if way is None else image.transpose(way)
    return bytes_of(stored, kind, exif=exif.tobytes(), **lossless, **quality)


def see_through() -> Image.Image:
    """Return the quarters, the upper ones of which are transparent."""
    image = quarters().convert("RGBA")
    image.putalpha(Image.new("L", (1, 2)).resize(SIZE))
    mask = Image.new("L", (1, 2), 0)
    mask.putpixel((0, 1), 255)
    image.putalpha(mask.resize(SIZE, Resampling.NEAREST))
    return image


def palette(*, transparent: bool = False) -> bytes:
    """Return a PNG file with a table of colours, the red of which may be transparent."""
    image = quarters().quantize(4)
    first = image.getpixel((0, 0))
    return png(image, transparency=first) if transparent else png(image)


def grey_16(value: int) -> bytes:
    """Return a PNG file all of whose pixels have that one of 65,536 greys."""
    return png(Image.frombytes("I;16", SIZE, struct.pack("<H", value) * SIZE[0] * SIZE[1]))


def mpo() -> bytes:
    """Return what a stereo camera writes: the quarters, and then something black."""
    return bytes_of(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", SIZE)], quality=95)


@lru_cache(maxsize=1)
def display_p3() -> bytes:
    """Return a profile of the colours that telephones have, with a plain gamma of 2.2."""
    description = b"desc" + bytes(4) + struct.pack(">I", 3) + b"P3\0" + bytes(78)
    gamma = b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    tags = {
        b"desc": description + bytes(-len(description) % 4),
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": _xyz(0.51512, 0.2412, -0.00105),
        b"gXYZ": _xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": _xyz(0.15710, 0.06657, 0.78407),
        b"rTRC": gamma,
        b"gTRC": gamma,
        b"bTRC": gamma,
    }
    table, data, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, tag in tags.items():
        table += struct.pack(">4sII", name, at + len(data), len(tag))
        data += tag
    white = struct.pack(">3i", 63190, 65536, 54061)
    head = struct.pack(">I4xI4s4s4s12x4s28x", at + len(data), 0x02100000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    return (head + white).ljust(128, b"\0") + table + data


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def srgb() -> bytes:
    """Return the profile of screens."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def png_chunk(name: bytes, data: bytes) -> bytes:
    """Return a part of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_claiming(width: int, height: int, *, rows: int = 1, extra: bytes = b"") -> bytes:
    """Return a PNG file that says how large it is, and has few rows of grey."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(bytes(rows * (width + 1)), 1))
    return b"\x89PNG\r\n\x1a\n" + head + extra + data + png_chunk(b"IEND", b"")


def jpeg_claiming(width: int, height: int) -> bytes:
    """Return a JPEG file whose header says that it is larger than it is."""
    file = bytearray(jpeg())
    at = file.index(b"\xff\xc0")
    file[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(file)


def box_claiming(file: bytes, width: int, height: int) -> bytes:
    """Return an AVIF or HEIC file whose header says that it is larger than it is."""
    at = file.index(b"ispe")
    return file[: at + 8] + struct.pack(">II", width, height) + file[at + 16 :]


def flipped(file: bytes, every: int) -> bytes:
    """Return a file with damaged bits, behind its beginning."""
    damaged = bytearray(file)
    for at in range(200, len(damaged), every):
        damaged[at] ^= 1 << at % 8
    return bytes(damaged)


KINDS: Final[Mapping[str, Callable[[], bytes]]] = {
    "JPEG": jpeg,
    "progressive JPEG": lambda: jpeg(progressive=True),
    "MPO": mpo,
    "CMYK": lambda: jpeg(quarters().convert("CMYK")),
    "PNG": png,
    "palette": palette,
    "interlaced profile": lambda: png(icc_profile=srgb()),
    "opaque RGBA": lambda: png(quarters().convert("RGBA")),
    "WebP": lambda: bytes_of(quarters(), "WEBP", lossless=True),
    "lossy WebP": lambda: bytes_of(quarters(), "WEBP", quality=95),
    "moving WebP": lambda: bytes_of(
        quarters(), "WEBP", save_all=True, append_images=[Image.new("RGB", SIZE)], lossless=True
    ),
    "AVIF": lambda: bytes_of(quarters(), "AVIF", quality=95),
    "HEIC": heic,
}
NO_PHOTOS: Final[Mapping[str, bytes]] = {
    "nothing": b"",
    "text": "저는 사진이 아닙니다".encode(),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file showpage\n",
    "playlist": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "ffconcat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "MVG": b"push graphic-context\nviewbox 0 0 9 9\nimage over 0,0 0,0 'url(http://127.0.0.1/)'\npop graphic-context\n",
    "GIF": bytes_of(quarters(), "GIF"),
    "BMP": bytes_of(quarters(), "BMP"),
    "TIFF": bytes_of(quarters(), "TIFF"),
    "film": b"\0\0\0\x18ftypisom\0\0\0\0isomavc1\0\0\0\x08mdat",
}
