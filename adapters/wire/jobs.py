"""Jobs as JSON, and back."""

from functools import lru_cache

from cattrs import Converter

from adapters.wire.documents import document_converter, read, written
from core.video.model.job import Job


def job_json(job: Job) -> bytes:
    """Write a job."""
    return written(job, _converter())


def job_of(document: bytes | str) -> Job:
    """Read a job, or raise `Unreadable`."""
    return read(document, Job, _converter())


@lru_cache(maxsize=1)
def _converter() -> Converter:
    return document_converter()
