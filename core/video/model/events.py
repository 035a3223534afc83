"""What happens to films and frames."""

from typing import ClassVar

from attrs import frozen

from core.events import Event
from core.identity.model.user import UserId
from core.video.model.job import JobId


@frozen(kw_only=True)
class FilmOrdered(Event):
    """Somebody wants a film."""

    name: ClassVar[str] = "film-ordered"
    job_id: JobId
    owner: UserId


@frozen(kw_only=True)
class FilmCompleted(Event):
    """A film can be watched."""

    name: ClassVar[str] = "film-completed"
    job_id: JobId
    owner: UserId
    title: str


@frozen(kw_only=True)
class FilmFailed(Event):
    """A film will not be made, for a reason that its owner should know."""

    name: ClassVar[str] = "film-failed"
    job_id: JobId
    owner: UserId
    title: str
    reason: str


@frozen(kw_only=True)
class FramesOrdered(Event):
    """Somebody wants frames of a video."""

    name: ClassVar[str] = "frames-ordered"
    job_id: JobId
    owner: UserId


@frozen(kw_only=True)
class FramesCompleted(Event):
    """Frames can be downloaded, so many of them."""

    name: ClassVar[str] = "frames-completed"
    job_id: JobId
    owner: UserId
    frames: int


@frozen(kw_only=True)
class FramesFailed(Event):
    """Frames will not be extracted, for a reason that their owner should know."""

    name: ClassVar[str] = "frames-failed"
    job_id: JobId
    owner: UserId
    reason: str


@frozen(kw_only=True)
class CleanupEnded(Event):
    """Media that nobody may keep any longer have been deleted, or that has failed; `summary` is for the operator."""

    name: ClassVar[str] = "cleanup-ended"
    succeeded: bool
    summary: str
