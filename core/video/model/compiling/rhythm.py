"""When each scene's turn comes: evenly, or on the beats of the music."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

from core.video.model.compiling.frames import frames_of
from core.video.model.photo import Music

SHORTEST_REPEATED: Final = 1.0  # seconds; what is shorter has no rhythm of its own


def on_beats(turns: Sequence[int], beats: Sequence[int]) -> tuple[int, ...]:
    """Let turns, in frames, end on beats; both count from the film's beginning, and the film ends with the last turn.

    A turn ends with the beat that is nearest to where it would end otherwise, if that is less than half of the shortest
    turn away: so no turn loses more than half of itself, none doubles, and no error adds up. Where there is no such
    beat, it ends where it would.
    """
    reach = (min(turns) - 1) // 2
    ends = [0]
    for turn, due in zip(turns, accumulate(turns), strict=True):
        ends.append(_nearest(beats, due, earliest=max(due, ends[-1] + turn) - reach, latest=due + reach))
    return tuple(end - begin for begin, end in pairwise(ends))


def beats_in_frames(music: Music, *, fps: int, frames: int) -> tuple[int, ...]:
    """Return where beats fall in so many frames, through all repetitions of music that is shorter than that."""
    if not music.beats or music.seconds < SHORTEST_REPEATED:
        return ()
    return tuple(sorted({frames_of(beat, fps=fps) for beat in _beats(music, until=frames / fps)}))


def _beats(music: Music, *, until: float) -> Iterator[float]:
    for repetition in range(int(until / music.seconds) + 1):
        yield from (repetition * music.seconds + beat for beat in music.beats)


def _nearest(beats: Sequence[int], due: int, *, earliest: int, latest: int) -> int:
    near = beats[bisect_left(beats, earliest) : bisect_right(beats, latest)]
    return min(near, key=lambda beat: abs(beat - due), default=due)
