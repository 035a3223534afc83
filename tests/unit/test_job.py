"""What may become of a job, step by step."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs import evolve

from core.video.model.errors import JobLost, JobSettled, JobTaken
from core.video.model.job import MOST_ATTEMPTS, MOST_HAND_BACKS, WORKER_LOST, Job, Progress
from tests.jobs import MINUTE, NOW, SECOND, SETTLED_JOBS, a_claimed_job, a_failure, a_job, a_lease, a_result

LATER = NOW + 10 * SECOND
AFTER_THE_LEASE = NOW + MINUTE
WHY = a_failure()
DRAWING = Progress(done=1, total=3, step="drawing")
WRITES: dict[str, Callable[[Job, str], Job]] = {
    "beaten": lambda job, token: job.beaten(token, progress=DRAWING, until=LATER, now=LATER),
    "completed": lambda job, token: job.completed(token, a_result(), now=LATER),
    "failed": lambda job, token: job.failed(token, WHY, now=LATER),
    "cancelled": lambda job, token: job.cancelled(token, now=LATER),
    "postponed": lambda job, token: job.postponed(token, WHY, by=SECOND, now=LATER),
    "handed_back": lambda job, token: job.handed_back(token, now=LATER),
}
every_write = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
every_settled_job = pytest.mark.parametrize("job", SETTLED_JOBS.values(), ids=SETTLED_JOBS)


def wanted_no_more(job: Job) -> Job:
    return job.cancel_asked(now=NOW)


def test_a_new_job_waits() -> None:
    job = a_job()
    assert (job.status, job.settled, job.attempts, job.lease, job.progress) == ("PENDING", False, 0, None, Progress())


def test_a_claimed_job_is_at_work_under_the_lease() -> None:
    job = a_job().claimed(a_lease("t"), now=LATER)
    assert (job.status, job.lease, job.attempts, job.updated_at) == ("PROCESSING", a_lease("t"), 1, LATER)
    assert not job.settled


def test_while_a_lease_lives_nobody_else_claims() -> None:
    with pytest.raises(JobTaken) as taken:
        a_claimed_job().claimed(a_lease("other"), now=NOW + 20 * SECOND)
    assert taken.value.retry_after == 40


def test_when_a_lease_ends_another_worker_takes_over_and_the_first_is_fenced_off() -> None:
    job = a_claimed_job().claimed(a_lease("other", until=AFTER_THE_LEASE + MINUTE), now=AFTER_THE_LEASE)
    assert (job.status, job.attempts) == ("PROCESSING", 2)
    assert job.completed("other", a_result(), now=AFTER_THE_LEASE).status == "COMPLETED"
    with pytest.raises(JobLost):
        job.completed("token", a_result(), now=AFTER_THE_LEASE)


def test_who_is_late_but_was_not_replaced_may_still_write() -> None:
    assert a_claimed_job().completed("token", a_result(), now=AFTER_THE_LEASE + MINUTE).status == "COMPLETED"


@every_write
def test_nothing_is_written_with_another_token(write: Callable[[Job, str], Job]) -> None:
    with pytest.raises(JobLost):
        write(a_claimed_job(), "guessed")


@every_write
def test_nothing_is_written_to_a_job_that_nobody_has_claimed(write: Callable[[Job, str], Job]) -> None:
    with pytest.raises(JobLost):
        write(a_job(), "token")


@every_write
@every_settled_job
def test_what_is_settled_stays_as_it_is(job: Job, write: Callable[[Job, str], Job]) -> None:
    with pytest.raises(JobLost):
        write(job, "token")
    with pytest.raises(JobSettled):
        job.claimed(a_lease("other"), now=LATER)
    with pytest.raises(JobSettled):
        job.roused(now=LATER)
    assert job.cancel_asked(now=LATER) == job


@every_settled_job
def test_what_is_settled_is_nobodys_and_says_so(job: Job) -> None:
    assert job.settled
    assert (job.lease, job.not_before) == (None, None)
    assert (job.result is not None, job.failure is not None) == (job.status == "COMPLETED", job.status == "FAILED")


def test_a_beat_keeps_the_lease_and_says_how_far_the_work_is() -> None:
    job = a_claimed_job().beaten("token", progress=DRAWING, until=LATER + MINUTE, now=LATER)
    assert (job.lease, job.progress, job.updated_at) == (a_lease(until=LATER + MINUTE), DRAWING, LATER)
    with pytest.raises(JobTaken):
        job.claimed(a_lease("other"), now=AFTER_THE_LEASE)


def test_a_completed_job_has_its_film_and_is_whole() -> None:
    job = a_claimed_job().beaten("token", progress=DRAWING, until=LATER, now=NOW)
    done = job.completed("token", a_result(), now=LATER)
    assert (done.result, done.progress, done.updated_at) == (a_result(), Progress(done=3, total=3, step="done"), LATER)


def test_a_failed_job_says_why() -> None:
    job = a_claimed_job().failed("token", WHY, now=LATER)
    assert (job.status, job.failure, job.updated_at) == ("FAILED", WHY, LATER)


def test_a_postponed_job_waits_and_says_why() -> None:
    job = a_claimed_job().beaten("token", progress=DRAWING, until=LATER, now=NOW)
    job = job.postponed("token", WHY, by=30 * SECOND, now=LATER)
    assert (job.status, job.lease, job.attempts, job.failure) == ("PENDING", None, 1, WHY)
    assert (job.progress, job.updated_at) == (evolve(DRAWING, step="waiting"), LATER)
    with pytest.raises(JobTaken) as taken:
        job.claimed(a_lease(), now=LATER + 10 * SECOND)
    assert taken.value.retry_after == 20


def test_a_postponed_job_is_claimed_when_it_is_due_and_its_failure_is_past() -> None:
    job = a_claimed_job().postponed("token", WHY, by=30 * SECOND, now=NOW)
    again = job.claimed(a_lease(), now=NOW + 30 * SECOND)
    assert (again.status, again.attempts, again.not_before, again.failure) == ("PROCESSING", 2, None, None)


def test_the_last_attempt_is_not_postponed_but_fails() -> None:
    job = a_claimed_job(attempts=MOST_ATTEMPTS - 1).postponed("token", WHY, by=SECOND, now=LATER)
    assert (job.status, job.failure) == ("FAILED", WHY)


def test_an_attempt_that_is_handed_back_does_not_count() -> None:
    job = a_claimed_job(progress=DRAWING).handed_back("token", now=LATER)
    assert (job.status, job.lease, job.attempts, job.not_before) == ("PENDING", None, 0, None)
    assert (job.progress, job.updated_at) == (evolve(DRAWING, step="waiting"), LATER)
    assert job.claimed(a_lease(), now=LATER).attempts == 1


def test_what_is_handed_back_again_and_again_counts_and_ends() -> None:
    job = a_job()
    for _ in range(MOST_HAND_BACKS + MOST_ATTEMPTS):
        job = job.claimed(a_lease(), now=NOW).handed_back("token", now=NOW)
    assert (job.status, job.attempts) == ("PENDING", MOST_ATTEMPTS)
    ended = job.claimed(a_lease(), now=NOW)
    assert (ended.status, ended.failure) == ("FAILED", WORKER_LOST)


def test_a_job_that_kills_its_workers_ends() -> None:
    job = a_job()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        job = job.claimed(a_lease(), now=NOW + attempt * MINUTE)
        assert (job.status, job.attempts) == ("PROCESSING", attempt)
    ended = job.claimed(a_lease("one-more"), now=NOW + 9 * MINUTE)
    assert (ended.status, ended.lease, ended.attempts) == ("FAILED", None, MOST_ATTEMPTS)
    assert ended.failure == WORKER_LOST


def test_an_earlier_failure_is_not_taken_for_the_reason_of_a_lost_last_attempt() -> None:
    job = a_claimed_job(attempts=MOST_ATTEMPTS - 2).postponed("token", WHY, by=timedelta(), now=NOW)
    lost = job.claimed(a_lease(), now=NOW).roused(now=AFTER_THE_LEASE)
    assert lost.failure == WORKER_LOST


def test_a_job_that_waits_is_cancelled_at_once() -> None:
    postponed = a_claimed_job().postponed("token", WHY, by=MINUTE, now=NOW)
    for job in (a_job(), postponed):
        cancelled = job.cancel_asked(now=LATER)
        assert (cancelled.status, cancelled.cancel_requested_at, cancelled.updated_at) == ("CANCELLED", LATER, LATER)
        assert (cancelled.not_before, cancelled.failure) == (None, None)


def test_so_is_one_whose_worker_is_dead() -> None:
    asked_before = wanted_no_more(a_claimed_job())
    for job in (a_claimed_job(), asked_before):
        cancelled = job.cancel_asked(now=AFTER_THE_LEASE)
        assert (cancelled.status, cancelled.lease) == ("CANCELLED", None)
        with pytest.raises(JobLost):
            cancelled.completed("token", a_result(), now=AFTER_THE_LEASE)
    assert asked_before.cancel_asked(now=AFTER_THE_LEASE).cancel_requested_at == NOW


def test_who_works_is_told_of_the_wish_and_stops() -> None:
    told = a_claimed_job().cancel_asked(now=LATER)
    assert (told.status, told.lease, told.cancel_requested_at) == ("PROCESSING", a_lease(), LATER)
    assert told.cancel_asked(now=LATER + SECOND).cancel_requested_at == LATER
    stopped = told.cancelled("token", now=LATER)
    assert (stopped.status, stopped.lease) == ("CANCELLED", None)


def test_nobody_begins_again_what_is_not_wanted_any_more() -> None:
    job = wanted_no_more(a_claimed_job())
    assert job.claimed(a_lease("other"), now=AFTER_THE_LEASE).status == "CANCELLED"
    assert job.roused(now=AFTER_THE_LEASE).status == "CANCELLED"


@pytest.mark.parametrize("attempts", [0, MOST_ATTEMPTS - 1], ids=["first", "last"])
def test_what_is_not_wanted_any_more_neither_waits_nor_fails(attempts: int) -> None:
    job = wanted_no_more(a_claimed_job(attempts=attempts))
    for ended in (job.postponed("token", WHY, by=SECOND, now=LATER), job.handed_back("token", now=LATER)):
        assert (ended.status, ended.failure, ended.lease) == ("CANCELLED", None, None)


def test_a_film_that_was_made_before_anybody_heard_the_wish_is_there() -> None:
    assert wanted_no_more(a_claimed_job()).completed("token", a_result(), now=LATER).status == "COMPLETED"


def test_a_job_at_work_is_not_roused() -> None:
    with pytest.raises(JobTaken) as taken:
        a_claimed_job().roused(now=NOW + 20 * SECOND)
    assert taken.value.retry_after == 40


def test_a_job_that_lost_its_worker_is_roused_and_waits_again() -> None:
    job = a_claimed_job(progress=DRAWING).roused(now=AFTER_THE_LEASE)
    assert (job.status, job.lease, job.attempts, job.updated_at) == ("PENDING", None, 1, AFTER_THE_LEASE)
    assert job.progress.step == "waiting"
    with pytest.raises(JobLost):
        job.completed("token", a_result(), now=AFTER_THE_LEASE)


def test_a_job_that_waits_is_roused_and_is_due_when_it_was() -> None:
    postponed = a_claimed_job().postponed("token", WHY, by=MINUTE, now=NOW)
    assert postponed.roused(now=LATER) == evolve(postponed, updated_at=LATER)


def test_a_job_without_an_attempt_left_is_roused_to_its_end() -> None:
    job = a_claimed_job(attempts=MOST_ATTEMPTS - 1).roused(now=AFTER_THE_LEASE)
    assert (job.status, job.failure) == ("FAILED", WORKER_LOST)
