"""What every sound reader promises."""

import struct
from pathlib import Path

import pytest

from core.video.model.errors import BrokenMusic
from ports.sound_reader import LONGEST, SoundReader
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.sounds import CODINGS, a_sound, asked

PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n"


@pytest.fixture(params=enrolled("sound_reader"))
async def reader(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> SoundReader:
    opened: SoundReader = await open_adapter(request.param)
    return opened


def wav(samples: bytes, *, rate: int = 8000) -> bytes:
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    data = struct.pack("<4sI", b"data", len(samples)) + samples
    return struct.pack("<4sI4s", b"RIFF", 4 + len(form) + len(data), b"WAVE") + form + data


@pytest.mark.parametrize("ending", CODINGS)
async def test_these_are_sounds_whatever_a_file_is_called(ending: str, reader: SoundReader, tmp_path: Path) -> None:
    music = a_sound(tmp_path / f"a.{ending}").rename(tmp_path / "it's -i 100%\n.jpg")
    loudness = await reader.listen(music)
    assert loudness.seconds == pytest.approx(2, abs=0.08)
    assert len(loudness.low) == len(loudness.high)


async def test_loudness_lies_between_0_and_1_with_the_highs_apart_from_the_lows(
    reader: SoundReader, tmp_path: Path
) -> None:
    loudness = await reader.listen(a_sound(tmp_path / "a.wav"))
    assert all(0 <= each <= 1 for each in (*loudness.low, *loudness.high))

    def mean(levels: list[float]) -> float:
        return sum(levels) / len(levels)

    def during(begin: float, end: float) -> tuple[float, float]:
        part = slice(round(begin * loudness.rate), round(end * loudness.rate))
        return mean(list(loudness.low[part])), mean(list(loudness.high[part]))

    low, high = during(0.51, 0.59)
    assert low > 10 * high
    low, high = during(0.76, 0.79)
    assert high > 10 * low
    low, high = during(0.65, 0.74)
    assert max(low, high) < 0.01


async def test_all_channels_are_heard(reader: SoundReader, tmp_path: Path) -> None:
    music = a_sound(tmp_path / "right.wav", "-af", "pan=stereo|c1=c0")
    assert max((await reader.listen(music)).low) > 0.05


async def test_a_cover_is_no_hindrance(reader: SoundReader, tmp_path: Path) -> None:
    music = a_sound(tmp_path / "a.mp3")
    cover = ("-f", "lavfi", "-i", "color=red:s=64x64:d=0.04", "-map", "0:a", "-map", "1:v", "-c:a", "copy")
    asked("-i", music, *cover, "-c:v", "png", "-disposition:v", "attached_pic", tmp_path / "b.mp3")
    assert (await reader.listen(tmp_path / "b.mp3")).seconds == pytest.approx(2, abs=0.08)


async def test_of_a_damaged_sound_what_can_be_heard_is_heard(reader: SoundReader, tmp_path: Path) -> None:
    music = a_sound(tmp_path / "a.mp3")
    music.write_bytes(music.read_bytes()[: music.stat().st_size // 2])
    assert (await reader.listen(music)).seconds == pytest.approx(1, abs=0.1)


async def test_of_a_longer_sound_the_first_seconds_are_heard(reader: SoundReader, tmp_path: Path) -> None:
    music = tmp_path / "long.wav"
    music.write_bytes(wav(bytes(8000 * 2 * (LONGEST + 5)), rate=8000))
    assert (await reader.listen(music)).seconds == LONGEST


def no_sounds(folder: Path) -> dict[str, bytes]:
    whole = a_sound(folder / "whole.m4a").read_bytes()
    asked("-f", "lavfi", "-i", "color=red:s=64x64:d=0.1", "-c:v", "libx264", folder / "silent.mp4")
    return {
        "empty": b"",
        "noise": bytes(range(256)) * 100,
        "text": b"la la la",
        "no samples": wav(b""),
        "cut off before it says how": whole[: len(whole) // 2],
        "a playlist": PLAYLIST.format("whole.m4a").encode(),
        "a list of files": b"ffconcat version 1.0\nfile whole.m4a\n",
        "a film without sound": (folder / "silent.mp4").read_bytes(),
        "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    }


async def test_what_is_no_sound_is_broken_music(reader: SoundReader, tmp_path: Path) -> None:
    for name, content in no_sounds(tmp_path).items():
        (tmp_path / "a.mp3").write_bytes(content)
        with pytest.raises(BrokenMusic):
            await reader.listen(tmp_path / "a.mp3")
            pytest.fail(name)


async def test_what_is_not_there_is_broken_music(reader: SoundReader, tmp_path: Path) -> None:
    with pytest.raises(BrokenMusic):
        await reader.listen(tmp_path / "nowhere.mp3")


async def test_nothing_is_written(reader: SoundReader, tmp_path: Path) -> None:
    music = a_sound(tmp_path / "a.mp3")
    await reader.listen(music)
    assert list(tmp_path.iterdir()) == [music]
