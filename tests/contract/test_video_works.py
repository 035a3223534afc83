"""What every store of jobs promises."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from attrs import evolve

from core.identity.model.user import UserId
from core.video.model.errors import JobNotFound, OrdererGone
from core.video.model.job import Job, JobId, JobKind
from ports.video_works import VideoWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.contract.kept_jobs import add, forget, keep, read, save
from tests.jobs import (
    DAY,
    MINUTE,
    NOW,
    SECOND,
    SETTLED_JOBS,
    SETTLED_JOBS_OF_FRAMES,
    a_claimed_job,
    a_failure,
    a_full_job,
    a_full_job_of_frames,
    a_job,
    a_job_of_frames,
    a_lease,
    a_removed_job,
    an_order,
)

A_MOMENT = 0.2  # in which nothing happens to who must wait
KEY = "0193a1c2-7d5e-7abc-8def-0123456789ab"
AT_ONCE = 200


@pytest.fixture(params=enrolled("video_works"))
async def works(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Works[VideoWork]:
    opened: Works[VideoWork] = await open_adapter(request.param)
    return opened


@pytest.fixture
def mina() -> UserId:
    return UserId(an_id())


async def test_a_job_comes_back_as_it_was_kept_to_the_last_character(works: Works[VideoWork], mina: UserId) -> None:
    settled = (*SETTLED_JOBS.values(), *SETTLED_JOBS_OF_FRAMES.values())
    removed = (a_full_job_of_frames(mina), a_removed_job(mina))
    for job in (a_job(mina), a_full_job(mina), *(evolve(job, owner=mina) for job in settled), *removed):
        assert await add(works, job) == job
        async with works.begin() as work:
            assert await work.jobs.hold(job.job_id) == job


async def test_what_is_not_there_is_none(works: Works[VideoWork], mina: UserId) -> None:
    async with works.begin() as work:
        assert await work.jobs.get(JobId(an_id()), owner=mina) is None
        assert await work.jobs.keyed(KEY, owner=mina) is None
        assert await work.jobs.hold(JobId(an_id())) is None
        assert await work.jobs.list(owner=mina, kind="film", limit=5) == []
        assert await work.jobs.unsettled(owner=mina) == 0
        assert await work.jobs.overdue(before=NOW, limit=5) == []
        assert not await work.jobs.remove(JobId(an_id()), owner=mina)
        assert await work.jobs.expired(before=NOW, limit=5) == []
        assert await work.jobs.completed(limit=5) == []
        assert set(await work.jobs.known([JobId(an_id())])) == set(await work.jobs.in_use(["a key"])) == set()
        assert await work.jobs.forgotten() == []


async def test_anothers_job_is_as_one_that_does_not_exist(works: Works[VideoWork], mina: UserId) -> None:
    job, stranger = a_job(mina, key=KEY), UserId(an_id())
    await keep(works, job)
    async with works.begin() as work:
        assert await work.jobs.get(job.job_id, owner=stranger) is None
        assert await work.jobs.keyed(KEY, owner=stranger) is None
        assert not await work.jobs.remove(job.job_id, owner=stranger)
        await work.jobs.forget(owner=stranger)
    with pytest.raises(JobNotFound):
        await save(works, evolve(job, owner=stranger))
    assert await read(works, job) == job


async def test_a_worker_holds_a_job_whosever_it_is(works: Works[VideoWork], mina: UserId) -> None:
    job = a_job(mina)
    await keep(works, job, a_job())
    async with works.begin() as work:
        assert await work.jobs.hold(job.job_id) == job


async def test_the_job_of_a_key_is_found(works: Works[VideoWork], mina: UserId) -> None:
    job = a_job(mina, key=KEY)
    await keep(works, job, a_job(mina), a_job(mina, key="another key"), a_job(key=KEY))
    async with works.begin() as work:
        assert await work.jobs.keyed(KEY, owner=mina) == job


async def test_of_two_jobs_with_one_key_the_first_is_kept(works: Works[VideoWork], mina: UserId) -> None:
    first, second = a_job(mina, key=KEY), a_job(mina, key=KEY, order=an_order(template="story"))
    await keep(works, first)
    changed = first.claimed(a_lease(), now=NOW)
    await save(works, changed)
    assert await add(works, second) == changed
    assert await read(works, second) is None
    async with works.begin() as work:
        assert await work.jobs.add(second) == changed
        assert await work.jobs.list(owner=mina, kind="film", limit=9) == [changed]


async def test_within_one_work_as_well(works: Works[VideoWork], mina: UserId) -> None:
    async with works.begin() as work:
        first = await work.jobs.add(a_job(mina, key=KEY))
        assert await work.jobs.add(a_job(mina, key=KEY)) == first


async def test_of_many_at_once_with_one_key_all_get_the_same_job(works: Works[VideoWork], mina: UserId) -> None:
    jobs = [a_job(mina, key=KEY) for _ in range(AT_ONCE)]
    kept = await asyncio.gather(*(add(works, job) for job in jobs))
    assert {job.job_id for job in kept} <= {job.job_id for job in jobs}
    assert len({job.job_id for job in kept}) == 1
    async with works.begin() as work:
        assert await work.jobs.list(owner=mina, kind="film", limit=9) == [kept[0]]


async def test_who_waits_for_a_key_that_is_rolled_back_is_kept(works: Works[VideoWork], mina: UserId) -> None:
    second = a_job(mina, key=KEY)
    with pytest.raises(ZeroDivisionError):
        async with works.begin() as work:
            await work.jobs.add(a_job(mina, key=KEY))
            adding = asyncio.create_task(add(works, second))
            await asyncio.wait((adding,), timeout=A_MOMENT)
            assert not adding.done()
            raise ZeroDivisionError
    assert await adding == second


async def test_a_key_is_its_owners_and_no_key_is_none(works: Works[VideoWork], mina: UserId) -> None:
    jobs = [a_job(mina, key=KEY), a_job(key=KEY), a_job(mina), a_job(mina), a_job(mina, key="another key")]
    await keep(works, *jobs)
    assert [await read(works, job) for job in jobs] == jobs


async def test_a_key_is_free_again_when_its_job_was_removed(works: Works[VideoWork], mina: UserId) -> None:
    first, second = a_job(mina, key=KEY), a_job(mina, key=KEY)
    await keep(works, first)
    async with works.begin() as work:
        assert await work.jobs.remove(first.job_id, owner=mina)
        assert await work.jobs.add(second) == second


async def test_what_is_counted_after_adding_counts_what_others_add_at_once(
    works: Works[VideoWork], mina: UserId
) -> None:
    async def add_and_count() -> int:
        async with works.begin() as work:
            await work.jobs.add(a_job(mina))
            return await work.jobs.unsettled(owner=mina)

    assert sorted(await asyncio.gather(*(add_and_count() for _ in range(8)))) == [*range(1, 9)]


async def test_a_job_is_saved_in_its_place(works: Works[VideoWork], mina: UserId) -> None:
    job = a_job(mina, key=KEY)
    await keep(works, job)
    full = evolve(a_full_job(mina), job_id=job.job_id, key=KEY)
    for changed in (full, job.claimed(a_lease(), now=NOW), job.cancel_asked(now=NOW)):
        await save(works, changed)
        assert await read(works, job) == changed


async def test_where_nothing_is_kept_nothing_is_saved(works: Works[VideoWork], mina: UserId) -> None:
    job = a_job(mina)
    with pytest.raises(JobNotFound):
        await save(works, job)
    assert await read(works, job) is None


async def test_jobs_are_listed_newest_first_in_parts(works: Works[VideoWork], mina: UserId) -> None:
    jobs = [a_job(mina) for _ in range(5)]
    await keep(works, *jobs[2:], *jobs[:2], a_job())
    newest_first = jobs[::-1]
    async with works.begin() as work:
        assert list(await work.jobs.list(owner=mina, kind="film", limit=9)) == newest_first
        assert list(await work.jobs.list(owner=mina, kind="film", limit=2)) == newest_first[:2]
        assert (
            list(await work.jobs.list(owner=mina, kind="film", limit=2, after=newest_first[1].job_id))
            == newest_first[2:4]
        )
        assert await work.jobs.list(owner=mina, kind="film", limit=2, after=jobs[0].job_id) == []


async def test_jobs_are_listed_by_their_kind(works: Works[VideoWork], mina: UserId) -> None:
    kinds: tuple[JobKind, JobKind] = ("film", "frames")
    films, frames = [a_job(mina) for _ in range(3)], [a_job_of_frames(mina) for _ in range(3)]
    await keep(works, *(job for pair in zip(films, frames, strict=True) for job in pair))
    async with works.begin() as work:
        for kind, jobs in zip(kinds, (films, frames), strict=True):
            assert list(await work.jobs.list(owner=mina, kind=kind, limit=9)) == jobs[::-1]
            assert list(await work.jobs.list(owner=mina, kind=kind, limit=1, after=jobs[2].job_id)) == [jobs[1]]


async def test_nobody_sees_a_removed_job_but_who_holds_it(works: Works[VideoWork], mina: UserId) -> None:
    job = evolve(a_claimed_job(mina, key=KEY), status="PENDING")  # so that its time alone is what hides it
    await keep(works, job)
    removed = evolve(job, removed_at=NOW, lease=None)
    await save(works, removed)
    async with works.begin() as work:
        assert await work.jobs.get(job.job_id, owner=mina) is None
        assert await work.jobs.keyed(KEY, owner=mina) is None
        assert await work.jobs.list(owner=mina, kind="film", limit=9) == []
        assert await work.jobs.unsettled(owner=mina) == 0
        assert await work.jobs.overdue(before=NOW + DAY, limit=9) == []
        assert await work.jobs.hold(job.job_id) == removed


async def test_a_removed_job_can_be_saved_and_goes_at_last(works: Works[VideoWork], mina: UserId) -> None:
    job = a_removed_job(mina)
    await keep(works, job)
    changed = evolve(job, updated_at=NOW + SECOND)
    await save(works, changed)
    async with works.begin() as work:
        assert await work.jobs.hold(job.job_id) == changed
        assert await work.jobs.remove(job.job_id, owner=mina)
        assert await work.jobs.hold(job.job_id) is None


async def test_the_key_of_a_removed_job_is_free(works: Works[VideoWork], mina: UserId) -> None:
    job, next_job = a_job(mina, key=KEY), a_job(mina, key=KEY)
    await keep(works, job)
    await save(works, job.removed(now=NOW))
    assert await add(works, next_job) == next_job
    async with works.begin() as work:
        assert await work.jobs.keyed(KEY, owner=mina) == next_job


async def test_what_is_pending_or_processing_is_counted(works: Works[VideoWork], mina: UserId) -> None:
    settled = [evolve(job, owner=mina) for job in SETTLED_JOBS.values()]
    await keep(works, a_job(mina), a_claimed_job(mina), a_job_of_frames(mina), a_job(), *settled)
    async with works.begin() as work:
        assert await work.jobs.unsettled(owner=mina) == 3


async def test_what_nobody_seems_to_work_on_is_overdue_the_longest_waiting_first(works: Works[VideoWork]) -> None:
    lost = a_job().claimed(a_lease(until=NOW + 4 * SECOND), now=NOW)
    waiting = evolve(a_job(), updated_at=NOW + 2 * SECOND)
    older = evolve(a_job(), updated_at=NOW + SECOND)
    due = evolve(a_claimed_job().postponed("token", a_failure(), by=3 * SECOND, now=NOW))
    long_due = evolve(a_job(), not_before=NOW, updated_at=NOW + 5 * SECOND)
    not_yet = [
        a_job().claimed(a_lease(until=NOW + 6 * SECOND), now=NOW),
        evolve(a_job(), updated_at=NOW + 6 * SECOND),
        a_claimed_job().postponed("token", a_failure(), by=MINUTE, now=NOW),
    ]
    await keep(works, *not_yet, long_due, lost, *SETTLED_JOBS.values(), due, waiting, older)
    longest_first = [job.job_id for job in (older, waiting, due, lost, long_due)]
    async with works.begin() as work:
        assert list(await work.jobs.overdue(before=NOW + 6 * SECOND, limit=9)) == longest_first
        assert list(await work.jobs.overdue(before=NOW + 6 * SECOND, limit=2)) == longest_first[:2]
        assert list(await work.jobs.overdue(before=NOW + 3 * SECOND, limit=9)) == longest_first[:2]


async def test_removing_tells_whether_it_was_there(works: Works[VideoWork], mina: UserId) -> None:
    job = a_job(mina)
    await keep(works, job)
    async with works.begin() as work:
        assert await work.jobs.remove(job.job_id, owner=mina)
        assert not await work.jobs.remove(job.job_id, owner=mina)
    assert await read(works, job) is None


async def test_all_jobs_of_one_owner_are_removed_and_no_others(works: Works[VideoWork], mina: UserId) -> None:
    others = a_job()
    own = [a_job(mina), a_claimed_job(mina), a_job(mina, key=KEY), a_job_of_frames(mina), a_removed_job(mina)]
    await keep(works, *own, others)
    async with works.begin() as work:
        await work.jobs.forget(owner=mina)
        assert set(await work.jobs.known([job.job_id for job in (*own, others)])) == {others.job_id}
    assert await read(works, others) == others


async def test_nothing_is_kept_any_more_for_an_owner_who_was_forgotten(works: Works[VideoWork], mina: UserId) -> None:
    await keep(works, a_job(mina, key=KEY))
    await forget(works, mina)
    for key in (KEY, None):
        with pytest.raises(OrdererGone):
            await add(works, a_job(mina, key=key))
    await forget(works, mina)


async def test_what_is_worked_on_while_its_owner_is_forgotten_is_gone(works: Works[VideoWork], mina: UserId) -> None:
    job = a_claimed_job(mina)
    await keep(works, job)
    await forget(works, mina)
    with pytest.raises(JobNotFound):
        await save(works, job)


async def test_a_job_that_is_added_while_its_owner_is_forgotten_does_not_outlive_them(
    works: Works[VideoWork], mina: UserId
) -> None:
    with suppress(OrdererGone):
        async with works.begin() as work:
            await work.jobs.add(a_job(mina))
            forgetting = asyncio.ensure_future(forget(works, mina))
            await asyncio.sleep(A_MOMENT)
    await forgetting
    async with works.begin() as work:
        assert await work.jobs.list(owner=mina, kind="film", limit=10) == []


async def test_a_work_that_fails_keeps_nothing(works: Works[VideoWork], mina: UserId) -> None:
    kept, lost = a_job(mina), a_job(mina)
    await keep(works, kept)
    with pytest.raises(ZeroDivisionError):
        async with works.begin() as work:
            await work.jobs.add(lost)
            await work.jobs.save(kept.cancel_asked(now=NOW))
            raise ZeroDivisionError
    assert (await read(works, kept), await read(works, lost)) == (kept, None)


async def test_a_message_is_dealt_with_once(works: Works[VideoWork], mina: UserId) -> None:
    for expected in (True, False):
        async with works.begin() as work:
            assert await work.inbox.first_time(mina, consumer="forget-films") is expected


async def test_of_many_workers_at_once_one_claims(works: Works[VideoWork]) -> None:
    job = a_job()
    await keep(works, job)

    async def claim(number: int) -> bool:
        async with works.begin() as work:
            held = await work.jobs.hold(job.job_id)
            if held is None or held.lease is not None:
                return False
            await work.jobs.save(held.claimed(a_lease(f"{number}"), now=NOW))
            return True

    assert sorted(await asyncio.gather(*map(claim, range(6)))) == [False] * 5 + [True]


Change = Callable[[VideoWork, Job], Awaitable[object]]
CHANGES: dict[str, Change] = {
    "hold": lambda work, job: work.jobs.hold(job.job_id),
    "save": lambda work, job: work.jobs.save(job),
    "remove": lambda work, job: work.jobs.remove(job.job_id, owner=job.owner),
    "forget": lambda work, job: work.jobs.forget(owner=job.owner),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_what_is_held_is_not_changed_by_others(works: Works[VideoWork], mina: UserId, change: Change) -> None:
    job = a_job(mina)
    await keep(works, job)
    done = asyncio.Event()

    async def change_it() -> None:
        async with works.begin() as work:
            await change(work, job)
            done.set()

    async with works.begin() as work:
        await work.jobs.hold(job.job_id)
        changing = asyncio.create_task(change_it())
        await asyncio.wait((changing,), timeout=A_MOMENT)
        assert not done.is_set()
    await changing
