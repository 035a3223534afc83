"""Music becomes a track of the film's length and of a usual loudness; its samples are repeated without a gap."""

import re
import struct
from pathlib import Path

import pytest
from attrs import evolve

from adapters.ffmpeg import sound_reader
from adapters.ffmpeg.binary import Binary, found
from adapters.ffmpeg.sound import music_track as tracks
from adapters.ffmpeg.sound.loudness import LoudnessMeter
from adapters.ffmpeg.sound.music_track import Wanted, music_track
from core.errors import Unavailable
from core.video.model.errors import BrokenMusic
from core.video.model.timeline import Sound
from tests.film_samples import a_timeline
from tests.sounds import a_sound, asked, ffmpeg

WANTED = Wanted(samples=96_000, fade_in=0, fade_out=0)
TONE = "aeval={}*sin(2*PI*440*t)"


@pytest.fixture
async def binary() -> Binary:
    return await found("")


def samples_of(track: Path) -> list[int]:
    data = asked("-i", track, "-f", "s16le", "-ac", "1", "-ar", "48000", "-").stdout
    return [value for (value,) in struct.iter_unpack("<h", data)]


def pretending(folder: Path, script: str) -> Binary:
    program = folder / "pretending"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return Binary(path=program, version="6")


async def test_loud_and_quiet_music_come_out_alike(binary: Binary, tmp_path: Path) -> None:
    peaks = []
    for number, volume in enumerate(("0.9", "0.1")):
        music = a_sound(tmp_path / f"{number}.wav", "-af", TONE.format(volume))
        await music_track(binary, music, WANTED, track=tmp_path / f"{number}.m4a")
        peaks.append(max(samples_of(tmp_path / f"{number}.m4a")[9600:-9600]) / 2**15)
    assert peaks == pytest.approx([0.22, 0.22], abs=0.03)


async def test_silence_stays_silent(binary: Binary, tmp_path: Path) -> None:
    music = a_sound(tmp_path / "a.wav", "-af", "volume=0")
    await music_track(binary, music, WANTED, track=tmp_path / "a.m4a")
    assert max(samples_of(tmp_path / "a.m4a")) == 0


async def test_a_short_sound_is_repeated_without_a_gap(binary: Binary, tmp_path: Path) -> None:
    music = a_sound(tmp_path / "a.wav", "-af", TONE.format("0.2"), seconds=0.1)
    await music_track(binary, music, WANTED, track=tmp_path / "a.m4a")
    heard = samples_of(tmp_path / "a.m4a")
    assert len(heard) >= 96_000
    assert not (tmp_path / "a.pcm").exists()
    whole = [max(heard[at : at + 480]) for at in range(4800, 91_200, 480)]
    assert min(whole) > 0.8 * max(whole)


async def test_a_track_holds_exactly_the_samples_wanted(binary: Binary, tmp_path: Path) -> None:
    wanted = evolve(WANTED, samples=50_001)
    await music_track(binary, a_sound(tmp_path / "a.wav"), wanted, track=tmp_path / "a.m4a")
    said = asked("-i", tmp_path / "a.m4a", "-c", "copy", "-f", "framecrc", "-").stdout.decode()
    packets = [[int(number) for number in re.findall(r"-?\d+", line)] for line in said.splitlines() if line[0] != "#"]
    assert packets[-1][2] + packets[-1][3] == 50_001


async def test_music_that_makes_ffmpeg_crash_is_broken(tmp_path: Path) -> None:
    crashing = pretending(tmp_path, "kill -SEGV $$")
    with pytest.raises(BrokenMusic, match="more time or memory"):
        await music_track(crashing, tmp_path / "a.wav", WANTED, track=tmp_path / "a.m4a")
    with pytest.raises(BrokenMusic, match="more time or memory"):
        await sound_reader.FfmpegSoundReader(crashing).listen(tmp_path / "a.wav")


async def test_a_disk_without_room_is_not_the_musics_fault(tmp_path: Path) -> None:
    full = pretending(tmp_path, "echo 'a.pcm: No space left on device' >&2; exit 1")
    with pytest.raises(Unavailable, match="room on the disk"):
        await music_track(full, tmp_path / "a.wav", WANTED, track=tmp_path / "a.m4a")


async def test_music_of_which_ffmpeg_says_no_loudness_is_left_as_loud_as_it_is(tmp_path: Path) -> None:
    music = a_sound(tmp_path / "a.wav", "-af", TONE.format("0.6") + ",pan=stereo|c0=c0|c1=c0")
    silent = pretending(tmp_path, f'exec {ffmpeg()} "$@" 2>/dev/null')
    await music_track(silent, music, WANTED, track=tmp_path / "a.m4a")
    assert max(samples_of(tmp_path / "a.m4a")) / 2**15 == pytest.approx(0.6, abs=0.05)


def test_what_is_wanted_is_counted_in_samples_and_never_more_than_there_are(tmp_path: Path) -> None:
    timeline = a_timeline(sound=Sound(fade_in=3, fade_out=500))
    wanted = Wanted.by(timeline)
    assert wanted == Wanted(samples=23 * 1600, fade_in=3 * 1600, fade_out=23 * 1600)
    binary = Binary(path=tmp_path, version="6")
    others = (wanted.name(evolve(binary, version="7"), "a"), wanted.name(binary, "b"))
    assert wanted.name(binary, "a") not in others
    assert tracks.RATE == 48_000


@pytest.mark.parametrize("step", [1, 7, 480, 100_000])
def test_loudness_does_not_depend_on_how_samples_arrive(step: int) -> None:
    data = b"".join(struct.pack("<hh", (at * 7) % 9000, -((at * 3) % 500)) for at in range(500))
    meter = LoudnessMeter()
    for at in range(0, len(data), step):
        meter.add(data[at : at + step])
    meter.end()
    low = [(at * 7) % 9000 for at in range(500)]
    expected = [sum(low[at : at + 120]) / 120 / 32768 for at in range(0, 480, 120)]
    assert list(meter.low) == pytest.approx([*expected, sum(low[480:]) / 120 / 32768])
    assert len(meter.high) == 5
