"""Where people's media lie in the blob store."""

import re
from collections.abc import Mapping
from typing import Final

from core.identity.model.user import UserId
from core.video.model.job import Job, JobId, JobKind

FILM_TYPE: Final = "video/mp4"
POSTER_TYPE: Final = "image/jpeg"
ZIP_TYPE: Final = "application/zip"
UPLOADS: Final = "uploads/"
PIECES: Final = "pieces/"
RESULTS: Final[Mapping[JobKind, str]] = {"film": "films/", "frames": "frames/"}
MADE_FOR_JOB: Final = re.compile(r"[^/]+/[^/]+/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")


def uploads_of(owner: UserId) -> str:
    """Return the prefix of what somebody has sent."""
    return f"{UPLOADS}{owner}/"


def films_of(owner: UserId) -> str:
    """Return the prefix of the films that somebody has."""
    return f"{RESULTS['film']}{owner}/"


def film_of(owner: UserId, job_id: JobId) -> str:
    """Return the prefix of what was made for one job."""
    return f"{films_of(owner)}{job_id}/"


def frames_of(owner: UserId) -> str:
    """Return the prefix of the frames that somebody has."""
    return f"{RESULTS['frames']}{owner}/"


def made_for(job: Job) -> str:
    """Return the prefix of what was made for a job."""
    return f"{RESULTS[job.kind]}{job.owner}/{job.job_id}/"


def pieces_of(owner: UserId) -> str:
    """Return the prefix of the parts that films were made of."""
    return f"{PIECES}{owner}/"


def owner_of(key: str) -> UserId:
    """Return whose something is."""
    return UserId(key.split("/", 2)[1])


def folder_of_result(key: str) -> tuple[str, JobId] | None:
    """Return the prefix of what was made for one job, and that job's id, of a key below it; of any other key, None."""
    found = MADE_FOR_JOB.match(key)
    return found and (found[0], JobId(found[1]))
