"""One attempt at a job: what it leaves behind when it succeeds, fails, is stopped, or dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve, frozen

from core.errors import Unavailable
from core.video.model.errors import JobTaken
from core.video.model.events import FilmCompleted, FilmFailed
from core.video.model.job import MOST_ATTEMPTS, Job, JobId, Lease, Progress
from core.video.model.kinds import film_order, film_result
from core.video.model.storage import made_for
from tests.builders import an_id
from tests.film_rig import DAMAGED, NO_PHOTO, Rig, a_rig, one
from tests.waiting import until

HOUR = timedelta(hours=1)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with a_rig(tmp_path) as opened:
        yield opened


@frozen
class Held:
    """A film that stands still in the making until it is let go."""

    begun: asyncio.Event
    go_on: asyncio.Event

    async def __call__(self, _: Progress) -> None:
        self.begun.set()
        await self.go_on.wait()


def holding(rig: Rig) -> Held:
    held = Held(asyncio.Event(), asyncio.Event())
    rig.maker.happens = held
    return held


async def test_a_job_ends_with_its_film_where_its_owner_can_get_it_and_one_event(rig: Rig) -> None:
    job = await rig.ordered(b"sea", b"sky")
    await rig.worker()(job_id=job.job_id)
    done = await rig.job(job)
    assert (done.status, done.attempts, done.lease, done.failure) == ("COMPLETED", 1, None, None)
    made = film_result(done)
    assert made is not None
    assert sorted([made.film_key, made.poster_key]) == await rig.kept(made_for(job))
    assert b"".join([chunk async for chunk in rig.store.read(made.film_key)]) == b"sea|sky"
    assert 0 < done.progress.done == done.progress.total
    assert await rig.told() == [FilmCompleted.name]


async def test_music_is_heard_and_a_film_of_few_photos_has_its_captions(rig: Rig) -> None:
    job = await rig.ordered(b"sea", b"sky", music=b"la la")
    await rig.worker()(job_id=job.job_id)
    assert (await rig.job(job)).status == "COMPLETED"


async def test_a_job_that_is_done_is_not_done_again(rig: Rig) -> None:
    job = await rig.ordered()
    await rig.worker()(job_id=job.job_id)
    await rig.worker()(job_id=job.job_id)
    assert len(rig.maker.made) == 1
    assert await rig.told() == [FilmCompleted.name]


async def test_a_job_that_is_no_more_is_nobodys_trouble(rig: Rig) -> None:
    await rig.worker()(job_id=JobId(an_id()))


async def test_two_workers_with_one_job_make_one_film(rig: Rig) -> None:
    held = holding(rig)
    job = await rig.ordered()
    first = asyncio.create_task(rig.worker(name="first")(job_id=job.job_id))
    await held.begun.wait()
    with pytest.raises(JobTaken) as taken:
        await rig.worker(name="second")(job_id=job.job_id)
    assert 0 < taken.value.retry_after <= 2
    held.go_on.set()
    await first
    assert len(rig.maker.made) == 1
    assert await rig.told() == [FilmCompleted.name]


async def test_progress_is_seen_and_the_lease_is_kept_while_the_work_goes_on(rig: Rig) -> None:
    held = holding(rig)
    job = await rig.ordered()
    working = asyncio.create_task(rig.worker(lease=timedelta(seconds=0.3))(job_id=job.job_id))
    await held.begun.wait()

    async def told() -> bool:
        return (await rig.job(job)).progress == Progress(done=0, total=2, step="drawing")

    await until(told)
    before = await rig.job(job)

    async def renewed() -> bool:
        now = await rig.job(job)
        assert now.lease is not None
        assert before.lease is not None
        return now.lease.token == before.lease.token and now.lease.until > before.lease.until

    await until(renewed)
    held.go_on.set()
    await working
    assert (await rig.job(job)).status == "COMPLETED"


async def test_a_cancelled_job_stops_at_once_and_leaves_nothing(rig: Rig) -> None:
    held = holding(rig)
    job = await rig.ordered()
    working = asyncio.create_task(rig.worker()(job_id=job.job_id))
    await held.begun.wait()
    await rig.cancel(job)
    async with asyncio.timeout(2):
        await working
    assert (await rig.job(job)).status == "CANCELLED"
    assert await rig.kept("films/") == []
    assert await rig.told() == []


async def test_a_cancellation_that_comes_with_the_last_frame_counts(rig: Rig) -> None:
    job = await rig.ordered()

    async def cancel(_: Progress) -> None:
        await rig.cancel(job)

    rig.maker.happens = cancel
    worker = evolve(rig.worker(), beat_every=HOUR)
    await worker(job_id=job.job_id)
    assert (await rig.job(job)).status == "CANCELLED"
    assert await rig.kept("films/") == []


async def test_a_job_cancelled_before_its_time_is_not_begun(rig: Rig) -> None:
    job = await rig.ordered()
    await rig.cancel(job)
    await rig.worker()(job_id=job.job_id)
    assert (await rig.job(job)).status == "CANCELLED"
    assert rig.maker.made == []


@pytest.mark.parametrize(("photo", "reason"), [(NO_PHOTO, "photo 2 is no photo"), (DAMAGED, "photo 2 is cut off")])
async def test_a_broken_photo_fails_the_job_with_its_number_and_reason(rig: Rig, photo: bytes, reason: str) -> None:
    job = await rig.ordered(b"sea", photo)
    await rig.worker()(job_id=job.job_id)
    failed = await rig.job(job)
    assert failed.status == "FAILED"
    assert failed.failure is not None
    assert (failed.failure.code, failed.failure.detail) == ("broken-photo", reason)
    assert await rig.told() == [FilmFailed.name]


async def test_broken_photos_are_skipped_where_the_template_allows_and_their_captions_with_them(tmp_path: Path) -> None:
    async with a_rig(tmp_path, broken_photos="skip") as rig:
        job = await rig.ordered(b"sea", NO_PHOTO, DAMAGED, b"sky", captions=("a", "b", "c", "d"))
        await rig.worker()(job_id=job.job_id)
        done = await rig.job(job)
        made = film_result(done)
        assert made is not None, done.failure
        skipped = [(one.number, one.reason) for one in made.report.skipped]
        assert skipped == [(2, "is no photo"), (3, "is cut off")]
        (timeline,) = rig.maker.made
        words = [text.text for picture in timeline.pictures for text in picture.texts]
        assert words == ["a", "d"]


async def test_a_film_of_nothing_but_broken_photos_fails(tmp_path: Path) -> None:
    async with a_rig(tmp_path, broken_photos="skip") as rig:
        job = await rig.ordered(DAMAGED, NO_PHOTO)
        await rig.worker()(job_id=job.job_id)
        assert (await rig.job(job)).status == "FAILED"


@pytest.mark.parametrize("what", ["gone", "replaced", "grown"])
async def test_a_file_that_is_not_the_one_that_was_ordered_fails_the_job(rig: Rig, what: str) -> None:
    job = await rig.ordered(b"sea")
    (photo,) = film_order(job).photos
    if what == "gone":
        await rig.store.delete([photo.key])
    else:
        other = b"SEA" if what == "replaced" else b"a wide sea"
        await rig.store.write(photo.key, one(other), content_type="image/jpeg")
    await rig.worker()(job_id=job.job_id)
    failed = await rig.job(job)
    assert failed.failure is not None
    assert (failed.status, failed.failure.code) == ("FAILED", "changed-file")


async def test_a_photo_that_is_shown_twice_is_fetched_once(rig: Rig) -> None:
    job = await rig.ordered(b"sea", b"sky")
    sea, sky = film_order(job).photos
    await rig.change(job, lambda held: evolve(held, order=evolve(film_order(held), photos=(sea, sky, sea))))
    await rig.worker()(job_id=job.job_id)
    result = film_result(await rig.job(job))
    assert result is not None
    assert b"".join([chunk async for chunk in rig.store.read(result.film_key)]) == b"sea|sky|sea"


async def test_an_unknown_template_fails_the_job(rig: Rig) -> None:
    job = await rig.ordered()
    await rig.change(job, lambda held: evolve(held, order=evolve(film_order(held), template="gone")))
    await rig.worker()(job_id=job.job_id)
    failed = await rig.job(job)
    assert failed.failure is not None
    assert failed.failure.code == "template-not-found"


async def test_what_may_pass_another_time_is_put_off_and_then_succeeds(rig: Rig) -> None:
    job = await rig.ordered()

    async def fail(_: Progress) -> None:
        raise Unavailable(what="the disk")

    rig.maker.happens = fail
    with pytest.raises(JobTaken):
        await rig.worker()(job_id=job.job_id)
    waiting = await rig.job(job)
    assert (waiting.status, waiting.attempts, waiting.lease) == ("PENDING", 1, None)
    assert waiting.failure is not None
    assert waiting.not_before is not None
    assert await rig.told() == []
    await rig.change(job, lambda held: evolve(held, not_before=None))
    rig.maker.happens = lambda _: asyncio.sleep(0)
    await rig.worker()(job_id=job.job_id)
    assert (await rig.job(job)).status == "COMPLETED"


async def test_nobody_tries_again_before_what_failed_says_that_it_may_pass(rig: Rig) -> None:
    async def fail(_: Progress) -> None:
        raise Unavailable(what="room on the disk", retry_after=60)

    rig.maker.happens = fail
    with pytest.raises(JobTaken) as taken:
        await rig.worker()(job_id=(await rig.ordered()).job_id)
    assert taken.value.retry_after == 60


async def test_after_the_last_attempt_a_job_fails_for_good(rig: Rig) -> None:
    job = await rig.ordered()

    async def fail(_: Progress) -> None:
        raise Unavailable(what="the disk")

    rig.maker.happens = fail
    for _ in range(MOST_ATTEMPTS):
        await rig.change(job, lambda held: evolve(held, not_before=None))
        with suppress(JobTaken):
            await rig.worker()(job_id=job.job_id)
    failed = await rig.job(job)
    assert (failed.status, failed.attempts) == ("FAILED", MOST_ATTEMPTS)
    assert await rig.told() == [FilmFailed.name]


async def test_what_nobody_foresaw_is_raised_and_the_job_may_be_tried_again(rig: Rig) -> None:
    job = await rig.ordered()

    async def fail(_: Progress) -> None:
        raise ZeroDivisionError

    rig.maker.happens = fail
    with pytest.raises(ZeroDivisionError):
        await rig.worker()(job_id=job.job_id)
    waiting = await rig.job(job)
    assert waiting.failure is not None
    assert (waiting.status, waiting.failure.code) == ("PENDING", "internal-error")


async def test_a_worker_that_is_told_to_stop_hands_the_job_back_uncounted(rig: Rig) -> None:
    held = holding(rig)
    job = await rig.ordered()
    working = asyncio.create_task(rig.worker()(job_id=job.job_id))
    await held.begun.wait()
    for _ in range(3):
        working.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await working
    waiting = await rig.job(job)
    assert (waiting.status, waiting.attempts, waiting.lease) == ("PENDING", 0, None)
    held.go_on.set()
    await rig.worker()(job_id=job.job_id)
    assert (await rig.job(job)).status == "COMPLETED"


async def test_a_worker_whose_job_went_to_another_stops_and_changes_nothing(rig: Rig) -> None:
    held = holding(rig)
    job = await rig.ordered()
    working = asyncio.create_task(rig.worker()(job_id=job.job_id))
    await held.begun.wait()
    taken = await rig.change(job, lambda held: evolve(held, lease=anothers(rig)))
    async with asyncio.timeout(2):
        await working
    assert await rig.job(job) == taken


async def test_a_worker_that_comes_too_late_with_its_film_changes_nothing(rig: Rig) -> None:
    job = await rig.ordered()
    taken: list[Job] = []

    async def lose(_: Progress) -> None:
        taken.append(await rig.change(job, lambda held: evolve(held, lease=anothers(rig))))

    rig.maker.happens = lose
    await evolve(rig.worker(), beat_every=HOUR)(job_id=job.job_id)
    assert await rig.job(job) == taken[-1]
    assert await rig.told() == []


async def test_a_worker_whose_job_was_removed_stops_and_leaves_nothing(rig: Rig) -> None:
    held = holding(rig)
    job = await rig.ordered()
    working = asyncio.create_task(rig.worker()(job_id=job.job_id))
    await held.begun.wait()
    async with rig.works.begin() as work:
        await work.jobs.forget(owner=rig.owner)
    await rig.store.write(f"pieces/{rig.owner}/late", one(b"part"), content_type="application/octet-stream")
    async with asyncio.timeout(2):
        await working
    assert await rig.kept("films/") == []
    assert await rig.kept("pieces/") == []


async def test_a_second_attempt_makes_only_what_the_first_did_not(rig: Rig) -> None:
    job = await rig.ordered(b"sea", b"sky")

    async def die_at_the_second(progress: Progress) -> None:
        if progress.done == 1:
            raise Unavailable(what="the disk")

    rig.maker.happens = die_at_the_second
    with pytest.raises(JobTaken):
        await rig.worker()(job_id=job.job_id)
    pieces = await rig.kept("pieces/")
    assert len(pieces) == 1
    await rig.change(job, lambda held: evolve(held, not_before=None))
    await rig.store.write(made_for(job) + "half", one(b"x"), content_type="video/mp4")
    rig.maker.happens = lambda _: asyncio.sleep(0)
    await rig.worker()(job_id=job.job_id)
    assert len(await rig.kept("films/")) == 2


def anothers(rig: Rig) -> Lease:
    """Return a lease of somebody else."""
    return Lease(token=an_id(), worker="another", until=rig.ports.clock.now() + HOUR)
