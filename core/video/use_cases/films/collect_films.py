"""What the video service keeps about somebody, for them to read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from attrs import asdict, evolve, frozen

from core.identity.model.user import UserId
from core.video.model.job import Job
from ports.personal_data import DataFile
from ports.video_works import VideoWork
from ports.works import Works

AT_ONCE: Final = 100


@frozen(kw_only=True)
class CollectFilms:
    """Return all films of a user, each as a file with what was ordered and what came of it; of nobody, none."""

    works: Works[VideoWork]

    async def __call__(self, *, user_id: UserId) -> Sequence[DataFile]:
        """Collect."""
        files: list[DataFile] = []
        async with self.works.begin() as work:
            jobs = await work.jobs.list(owner=user_id, limit=AT_ONCE)
            while jobs:
                files += map(_file, jobs)
                jobs = await work.jobs.list(owner=user_id, limit=AT_ONCE, after=jobs[-1].job_id)
        return files


def _file(job: Job) -> DataFile:
    # A lease is between us and our workers.
    document = asdict(evolve(job, lease=None), value_serializer=_plain)
    return DataFile.of_json(f"films/{job.job_id}.json", document)


def _plain(_: object, __: object, value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
