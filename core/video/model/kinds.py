"""What a job's order and result are, once its kind is known; another kind is a `TypeError`."""

from typing import TypeVar

from core.video.model.film import FilmResult
from core.video.model.frames.found import FramesResult
from core.video.model.frames.order import FramesOrder
from core.video.model.job import Job
from core.video.model.order import FilmOrder

T = TypeVar("T")


def film_order(job: Job) -> FilmOrder:
    """Return the film that was ordered."""
    return _of(FilmOrder, job.order)


def film_result(job: Job) -> FilmResult | None:
    """Return the film that was made, if it was."""
    return None if job.result is None else _of(FilmResult, job.result)


def frames_order(job: Job) -> FramesOrder:
    """Return the frames that were ordered."""
    return _of(FramesOrder, job.order)


def frames_result(job: Job) -> FramesResult | None:
    """Return the frames that were extracted, if they were."""
    return None if job.result is None else _of(FramesResult, job.result)


def _of(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
