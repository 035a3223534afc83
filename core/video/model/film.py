"""What was made, and how that went."""

from typing import Literal

from attrs import frozen

Engine = Literal["still", "moving"]


@frozen(kw_only=True)
class PieceMade:
    """A part of a film: how long it took, or that it was there already."""

    name: str
    seconds: float
    kept: bool


@frozen(kw_only=True)
class SkippedPhoto:
    """A photo that the film does without: its number, from 1, and why."""

    number: int
    reason: str


@frozen(kw_only=True)
class FilmReport:
    """How a film was made: `took` in seconds, `peak_memory` and `size` in bytes."""

    engine: Engine
    width: int
    height: int
    fps: int
    frames: int
    size: int
    took: float
    peak_memory: int
    pieces: tuple[PieceMade, ...] = ()
    skipped: tuple[SkippedPhoto, ...] = ()
    warnings: tuple[str, ...] = ()


@frozen(kw_only=True)
class FilmResult:
    """Where a film and its poster lie."""

    film_key: str
    poster_key: str
    report: FilmReport
