"""Where a person's media lie in the blob store."""

from typing import Final

from core.identity.model.user import UserId
from core.video.model.job import JobId

FILM_TYPE: Final = "video/mp4"
POSTER_TYPE: Final = "image/jpeg"


def uploads_of(owner: UserId) -> str:
    """Return the prefix of what somebody has sent."""
    return f"uploads/{owner}/"


def films_of(owner: UserId) -> str:
    """Return the prefix of the films that somebody has."""
    return f"films/{owner}/"


def film_of(owner: UserId, job_id: JobId) -> str:
    """Return the prefix of what was made for one job."""
    return f"{films_of(owner)}{job_id}/"


def pieces_of(owner: UserId) -> str:
    """Return the prefix of the parts that films were made of."""
    return f"pieces/{owner}/"
