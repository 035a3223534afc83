"""What the video service keeps about somebody, for them to read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import asdict, evolve, frozen

from core.identity.model.user import UserId
from core.video.model.job import Job, JobKind
from ports.personal_data import DataFile
from ports.video_works import VideoWork
from ports.works import Works

AT_ONCE: Final = 100
FOLDERS: Final[Mapping[JobKind, str]] = {"film": "films", "frames": "frames"}


@frozen(kw_only=True)
class CollectFilms:
    """Return all films and frames of a user, each as a file with what was ordered and what came of it.

    Of nobody, none.
    """

    works: Works[VideoWork]

    async def __call__(self, *, user_id: UserId) -> Sequence[DataFile]:
        """Collect."""
        async with self.works.begin() as work:
            return [_file(job) for kind in FOLDERS for job in await _jobs(work, user_id, kind)]


async def _jobs(work: VideoWork, owner: UserId, kind: JobKind) -> Sequence[Job]:
    jobs: list[Job] = []
    while page := await work.jobs.list(owner=owner, kind=kind, limit=AT_ONCE, after=jobs[-1].job_id if jobs else None):
        jobs += page
    return jobs


def _file(job: Job) -> DataFile:
    # A lease is between us and our workers.
    document = asdict(evolve(job, lease=None), value_serializer=_plain)
    return DataFile.of_json(f"{FOLDERS[job.kind]}/{job.job_id}.json", document)


def _plain(_: object, __: object, value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
