"""Sounds, made by FFmpeg for tests."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import imageio_ffmpeg

BEATS = "aevalsrc='0.5*sin(2*PI*60*t)*lt(mod(t,0.5),0.1)+0.3*sin(2*PI*3500*t)*lt(mod(t+0.25,0.5),0.05)':s=44100:d={}"
CODINGS = {
    "mp3": ("-c:a", "libmp3lame"),
    "aac": ("-c:a", "aac"),
    "m4a": ("-c:a", "aac"),
    "wav": (),
    "flac": (),
    "ogg": ("-c:a", "libvorbis"),
    "opus": ("-c:a", "libopus"),
}


@cache
def ffmpeg() -> str:
    """Return the FFmpeg that films are made with."""
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())


def asked(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run FFmpeg; what it writes to its output is returned."""
    return subprocess.run(
        [ffmpeg(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments], capture_output=True, check=True
    )


def a_sound(file: Path, *more: str, seconds: float = 2.0) -> Path:
    """Write a sound with a beat each half second, and a high one between two; its name's ending says how."""
    asked("-f", "lavfi", "-i", BEATS.format(seconds), *more, *CODINGS[file.suffix[1:]], file)
    return file
