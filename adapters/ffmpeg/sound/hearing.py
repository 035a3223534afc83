"""How FFmpeg is let near a sound of which nothing may be believed."""

from pathlib import Path
from typing import Any, Final

import ffmpeg

from adapters.wire.children.child import Ending
from adapters.wire.children.limits import Limits

FORMATS: Final = ("mp3", "aac", "mov", "wav", "flac", "ogg")
CODECS: Final = (
    *("mp3", "mp3float", "aac", "flac", "vorbis", "opus"),
    *("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_s16be", "pcm_alaw", "pcm_mulaw"),
)
NARROW: Final = Limits(memory=2 << 30, cpu_seconds=60, file_bytes=512 << 20, open_files=32)
PATIENCE: Final = 90.0
NO_SOUND: Final = "is no MP3, AAC, WAV, FLAC, Ogg Vorbis or Opus that can be played"
TOO_MUCH: Final = "takes more time or memory to be played than a sound should"


def heard(music: Path, *, seconds: float) -> Any:
    """Return the first sound in a file, for `ffmpeg` to go on with.

    The file's content decides what FFmpeg takes it for, and a playlist would make it read others: only formats that
    hold sound themselves are let in. Pictures, as of a record's cover, are left alone.
    """
    file = ffmpeg.input(
        f"file:{music}",
        protocol_whitelist="file",
        format_whitelist=",".join(FORMATS),
        codec_whitelist=",".join(CODECS),
        t=seconds,
        vn=None,
        sn=None,
        dn=None,
    )
    return file["a:0"]


def written(output: Any, *, says: str = "error") -> list[str]:
    """Return FFmpeg's arguments."""
    arguments: list[str] = output.global_args("-nostdin", "-hide_banner", "-nostats", "-loglevel", says).get_args()
    return [*arguments, "-y"]


def killed(ending: Ending) -> bool:
    """Tell whether a sound made FFmpeg use up its time, or crash."""
    return ending.status < 0
