"""What happens to films."""

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
