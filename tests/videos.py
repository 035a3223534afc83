"""Small videos whose pictures say which they are: the number stands in black and white blocks along their top."""

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import cast

import av
from attrs import Factory, field, frozen
from av.video.stream import VideoStream
from PIL import Image, ImageDraw, ImageFilter

BITS = 8
RATE = 25
RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 180, 30), (30, 30, 200), (110, 110, 110)
MIDDLE = 128
THOUSANDTH = Fraction(1, 1000)


@frozen(kw_only=True)
class Clip:
    """How a video is made; `times` in milliseconds instead of a rate, `turned` in degrees clockwise when shown."""

    frames: int = 30
    codec: str = "libx264"
    options: dict[str, str] = Factory(dict)
    size: tuple[int, int] = (64, 48)
    pixels: str = "yuv420p"
    rate: int = RATE
    times: Sequence[int] | None = field(default=None)
    turned: int = 0
    mirrored: bool = False
    pixel: Fraction | None = None
    sound: bool = False
    container: dict[str, str] = Factory(dict)

    def moments(self) -> list[Fraction]:
        """Return when each picture is shown."""
        if self.times is None:
            return [Fraction(number, self.rate) for number in range(self.frames)]
        return [Fraction(time - self.times[0], 1000) for time in self.times]


def numbered(number: int, size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Return a picture that says its number; the corners below are red and blue."""
    image = Image.new("RGB", size, GREY)
    draw = ImageDraw.Draw(image)
    across, down = size[0] / BITS, size[1] / 2
    for bit in range(BITS):
        white = number >> bit & 1
        draw.rectangle((bit * across, 0, (bit + 1) * across - 1, down - 1), (235, 235, 235) if white else (16, 16, 16))
    draw.rectangle((0, size[1] * 3 / 4, size[0] / 4, size[1]), RED)
    draw.rectangle((size[0] * 3 / 4, size[1] * 3 / 4, size[0], size[1]), BLUE)
    return image


def number_of(file: bytes | Image.Image) -> int:
    """Read the number that an upright picture says."""
    image = (file if isinstance(file, Image.Image) else Image.open(BytesIO(file))).convert("L")
    down = image.height // 4
    row = image.crop((0, down, image.width, down + 1)).tobytes()
    return sum(1 << bit for bit in range(BITS) if row[int((bit + 0.5) * image.width / BITS)] > MIDDLE)


def corners_of(file: bytes) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Return the colours of the corners below."""
    image = Image.open(BytesIO(file)).convert("RGB")
    down = int(image.height * 0.88)
    left, right = image.getpixel((image.width // 10, down)), image.getpixel((image.width * 9 // 10, down))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    return (left[0], left[1], left[2]), (right[0], right[1], right[2])


def made(path: Path, clip: Clip, pictures: Sequence[Image.Image] | None = None) -> Path:
    """Write a video; its kind is that of the file's ending."""
    images = [numbered(number, clip.size) for number in range(clip.frames)] if pictures is None else list(pictures)
    stored = [_lying(image, clip) for image in images]
    with av.open(str(path), "w", options=clip.container) as container:
        options = {"threads": "1", **clip.options}
        stream = cast("VideoStream", container.add_stream(clip.codec, rate=clip.rate, options=options))
        stream.width, stream.height = stored[0].size
        stream.pix_fmt = clip.pixels
        stream.codec_context.time_base = Fraction(1, clip.rate) if clip.times is None else THOUSANDTH
        if clip.pixel is not None:
            stream.sample_aspect_ratio = clip.pixel
        if clip.turned or clip.mirrored:
            # It turns counterclockwise, and mirrors first.
            stream.set_display_rotation(clip.turned if clip.mirrored else -clip.turned, hflip=clip.mirrored)
        sound = container.add_stream("pcm_s16le", rate=48_000, layout="mono") if clip.sound else None
        for number, image in enumerate(stored):
            frame = av.VideoFrame.from_bytes(image.convert("RGBA").tobytes(), *image.size)
            frame.pts = number if clip.times is None else clip.times[number]
            frame.time_base = stream.codec_context.time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if sound is not None:
            quiet = av.AudioFrame(format="s16", layout="mono", samples=1024)
            quiet.sample_rate, quiet.pts, quiet.time_base = 48_000, 0, Fraction(1, 48_000)
            container.mux(sound.encode(quiet))
    return path


def _lying(image: Image.Image, clip: Clip) -> Image.Image:
    """Return a picture as it is stored that is shown turned."""
    back = image.rotate(clip.turned, expand=True)
    return back.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if clip.mirrored else back


def scene(number: int, of: int, *, size: tuple[int, int]) -> Image.Image:
    """Return a picture of a scene, in which something moves."""
    ground = ((60, 90, 160), (200, 180, 90), (40, 60, 40), (180, 80, 120), (90, 200, 200))[of % 5]
    image = Image.new("RGB", size, ground)
    left = number * 3 % size[0]
    ImageDraw.Draw(image).rectangle((left, 10, left + 20, 30), (255, 255, 255))
    return image


def patterned(kind: int, *, blurred: bool, size: tuple[int, int] = (96, 64)) -> Image.Image:
    """Return one of three pictures that look different, sharp or blurred."""
    image = Image.new("RGB", size, (90, 90, 90))
    draw = ImageDraw.Draw(image)
    for step in range(0, size[0], 8):
        box = ((step, 0, step + 3, step), (0, step, size[0] - step, step + 3), (step, step // 2, step + 3, size[1]))[
            kind
        ]
        draw.rectangle((*box[:2], max(box[0], box[2]), max(box[1], box[3])), (240, 240, 240))
    return image.filter(ImageFilter.GaussianBlur(3)) if blurred else image


def no_videos(video: Path) -> dict[str, tuple[bytes, str]]:
    """Return files that are no videos, or broken ones, with the reason that is given for each."""
    whole = video.read_bytes()
    clip = made(video.with_name("vp8.webm"), Clip(codec="libvpx", frames=2)).read_bytes()
    moov = whole.index(b"moov") - 4
    kinds = "is no MP4, QuickTime, Matroska, WebM, AVI or MPEG-TS"
    return {
        "empty.mp4": (b"", "is empty"),
        "text.mp4": (b"frames please\n" * 40, kinds),
        "list.mp4": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", kinds),
        "concat.mp4": (b"ffconcat version 1.0\nfile plain.mp4\n", kinds),
        "picture.mp4": (_png(), kinds),
        "no-index.mp4": (whole[:moov], "is damaged: it cannot be opened"),
        "no-pictures.mp4": (whole[:moov] + whole[moov:].replace(b"vide", b"soun", 1), "has no pictures"),
        "huge.webm": (claiming(clip, 16_383), "has pictures of more than 36 million pixels"),
        "hollow.mp4": (
            whole[: whole.index(b"mdat") + 4] + bytes(moov - whole.index(b"mdat") - 4) + whole[moov:],
            "is damaged: none of its pictures can be decoded",
        ),
    }


def claiming(video: bytes, side: int) -> bytes:
    """Return a WebM with VP8 whose first picture says that it is larger (RFC 6386, 9.1)."""
    at = video.index(b"\x9d\x01\x2a") + 3
    return video[:at] + 2 * side.to_bytes(2, "little") + video[at + 4 :]


def _png() -> bytes:
    out = BytesIO()
    numbered(1).save(out, "PNG")
    return out.getvalue()
