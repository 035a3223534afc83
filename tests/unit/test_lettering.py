"""Words on pictures: they can be read, and never leave their box."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from adapters.pillow.lettering import lettered
from core.video.model.timeline import Across, Box, Down, Text

WIDTH, HEIGHT = 160, 96
MIDDLE = Box(left=20, top=16, width=120, height=64)
STRANGE = (
    "",
    " \t\n\r\u2028 ",
    "a\0b\x1bc\x85d",
    "\ud800 lone \udfff",
    "\u202eright to left\u202c שלום مرحبا",
    "\u200d\ufe0f\u20e3\U000e0067",
    "👩\u200d" * 500,
    "Z" + "\u0301" * 400,
    "가" * 10_000,
    "word " * 2_000,
    "\U00013000\U00013001\ufdd0",
)


def a_text(words: str, *, box: Box = MIDDLE, size: int = 30, across: Across = "center", down: Down = "middle") -> Text:
    """Make a text; the tests say what matters of it."""
    return Text(text=words, box=box, size=size, across=across, down=down)


def written(text: Text, *, ground: str = "navy") -> Image.Image:
    """Write on a plain picture."""
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    lettered(image, [text])
    return image


def touched(image: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the smallest rectangle with all that was drawn."""
    plain = Image.new("RGB", image.size, image.getpixel((0, 0)))
    return ImageChops.difference(image, plain).getbbox()


def inked(image: Image.Image) -> tuple[int, int, int, int]:
    """Return the smallest rectangle with all that is nearly white."""
    box = image.convert("L").point([0] * 200 + [255] * 56).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("words", ["부산의 사흘", "Žižkov née Ẵ", "2026.11", "釜山", "こんにちは"])
def test_letters_are_white(words: str) -> None:
    left, top, right, bottom = inked(written(a_text(words, size=20)))
    assert right - left > 20
    assert bottom - top > 8


def test_emoji_have_colours() -> None:
    red, _, blue = written(a_text("🍎"), ground="gray").split()
    assert ImageStat.Stat(ImageChops.subtract(red, blue)).extrema[0][1] > 100


@pytest.mark.parametrize("ground", ["white", "black", "gray"])
def test_words_stand_out_from_any_ground(ground: str) -> None:
    low, high = written(a_text("사흘"), ground=ground).crop((60, 30, 100, 66)).convert("L").getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    assert high - low > 110
    assert high > 240


@pytest.mark.parametrize("words", STRANGE, ids=range(len(STRANGE)))
def test_no_text_leaves_its_box(words: str) -> None:
    place = touched(written(a_text(words)))
    box = MIDDLE
    assert place is None or (place[0] >= box.left and place[2] <= box.left + box.width)
    assert place is None or (place[1] >= box.top and place[3] <= box.top + box.height)


@settings(max_examples=60, deadline=None)
@given(
    words=st.text(st.characters(), max_size=40),
    box=st.builds(
        Box,
        left=st.integers(-50, 200),
        top=st.integers(-50, 200),
        width=st.integers(-1, 300),
        height=st.integers(-1, 300),
    ),
    size=st.integers(-1, 300),
)
def test_no_text_in_any_box_fails(words: str, box: Box, size: int) -> None:
    image = Image.new("RGBA", (WIDTH, HEIGHT))
    lettered(image, [a_text(words, box=box, size=size)])
    assert image.size == (WIDTH, HEIGHT)


def test_the_same_words_are_the_same_bytes() -> None:
    text = a_text("부산 Busan 🌊")
    assert written(text).tobytes() == written(text).tobytes()


def test_words_stand_where_they_are_told_to() -> None:
    left, top, _, _ = inked(written(a_text("ab", across="left", down="top")))
    _, _, right, bottom = inked(written(a_text("ab", across="right", down="bottom")))
    assert left < MIDDLE.left + 12
    assert top < MIDDLE.top + 20
    assert right > MIDDLE.left + MIDDLE.width - 12
    assert bottom > MIDDLE.top + MIDDLE.height - 20


def test_centred_words_have_as_much_room_on_either_side() -> None:
    left, _, right, _ = inked(written(a_text("HHH")))
    assert abs((left - MIDDLE.left) - (MIDDLE.left + MIDDLE.width - right)) <= 3


def test_bold_letters_have_more_ink() -> None:
    thin = written(a_text("사흘"), ground="black")
    image = Image.new("RGB", (WIDTH, HEIGHT), "black")
    lettered(image, [Text(text="사흘", box=MIDDLE, size=30, bold=True)])
    assert ImageStat.Stat(image).sum[0] > 1.1 * ImageStat.Stat(thin).sum[0]


def test_a_transparent_ground_stays_so_where_nothing_is_written() -> None:
    image = Image.new("RGBA", (WIDTH, HEIGHT))
    lettered(image, [a_text("사흘")])
    alpha = image.getchannel("A")
    assert alpha.getextrema() == (0, 255)
    assert alpha.getpixel((1, 1)) == 0
