"""Checks a film against its timeline: what a decoder would show in each frame, found out without decoding."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from attrs import frozen

from adapters.ffmpeg.h264.decoder_reading import counts_of
from adapters.ffmpeg.h264.headers import Counts, header_of
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.h264.playing import Player, Sight
from adapters.ffmpeg.mp4.reading import Found, read_movie
from core.video.model.timeline import Timeline

FULL: Final = 64  # of weights
BEHIND: Final = 1  # frames that a decoder may be
SIZE: Final = 4  # bytes before a unit, that say how long it is
BEGIN: Final = b"\0\0\0\1"


@frozen
class Wanted:
    """What a frame must show: a picture, and in front of it another one, by its share."""

    picture: int
    other: int
    share: float

    def met_by(self, sight: Sight) -> bool:
        """Tell whether a decoder shows this; its weights are 64ths."""
        if self.picture == self.other or not self.share:
            return sight == Sight(self.picture)
        near = abs(sight.weight - FULL * self.share) < 1
        return near and (sight.picture, sight.other) == (self.picture, self.other)


def check_film(film: Path, timeline: Timeline, coded: Sequence[Path]) -> None:
    """Raise `NotAsWritten` unless a film shows its timeline; for each shot there is a file with its coded picture."""
    movie = read_movie(film)
    canvas = timeline.canvas
    if (movie.width, movie.height, movie.fps) != (canvas.width, canvas.height, canvas.fps):
        raise NotAsWritten("the film is of another size or rate")
    counts = counts_of(movie.decoder, canvas)
    known = {file: _data(file, counts) for file in set(coded)}
    with film.open("rb") as opened:
        seen = dict(_seen(opened, movie.samples, counts))
    wanted = list(_wanted(timeline, [known[file] for file in coded]))
    if sorted(seen) != list(range(len(wanted))):
        raise NotAsWritten(f"there are {len(seen)} frames, not {len(wanted)}")
    for frame, what in enumerate(wanted):
        if not what.met_by(seen[frame]):
            raise NotAsWritten(f"frame {frame} shows {seen[frame]}, not {what}")


def _wanted(timeline: Timeline, pictures: Sequence[int]) -> Iterator[Wanted]:
    before = 0
    for shot, picture in zip(timeline.shots, pictures, strict=True):
        for step in range(1, shot.fade_in + 1):
            yield Wanted(before, picture, step / (shot.fade_in + 1))
        for _ in range(shot.hold):
            yield Wanted(picture, picture, 0)
        before = picture


def _seen(film: BinaryIO, samples: Sequence[Found], counts: Counts) -> Iterator[tuple[int, Sight]]:
    player, begun = Player(counts), 0
    for number, sample in enumerate(samples):
        film.seek(sample.at)
        entry, order, sight = player.play(_picture(film.read(sample.size)))
        begun = number if entry else begun
        if entry != sample.entry or 2 * (sample.shown - begun) != order or number - sample.shown > BEHIND:
            raise NotAsWritten(f"sample {number} is announced as {sample}")
        yield sample.shown, sight


def _picture(sample: bytes) -> bytes:
    """Return the only unit of a sample."""
    if len(sample) != SIZE + int.from_bytes(sample[:SIZE], "big"):
        raise NotAsWritten("a sample is of other units")
    return sample[SIZE:]


def _data(file: Path, counts: Counts) -> int:
    return header_of(file.read_bytes().rpartition(BEGIN)[2], counts).data
