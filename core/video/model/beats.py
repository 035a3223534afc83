"""Finds the beats of music: how its loudness grows, how often that returns, and the steadiest way from onset to onset.

The tempo comes from autocorrelation, weighted by how people tap along; the way through it from dynamic programming
(D. P. W. Ellis, "Beat Tracking by Dynamic Programming", Journal of New Music Research 36, 2007).
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import exp, log, log1p, log2, sqrt
from operator import add, mul
from typing import Final

ENOUGH: Final = 100  # values a second
COMPRESSION: Final = 10.0  # of loudness, where the loudest moment is 1
HIGHS: Final = 0.5  # drums and basses carry the beat more often than cymbals
BLUR: Final = (0.06, 0.24, 0.4, 0.24, 0.06)

SLOWEST: Final = 60  # beats a minute, as are the next two
FASTEST: Final = 180
TAPPED: Final = 110  # what people tap most readily
OCTAVES: Final = 1.0  # how far from that they still tap
STEADY: Final = 0.1  # how much more like itself the sound must be a beat later than before, or more if it is short
AS_STRONG: Final = 0.8  # where half the time returns nearly as strongly, that is the beat

TIGHTNESS: Final = 100.0
AUDIBLE: Final = 0.3  # of a usual beat
FEWEST: Final = 4  # beats that make a rhythm


def beats_of(low: Sequence[float], high: Sequence[float], *, rate: int) -> tuple[float, ...]:
    """Return the moments, in seconds, at which beats fall: none where there is no steady beat.

    `low` and `high` say how loud the sound's lower and higher parts are, from 0 to 1, `rate` times a second.
    """
    step = max(rate // ENOUGH, 1)
    second = rate / step
    onsets = _onsets(_thinned(low, step), _thinned(high, step), window=max(round(second), 1))
    period = _period(onsets, second=second)
    beats = _audible(onsets, _tracked(onsets, period)) if period else []
    return tuple((beat + 0.5) / second for beat in beats) if len(beats) >= FEWEST else ()


def _thinned(levels: Sequence[float], step: int) -> Sequence[float]:
    return levels if step == 1 else [max(levels[place : place + step]) for place in range(0, len(levels), step)]


def _onsets(low: Sequence[float], high: Sequence[float], *, window: int) -> list[float]:
    """Return how much louder it becomes, where that is more than usual around there; its mean square is 1, or 0."""
    loudest = max([*low, *high], default=0.0)
    if not loudest:
        return []
    growths = zip(_growth(low, loudest), _growth(high, loudest), strict=True)
    growth = _blurred([lows + HIGHS * highs for lows, highs in growths])
    strength = [max(one - usual, 0.0) for one, usual in zip(growth, _around(growth, window), strict=True)]
    size = sqrt(sum(map(mul, strength, strength)) / len(strength))
    return [one / size for one in strength]


def _growth(levels: Sequence[float], loudest: float) -> list[float]:
    loudness = [0.0, *(log1p(COMPRESSION * level / loudest) for level in levels)]
    return [max(after - before, 0.0) for before, after in pairwise(loudness)]


def _blurred(values: Sequence[float]) -> list[float]:
    edge = [0.0] * (len(BLUR) // 2)
    padded = [*edge, *values, *edge]
    return [sum(map(mul, BLUR, padded[place : place + len(BLUR)])) for place in range(len(values))]


def _around(values: Sequence[float], window: int) -> list[float]:
    """Return the mean of the values up to so many places away; there is nothing before the first and after the last."""
    sums = list(accumulate(values, initial=0.0))
    last = len(values)
    return [(sums[min(place + window, last)] - sums[max(place - window, 0)]) / (2 * window) for place in range(last)]


def _period(onsets: Sequence[float], *, second: float) -> int | None:
    """Return how many values lie between two beats, or None where there is no beat."""
    least, most = round(second * 60 / FASTEST), round(second * 60 / SLOWEST)
    count = len(onsets)
    if least < FEWEST or count < FEWEST * least:
        return None
    usual = (sum(onsets) / count) ** 2
    likeness = [sum(map(mul, onsets, onsets[lag:])) / (count - lag) - usual for lag in range(min(2 * most + 2, count))]
    tempting = {
        lag: _returning(likeness, lag) * exp(-0.5 * (log2(second * 60 / lag / TAPPED) / OCTAVES) ** 2)
        for lag in range(least, min(most, len(likeness) - 2) + 1)
    }
    best = max(tempting, key=tempting.__getitem__)
    half = max((best // 2, (best + 1) // 2), key=likeness.__getitem__)
    if half >= least and likeness[half] >= AS_STRONG * likeness[best]:
        best = half
    return best if likeness[best] - min(likeness[:best]) >= STEADY + 2 / sqrt(count) else None


def _returning(likeness: Sequence[float], lag: int) -> float:
    return likeness[lag] + (0.5 * max(likeness[2 * lag - 1 : 2 * lag + 2], default=0.0))


def _tracked(onsets: Sequence[float], period: int) -> list[int]:
    """Return the places of beats that lie on onsets and are evenly apart, as well as both can be had."""
    nearest, farthest = period // 2, 2 * period
    costs = [-TIGHTNESS * log(gap / period) ** 2 for gap in range(farthest, nearest - 1, -1)]
    scores = [0.0] * farthest  # what comes before the sound
    before = []
    for place, onset in enumerate(onsets):
        reached = list(map(add, scores[place : place + len(costs)], costs))
        best = max(reached)
        before.append(place - farthest + reached.index(best))
        scores.append(onset + best)
    return _back_from(_end(scores[farthest:], period), before)


def _end(scores: Sequence[float], period: int) -> int:
    return max(range(len(scores) - period, len(scores)), key=scores.__getitem__)


def _back_from(place: int, before: Sequence[int]) -> list[int]:
    beats = []
    while place >= 0:
        beats.append(place)
        place = before[place]
    return beats[::-1]


def _audible(onsets: Sequence[float], beats: list[int]) -> list[int]:
    """Leave out beats at either end on which nothing is heard."""
    strength = [max(onsets[max(beat - 2, 0) : beat + 3]) for beat in beats]
    usual = sqrt(sum(map(mul, strength, strength)) / len(strength))
    heard = [number for number, one in enumerate(strength) if one >= AUDIBLE * usual]
    return beats[heard[0] : heard[-1] + 1]
