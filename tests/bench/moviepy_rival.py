"""The same film by MoviePy, in an environment of its own: `python moviepy_rival.py KIND OUTPUT PHOTO… [--preset P]`.

KIND is `basic` (photos whole before a blurred copy of themselves, and fades) or `kenburns` (a window that moves over
each photo, and fades). Each photo is prepared once; what moves is cut out and resized for every frame, as MoviePy must.
"""

import sys
from argparse import ArgumentParser
from typing import Any

import numpy as np
from moviepy import ImageClip, VideoClip, concatenate_videoclips, vfx
from PIL import Image, ImageFilter, ImageOps

WIDTH, HEIGHT, FPS = 1080, 1920, 30
SECONDS, FADE = 3.0, 0.5
CLOSEST = 0.8


def film(kind: str, output: str, photos: list[str], preset: str) -> None:
    """Make a film of the photos: 3 s each, of which half a second is a fade."""
    make = whole if kind == "basic" else moving
    clips = [make(photo, number) for number, photo in enumerate(photos)]
    faded = [clips[0], *(clip.with_effects([vfx.CrossFadeIn(FADE)]) for clip in clips[1:])]
    together = concatenate_videoclips(faded, method="compose", padding=-FADE)
    together.write_videofile(
        output,
        fps=FPS,
        codec="libx264",
        preset=preset,
        audio=False,
        logger=None,
        ffmpeg_params=["-pix_fmt", "yuv420p", "-movflags", "+faststart"],
    )


def whole(path: str, _number: int) -> Any:
    """Show a photo whole, before a blurred copy of itself."""
    photo = opened(path, (WIDTH, HEIGHT))
    small = ImageOps.fit(photo, (WIDTH // 8, HEIGHT // 8)).filter(ImageFilter.GaussianBlur(8))
    canvas = small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    shown = ImageOps.contain(photo, (WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    canvas.paste(shown, ((WIDTH - shown.width) // 2, (HEIGHT - shown.height) // 2))
    return ImageClip(np.asarray(canvas)).with_duration(SECONDS)


def moving(path: str, number: int) -> Any:
    """Move a window over a photo, closer and farther by turns."""
    size = (round(WIDTH / CLOSEST), round(HEIGHT / CLOSEST))
    picture = ImageOps.fit(opened(path, size), size, Image.Resampling.LANCZOS)

    def frame(second: float) -> Any:
        share = min(1.0, second / SECONDS)
        eased = share * share * (3 - 2 * share)
        seen = 1 - (1 - CLOSEST) * (eased if number % 2 == 0 else 1 - eased)
        width, height = size[0] * seen, size[1] * seen
        left, top = (size[0] - width) / 2, (size[1] - height) / 2
        window = (left, top, left + width, top + height)
        return np.asarray(picture.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC, box=window))

    return VideoClip(frame, duration=SECONDS)


def opened(path: str, size: tuple[int, int]) -> Image.Image:
    """Open a photo, upright, no larger than it needs to be."""
    with Image.open(path) as photo:
        photo.draft("RGB", size)
        return ImageOps.exif_transpose(photo).convert("RGB")


if __name__ == "__main__":
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("kind", choices=("basic", "kenburns"))
    arguments.add_argument("output")
    arguments.add_argument("photos", nargs="+")
    arguments.add_argument("--preset", default="medium", help="x264's; medium is what MoviePy takes unless told")
    chosen = arguments.parse_args()
    film(chosen.kind, chosen.output, chosen.photos, chosen.preset)
    sys.exit(0)
