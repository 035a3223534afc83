"""Jobs as JSON, and back."""

from collections.abc import Iterator
from functools import lru_cache

from cattrs import Converter

from adapters.wire.documents import document_converter, read, written
from core.video.model.frames.order import FramesOrder
from core.video.model.job import Job


def job_json(job: Job) -> bytes:
    """Write a job; its order and its result tell by their fields which kind they are."""
    return written(job, _converter())


def job_of(document: bytes | str) -> Job:
    """Read a job, or raise `Unreadable`."""
    return read(document, Job, _converter())


def sources_of(job: Job) -> Iterator[str]:
    """Go through the keys of the files that a job was ordered of."""
    order = job.order
    if isinstance(order, FramesOrder):
        yield order.video.key
        return
    yield from (photo.key for photo in order.photos)
    if order.music is not None:
        yield order.music.key


@lru_cache(maxsize=1)
def _converter() -> Converter:
    return document_converter()
