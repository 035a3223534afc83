"""The fonts that words are drawn with: those that ship with the package, and a few that a system may have."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from attrs import frozen
from PIL import Image, ImageDraw, ImageFont, features

from adapters.pillow.lettering_cmap import Coverage, coverage_of

FONTS: Final = Path(__file__).parent / "fonts"
SYSTEM: Final = Path("/usr/share/fonts")
EMOJI_PIXELS: Final = 109  # the one size in which Noto Color Emoji has pictures
MEASURED: Final = 100  # pixels; widths at other sizes are in proportion

REGULAR: Final = (
    FONTS / "Pretendard-Regular.otf",
    SYSTEM / "opentype/noto/NotoSansCJK-Regular.ttc",
    SYSTEM / "noto-cjk/NotoSansCJK-Regular.ttc",
    FONTS / "OddiyaHanja.ttf",
    SYSTEM / "truetype/dejavu/DejaVuSans.ttf",
)
BOLD: Final = (
    FONTS / "Pretendard-Bold.otf",
    SYSTEM / "opentype/noto/NotoSansCJK-Bold.ttc",
    SYSTEM / "noto-cjk/NotoSansCJK-Bold.ttc",
    FONTS / "OddiyaHanja.ttf",
    SYSTEM / "truetype/dejavu/DejaVuSans-Bold.ttf",
)
EMOJI: Final = (
    SYSTEM / "truetype/noto/NotoColorEmoji.ttf",
    SYSTEM / "noto/NotoColorEmoji.ttf",
    SYSTEM / "google-noto-emoji/NotoColorEmoji.ttf",
    FONTS / "OddiyaEmoji.ttf",
)


@frozen
class Face:
    """A font in all its sizes."""

    path: Path

    @property
    def coverage(self) -> Coverage:
        """Which characters it has."""
        return _coverage(self.path)

    def at(self, size: float) -> ImageFont.FreeTypeFont:
        """Return it in a size, in pixels."""
        return _font(self.path, size)


@lru_cache(maxsize=2)
def faces(*, bold: bool) -> tuple[Face, ...]:
    """Return the fonts for text; the first that has a character draws it."""
    return tuple(Face(path) for path in (BOLD if bold else REGULAR) if path.is_file())


@lru_cache(maxsize=1)
def emoji_face() -> Face:
    """Return the font for emoji: a system's, which has every skin tone, or ours; Pillow draws no outlines in colour."""
    kept = (Face(path) for path in EMOJI if path.is_file())
    return next(face for face in kept if "CBDT" in face.coverage.tables)


@lru_cache(maxsize=8192)
def width_of(text: str, face: Face) -> float:
    """Return how wide a text is, in sizes of its letters."""
    return face.at(MEASURED).getlength(text) / MEASURED


@lru_cache(maxsize=4096)
def is_one_emoji(sequence: str) -> bool:
    """Tell whether the font has one picture for all of a sequence."""
    face = emoji_face()
    alone = sequence.removesuffix("\ufe0f")
    if len(alone) == 1:
        return alone in face.coverage
    if not features.check("raqm"):
        return False
    font = face.at(EMOJI_PIXELS)
    return font.getlength(sequence) <= font.getlength("\N{GRINNING FACE}")


@lru_cache(maxsize=16)
def emoji_image(sequence: str, size: int) -> Image.Image:
    """Draw an emoji, so many pixels wide."""
    font = emoji_face().at(EMOJI_PIXELS)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(sequence, anchor="ls"))
    drawn = Image.new("RGBA", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(drawn).text((-left, -top), sequence, font=font, anchor="ls", embedded_color=True)
    return drawn.resize((size, max(1, round(size * drawn.height / drawn.width))), Image.Resampling.LANCZOS)


@lru_cache(maxsize=8)
def _coverage(path: Path) -> Coverage:
    return coverage_of(path)


@lru_cache(maxsize=24)
def _font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)
