"""Puts a film and its sound into one file, without touching either."""

from pathlib import Path

import ffmpeg

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.running import ran
from adapters.ffmpeg.sound.hearing import written


async def muxed(binary: Binary, silent: Path, track: Path, *, film: Path) -> None:
    """Write the film; it can be played while it is being loaded, and names nobody and nothing."""
    streams = (
        ffmpeg.input(f"file:{silent}", protocol_whitelist="file", format_whitelist="mov")["v:0"],
        ffmpeg.input(f"file:{track}", protocol_whitelist="file", format_whitelist="mov")["a:0"],
    )
    output = ffmpeg.output(
        *streams,
        f"file:{film}",
        format="mp4",
        codec="copy",
        movflags="+faststart",
        fflags="+bitexact",
        map_metadata=-1,
    )
    await ran(binary, written(output), folder=film.parent)
