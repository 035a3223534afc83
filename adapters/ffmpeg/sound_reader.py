"""Listens to music through FFmpeg."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import ffmpeg
from attrs import frozen
from typing_extensions import override

from adapters.ffmpeg.binary import Binary, found
from adapters.ffmpeg.running import in_time
from adapters.ffmpeg.sound.hearing import NARROW, NO_SOUND, PATIENCE, TOO_MUCH, heard, killed, written
from adapters.ffmpeg.sound.loudness import RATE, SAMPLES, LoudnessMeter
from adapters.section import setting
from adapters.wire.children.child import Child, running
from core.video.model.errors import BrokenMusic
from ports.sound_reader import LONGEST, Loudness, SoundReader

LOWS_BELOW, HIGHS_ABOVE = 150, 2500  # Hz: drums and basses, cymbals and consonants
AT_ONCE: Final = 1 << 16


@frozen
class FfmpegSoundReader(SoundReader):
    """FFmpeg divides the sound into lows and highs; how loud each is, is counted here while it goes on."""

    _binary: Binary

    @override
    async def listen(self, music: Path) -> Loudness:
        async with (
            in_time(PATIENCE),
            running([self._binary.path, *_halves(music)], folder=music.parent, limits=NARROW) as child,
        ):
            child.stdin.close()
            meter = await _measured(child)
        if not meter.low:
            raise BrokenMusic(reason=NO_SOUND)
        return Loudness(rate=RATE, low=meter.low, high=meter.high)


async def _measured(child: Child) -> LoudnessMeter:
    meter = LoudnessMeter()
    while chunk := await child.stdout.read(AT_ONCE):
        meter.add(chunk)
        if len(meter.low) >= LONGEST * RATE:
            return meter
    meter.end()
    if killed(await child.finished()):
        raise BrokenMusic(reason=TOO_MUCH)
    return meter


def _halves(music: Path) -> list[str]:
    """Return FFmpeg's arguments for a sound as two channels, the lows and the highs of all its channels."""
    mono = heard(music, seconds=LONGEST).filter("aresample", SAMPLES).filter("aformat", channel_layouts="mono")
    both = mono.filter_multi_output("asplit")
    low = both[0].filter("lowpass", f=LOWS_BELOW)
    high = both[1].filter("highpass", f=HIGHS_ABOVE)
    return written(ffmpeg.filter([low, high], "amerge").output("pipe:1", format="s16le"))


@frozen(kw_only=True)
class Section:
    """Which FFmpeg listens."""

    ffmpeg: str = setting("ODDIYA_FFMPEG", "the path or name of an FFmpeg; unset, one is looked for", default="")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[SoundReader]:
    """Find FFmpeg, and listen through it."""
    yield FfmpegSoundReader(await found(section.ffmpeg))
