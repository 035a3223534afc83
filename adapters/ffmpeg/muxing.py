"""Puts a film and its sound into one file, without touching either."""

from pathlib import Path
from typing import Any

import ffmpeg

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.running import ran
from adapters.ffmpeg.sound.hearing import written


async def muxed(binary: Binary, silent: Path, track: Path, *, film: Path) -> None:
    """Write the film; it can be played while it is being loaded, and names nobody and nothing."""
    # Left to parse the stream, FFmpeg would take pictures for entries that the silent film does not call so.
    pictures = _opened(silent, fflags="+noparse+nofillin")["v:0"]
    output = ffmpeg.output(
        pictures,
        _opened(track)["a:0"],
        f"file:{film}",
        format="mp4",
        codec="copy",
        movflags="+faststart",
        fflags="+bitexact",
        map_metadata=-1,
    )
    await ran(binary, written(output), folder=film.parent)


def _opened(file: Path, **options: str) -> Any:
    return ffmpeg.input(f"file:{file}", protocol_whitelist="file", format_whitelist="mov", **options)
