"""Turns music into a film's sound: exactly as long, of a usual loudness, faded in and out."""

import asyncio
import re
from hashlib import sha256
from pathlib import Path
from typing import Final

import ffmpeg
from attrs import frozen

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.running import in_time, ran, refuse_full_disk
from adapters.ffmpeg.sound.hearing import NARROW, NO_SOUND, PATIENCE, TOO_MUCH, heard, killed, written
from adapters.wire.children.child import running
from core.video.model.errors import BrokenMusic
from core.video.model.timeline import Timeline
from ports.sound_reader import LONGEST

RATE: Final = 48_000
SAMPLE: Final = 4  # bytes, of two channels
MEAN, PEAK = -16.0, -1.0  # dB below the loudest there can be
MOST_GAIN: Final = 12.0
TRACK: Final = {
    "format": "mp4",
    "acodec": "aac",
    "audio_bitrate": "160k",
    "flags": "+bitexact",
    "fflags": "+bitexact",
    "map_metadata": -1,
}
RECIPE: Final = "1"  # to be changed with anything that changes the bytes


@frozen(kw_only=True)
class Wanted:
    """What becomes of the music, in samples."""

    samples: int
    fade_in: int
    fade_out: int

    @classmethod
    def by(cls, timeline: Timeline) -> "Wanted":
        """Return what a timeline wants."""

        def samples(frames: int) -> int:
            return round(frames * RATE / timeline.canvas.fps)

        return cls(
            samples=samples(timeline.frames),
            fade_in=samples(min(timeline.sound.fade_in, timeline.frames)),
            fade_out=samples(min(timeline.sound.fade_out, timeline.frames)),
        )

    def name(self, binary: Binary, digest: str) -> str:
        """Return the name of what becomes of a piece of music, which says all about its bytes."""
        everything = (RECIPE, binary.version, digest, self.samples, self.fade_in, self.fade_out)
        return "music-" + sha256(repr(everything).encode()).hexdigest()


async def music_track(binary: Binary, music: Path, wanted: Wanted, *, track: Path) -> None:
    """Write the track, as AAC in an MP4; `BrokenMusic` when there is nothing to be heard."""
    raw = track.with_suffix(".pcm")
    try:
        gain = await _decode(binary, music, raw, seconds=min(wanted.samples / RATE, LONGEST))
        await ran(binary, _encoding(raw, track, wanted, gain), folder=track.parent)
    finally:
        await asyncio.to_thread(raw.unlink, missing_ok=True)


async def _decode(binary: Binary, music: Path, raw: Path, *, seconds: float) -> float:
    """Write the music's samples; return by how many dB it should be louder."""
    sound = heard(music, seconds=seconds).filter("aresample", RATE).filter("aformat", channel_layouts="stereo")
    output = sound.filter("volumedetect").output(f"file:{raw}", format="s16le")
    async with (
        in_time(PATIENCE),
        running([binary.path, *written(output, says="info")], folder=raw.parent, limits=NARROW) as child,
    ):
        child.stdin.close()
        ending = await child.finished()
    refuse_full_disk(ending)
    if killed(ending):
        raise BrokenMusic(reason=TOO_MUCH)
    if not await asyncio.to_thread(_holds_sound, raw):
        raise BrokenMusic(reason=NO_SOUND)
    return _gain(ending.last_words)


def _holds_sound(raw: Path) -> bool:
    return raw.exists() and raw.stat().st_size >= SAMPLE


def _gain(said: str) -> float:
    """Return by how many dB a sound should be louder, by what FFmpeg said of it."""
    found = {name: float(level) for name, level in re.findall(r"\] (mean|max)_volume: (-?\d+\.\d+) dB", said)}
    if len(found) < 2:  # noqa: PLR2004 - the mean and the peak
        return 0.0
    return max(-MOST_GAIN, min(MOST_GAIN, MEAN - found["mean"], PEAK - found["max"]))


def _encoding(raw: Path, track: Path, wanted: Wanted, gain: float) -> list[str]:
    """Return FFmpeg's arguments for samples, over and over, as a track."""
    sound = ffmpeg.input(f"file:{raw}", format="s16le", ar=RATE, ac=2, stream_loop=-1, protocol_whitelist="file")
    sound = sound.filter("atrim", end_sample=wanted.samples).filter("volume", f"{gain:.1f}dB")
    if wanted.fade_in:
        sound = sound.filter("afade", type="in", start_sample=0, nb_samples=wanted.fade_in)
    if wanted.fade_out:
        begin = wanted.samples - wanted.fade_out
        sound = sound.filter("afade", type="out", start_sample=begin, nb_samples=wanted.fade_out)
    return written(sound.output(f"file:{track}", **TRACK))
