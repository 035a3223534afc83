"""What cleanups did, as JSON, and back."""

from functools import lru_cache

from cattrs import Converter

from adapters.wire.documents import document_converter, read, written
from core.video.model.cleanup import CleanupRun


def run_json(run: CleanupRun) -> bytes:
    """Write what a cleanup did."""
    return written(run, _converter())


def run_of(document: bytes | str) -> CleanupRun:
    """Read what a cleanup did, or raise `Unreadable`."""
    return read(document, CleanupRun, _converter())


@lru_cache(maxsize=1)
def _converter() -> Converter:
    return document_converter()
