"""Cancelling films that are not made yet, and deleting those with which nothing happens any more."""

from datetime import timedelta

import pytest

from core.errors import Unavailable
from core.video.model.errors import FilmNotFound
from core.video.model.job import Failure, Job
from core.video.model.kinds import film_result
from tests.contract.blobs import keys_of
from tests.film_desk import NOW, Desk, a_desk


@pytest.fixture
async def desk() -> Desk:
    return await a_desk()


async def removed(desk: Desk, job: Job) -> Job | None:
    """Remove a film, and return what is kept of it then."""
    await desk.remove_film(caller=desk.mina, job_id=job.job_id)
    return await desk.found(job.job_id)


async def test_a_film_that_waits_is_cancelled_and_stays_listed_until_it_is_deleted_too(desk: Desk) -> None:
    job = await desk.ordered()
    cancelled = await removed(desk, job)
    assert cancelled is not None
    assert (cancelled.status, cancelled.cancel_requested_at) == ("CANCELLED", NOW)
    assert await removed(desk, job) is None


async def test_a_film_in_the_making_is_left_to_its_worker_who_is_told(desk: Desk) -> None:
    job = await desk.claimed(await desk.ordered())
    for _ in range(2):
        told = await removed(desk, job)
        assert told is not None
        assert (told.status, told.cancel_requested_at, told.lease) == ("PROCESSING", NOW, job.lease)
        desk.clock.move(timedelta(seconds=1))


async def test_a_film_is_deleted_with_its_objects_and_nothing_else_is(desk: Desk) -> None:
    job, other = [await desk.completed(await desk.ordered()) for _ in range(2)]
    before = set(await keys_of(desk.store))
    assert await removed(desk, job) is None
    gone = before - set(await keys_of(desk.store))
    made = film_result(job)
    assert made is not None
    assert gone == {made.film_key, made.poster_key}
    assert await desk.all() == [other]
    with pytest.raises(FilmNotFound):
        await removed(desk, job)


async def test_a_failed_film_is_deleted(desk: Desk) -> None:
    job = await desk.claimed(await desk.ordered())
    why = Failure(code="broken-photo", detail="photo 2 is cut off")
    assert await removed(desk, await desk.saved(job.failed("token", why, now=NOW))) is None


async def test_a_film_whose_objects_cannot_be_deleted_now_can_be_deleted_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await desk.completed(await desk.ordered())

    async def fail(_: str) -> int:
        raise Unavailable(what="the blob storage")

    with monkeypatch.context() as while_it_is_away:
        while_it_is_away.setattr(desk.store, "delete_prefix", fail)
        with pytest.raises(Unavailable):
            await removed(desk, job)
    assert await desk.found(job.job_id) == job
    assert await removed(desk, job) is None
