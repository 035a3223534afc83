"""What every store of jobs promises to those who clean up."""

from collections.abc import Sequence

import pytest
from attrs import evolve

from core.identity.model.user import UserId
from core.video.model.cleanup import CleanupRun
from core.video.model.job import Job, JobId
from ports.video_works import VideoWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.contract.kept_jobs import forget, keep
from tests.jobs import (
    MINUTE,
    NOW,
    SECOND,
    SETTLED_JOBS,
    SETTLED_JOBS_OF_FRAMES,
    a_claimed_job,
    a_full_job_of_frames,
    a_job,
    a_job_of_frames,
    a_lease,
    a_removed_job,
    a_stored_photo,
    a_stored_video,
    an_order,
    an_order_of_frames,
)


@pytest.fixture(params=enrolled("video_works"))
async def works(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Works[VideoWork]:
    opened: Works[VideoWork] = await open_adapter(request.param)
    return opened


@pytest.fixture
def mina() -> UserId:
    return UserId(an_id())


async def test_those_who_were_forgotten_lately_are_known(works: Works[VideoWork], mina: UserId) -> None:
    jina = UserId(an_id())
    await keep(works, a_job(mina), a_job())
    for owner in (mina, jina, mina):
        await forget(works, owner)
    async with works.begin() as work:
        assert sorted(await work.jobs.forgotten()) == sorted((mina, jina))


async def test_jobs_expire_at_their_moment_and_removed_ones_at_once(works: Works[VideoWork]) -> None:
    removed = [a_removed_job(), a_full_job_of_frames()]
    over = [evolve(job, expires_at=NOW - SECOND) for job in (a_claimed_job(), a_job_of_frames(), a_removed_job())]
    expired = [removed[0], *over, removed[1]]
    await keep(works, *expired[::-1], a_job(), a_job(expires_at=NOW), *SETTLED_JOBS.values())
    by_id = sorted(expired, key=lambda job: job.job_id)

    async def parts(size: int) -> Sequence[Sequence[Job]]:
        async with works.begin() as work:
            found = [await work.jobs.expired(before=NOW, limit=size)]
            while found[-1]:
                found.append(await work.jobs.expired(before=NOW, limit=size, after=found[-1][-1].job_id))
        return [list(part) for part in found]

    assert await parts(9) == [by_id, []]
    assert await parts(2) == [by_id[:2], by_id[2:4], by_id[4:], []]


async def test_what_is_known_is_known_removed_or_not(works: Works[VideoWork], mina: UserId) -> None:
    jobs = [a_job(mina), a_job_of_frames(), a_removed_job()]
    await keep(works, *jobs)
    ids = {job.job_id for job in jobs}
    async with works.begin() as work:
        assert set(await work.jobs.known([*ids, JobId(an_id())])) == ids
        assert set(await work.jobs.known([])) == set()
        assert set(await work.jobs.known([JobId("no id"), JobId(""), JobId(mina.upper()), jobs[0].job_id])) == {
            jobs[0].job_id
        }


async def test_completed_jobs_are_those_that_something_was_made_for(works: Works[VideoWork]) -> None:
    completed = [SETTLED_JOBS["COMPLETED"], SETTLED_JOBS_OF_FRAMES["COMPLETED"]]
    made = [evolve(job, job_id=JobId(an_id())) for job in (*completed, *completed)]
    gone = evolve(completed[0], job_id=JobId(an_id())).removed(now=NOW)
    others = [SETTLED_JOBS["FAILED"], SETTLED_JOBS_OF_FRAMES["CANCELLED"], a_job(), a_claimed_job()]
    await keep(works, gone, *made[::-1], *others)
    async with works.begin() as work:
        assert list(await work.jobs.completed(limit=9)) == made
        assert list(await work.jobs.completed(limit=3)) == made[:3]
        assert list(await work.jobs.completed(limit=3, after=made[1].job_id)) == made[2:]


async def test_files_are_in_use_while_a_job_of_them_is_not_settled(works: Works[VideoWork]) -> None:
    def film(name: str) -> Job:
        photos = tuple(a_stored_photo(f"uploads/{name}-{number}.jpg") for number in range(2))
        return a_job(order=an_order(photos=photos, music=a_stored_photo(f"uploads/{name}.mp3")))

    clip = a_job_of_frames(order=an_order_of_frames(video=a_stored_video("uploads/clip.mp4")))
    await keep(works, film("waiting"), film("made").claimed(a_lease(), now=NOW), clip)
    await keep(works, film("over").cancel_asked(now=NOW), film("gone").removed(now=NOW), *(a_job() for _ in range(120)))
    used = {f"uploads/{name}" for name in ("waiting-0.jpg", "waiting-1.jpg", "waiting.mp3", "made-1.jpg", "clip.mp4")}
    free = {f"uploads/{name}" for name in ("over-0.jpg", "over.mp3", "gone-0.jpg", "waiting-2.jpg", "waiting", "clip")}
    async with works.begin() as work:
        assert set(await work.jobs.in_use(used | free)) == used
        assert set(await work.jobs.in_use([])) == set()


def a_run(minute: int, *, failure: str | None = None) -> CleanupRun:
    """Return a cleanup that ended in this minute."""
    began_at = NOW + minute * MINUTE
    return CleanupRun(
        began_at=began_at,
        ended_at=began_at + 30 * SECOND,
        failure=failure,
        removed={"job": 3, "upload": 2**40},
        freed=2**50,
        missing=1,
    )


async def runs(works: Works[VideoWork]) -> tuple[CleanupRun | None, CleanupRun | None]:
    async with works.begin() as work:
        return await work.cleanups.last(), await work.cleanups.last_good()


async def test_before_the_first_cleanup_there_is_none(works: Works[VideoWork]) -> None:
    assert await runs(works) == (None, None)


async def test_the_last_cleanup_is_kept_and_the_last_good_one(works: Works[VideoWork]) -> None:
    bad, good = a_run(1, failure="the disk\0 gave way"), a_run(2)
    expected = [
        (a_run(0, failure="no"), (a_run(0, failure="no"), None)),
        (bad, (bad, None)),
        (good, (good, good)),
        (a_run(3, failure="again"), (a_run(3, failure="again"), good)),
        (a_run(4), (a_run(4), a_run(4))),
    ]
    for run, known in expected:
        async with works.begin() as work:
            await work.cleanups.add(run)
        assert await runs(works) == known


async def test_a_cleanup_that_ended_earlier_is_not_the_last(works: Works[VideoWork]) -> None:
    late_good, late_bad = a_run(8), a_run(9, failure="no")
    async with works.begin() as work:
        for run in (late_good, a_run(5), late_bad, a_run(6, failure="no")):
            await work.cleanups.add(run)
    assert await runs(works) == (late_bad, late_good)


async def test_a_cleanup_is_kept_only_with_the_work(works: Works[VideoWork]) -> None:
    with pytest.raises(ZeroDivisionError):
        async with works.begin() as work:
            await work.cleanups.add(a_run(0))
            raise ZeroDivisionError
    assert await runs(works) == (None, None)
