"""Takes a picture out of a film, to stand for it."""

import asyncio
from pathlib import Path
from typing import Final

import ffmpeg

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.probing import NoFilm
from adapters.ffmpeg.running import ran
from adapters.ffmpeg.sound.hearing import written
from core.video.model.timeline import Picture, Timeline

END_OF_JPEG: Final = b"\xff\xd9"
QUALITY: Final = 3  # of 2, the best, to 31
COLOURS: Final = {
    "in_range": "tv",
    "in_color_matrix": "bt709",
    "out_range": "pc",
    "out_color_matrix": "bt601",  # JPEG knows no other
    "flags": "accurate_rnd+full_chroma_int",
}


async def poster_of(binary: Binary, silent: Path, timeline: Timeline, *, poster: Path) -> None:
    """Write, as a JPEG that says nothing but its pixels, the first frame in which the first photo stands alone."""
    frame = representative(timeline)
    film = ffmpeg.input(
        f"file:{silent}",
        ss=f"{max(0.0, (frame - 0.5) / timeline.canvas.fps):.6f}",
        protocol_whitelist="file",
        format_whitelist="mov",
    )
    picture = film["v:0"].filter("scale", **COLOURS).filter("format", pix_fmts="yuvj420p")
    output = picture.output(
        f"file:{poster}",
        format="mjpeg",
        vframes=1,
        map_metadata=-1,
        **{"c:v": "mjpeg", "q:v": QUALITY, "threads": 1, "fflags": "+bitexact", "flags:v": "+bitexact"},
    )
    await ran(binary, written(output), folder=poster.parent)
    if not await asyncio.to_thread(_is_picture, poster):
        raise NoFilm(f"frame {frame} cannot be seen")


def _is_picture(poster: Path) -> bool:
    return poster.exists() and poster.read_bytes().endswith(END_OF_JPEG)


def representative(timeline: Timeline) -> int:
    """Return the frame that stands for a film: photos come first, those that are shown clearly before others."""
    shots = zip(timeline.begins(), timeline.shots, strict=True)
    rated = [(_unfit(timeline.pictures[shot.picture]), begin + shot.fade_in) for begin, shot in shots]
    return min(rated)[1]


def _unfit(picture: Picture) -> int:
    return 2 if picture.photo is None else int(picture.soft)
