"""Beats are found in clicks of any tempo, and nowhere else."""

from collections.abc import Sequence
from math import exp
from random import Random  # noqa: TID251 - seeded, so that it repeats

import pytest
from attrs import frozen

from core.video.model.beats import beats_of

RATE = 100
CLOSE = 0.05


@frozen(kw_only=True)
class Sound:
    low: list[float]
    high: list[float]
    clicks: list[float]


def clicks(
    tempo: float, *, length: float = 20, begin: float = 0.2, noise: float = 0, faster: float = 0, rate: int = RATE
) -> Sound:
    """Return a drum that is hit so many times a minute, or towards the end so much more often."""
    chance = Random(7)
    low, high = ([abs(chance.gauss(0, noise)) for _ in range(int(length * rate))] for _ in range(2))
    moment, hits = begin, []
    while moment < length:
        hits.append(moment)
        strength = 0.9 if not noise else 0.5 + 0.4 * chance.random()
        for later in range(int(moment * rate), min(int((moment + 0.3) * rate), len(low))):
            low[later] = min(1.0, low[later] + strength * exp(-(later / rate - moment) / 0.08))
        moment += 60 / tempo / (1 + faster * moment / length)
    return Sound(low=low, high=high, clicks=hits)


def share(of: Sequence[float], near: Sequence[float]) -> float:
    """Return how many of some moments lie near others."""
    return sum(any(abs(one - other) <= CLOSE for other in near) for one in of) / len(of)


def assert_found(sound: Sound, *, rate: int = RATE) -> None:
    beats = beats_of(sound.low, sound.high, rate=rate)
    assert beats
    assert share(beats, sound.clicks) >= 0.9
    assert share(sound.clicks, beats) >= 0.9


@pytest.mark.parametrize("begin", [0, 0.37])
@pytest.mark.parametrize("tempo", [60, 83.5, 97, 110, 128, 150, 176])
def test_beats_lie_on_clicks(tempo: float, begin: float) -> None:
    assert_found(clicks(tempo, begin=begin))


@pytest.mark.parametrize("tempo", [72, 100, 140])
def test_noise_does_not_hide_them(tempo: float) -> None:
    assert_found(clicks(tempo, noise=0.1))


@pytest.mark.parametrize("tempo", [84, 120])
def test_a_tempo_that_rises_slowly_is_followed(tempo: float) -> None:
    assert_found(clicks(tempo, faster=0.08, length=40, noise=0.02))


@pytest.mark.parametrize("rate", [25, 50, 200, 430])
def test_they_are_found_however_often_loudness_is_told(rate: int) -> None:
    assert_found(clicks(105, rate=rate), rate=rate)


def test_what_is_high_has_beats_too_and_quiet_music_as_well() -> None:
    sound = clicks(120)
    quiet = [0.01 * level for level in sound.low]
    beats = beats_of([0.0] * len(quiet), quiet, rate=RATE)
    assert share(beats, sound.clicks) >= 0.9


def test_silence_around_music_has_no_beats() -> None:
    sound, silence = clicks(120), [0.0] * 500
    low, high = ([*silence, *part, *silence] for part in (sound.low, sound.high))
    beats = beats_of(low, high, rate=RATE)
    assert 5 <= beats[0] <= 6
    assert 24 <= beats[-1] <= 25.1


def test_beats_go_on_through_a_pause() -> None:
    sound = clicks(120, begin=0)
    pause = [*sound.low[:800], *[0.0] * 300, *sound.low[1100:]]
    beats = beats_of(pause, sound.high, rate=RATE)
    assert share(sound.clicks, beats) >= 0.9


def noise(count: int) -> list[float]:
    chance = Random(3)
    return [chance.random() for _ in range(count)]


@pytest.mark.parametrize(
    "low",
    [
        [],
        [1.0],
        [0.0] * 3000,
        [0.5] * 3000,
        [0.0] * 500 + [1.0] + [0.0] * 2500,
        ([0.0] * 500 + [1.0] + [0.0] * 49 + [1.0] + [0.0] * 2449),
        [level / 3000 for level in range(3000)],
        noise(3000),
        clicks(120, length=1).low,
    ],
    ids=["nothing", "an instant", "silence", "a tone", "one click", "two clicks", "rising", "noise", "too short"],
)
def test_where_there_is_no_rhythm_there_are_no_beats(low: list[float]) -> None:
    assert beats_of(low, [0.0] * len(low), rate=RATE) == ()


def test_loudness_that_is_told_too_seldom_has_no_beats() -> None:
    assert beats_of([0.0, 1.0] * 100, [0.0] * 200, rate=4) == ()
