"""Work that is leased to one worker at a time, counted, and always comes to an end."""

from datetime import datetime, timedelta
from typing import Final, Literal, NewType, Self

from attrs import evolve, frozen

from core.identity.model.user import UserId
from core.video.model.errors import JobLost, JobSettled, JobTaken
from core.video.model.film import FilmResult
from core.video.model.frames.found import FramesResult
from core.video.model.frames.order import FramesOrder
from core.video.model.order import FilmOrder

JobId = NewType("JobId", str)
JobStatus = Literal["PENDING", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"]
JobKind = Literal["film", "frames"]

MOST_ATTEMPTS: Final = 5
MOST_HAND_BACKS: Final = 20
WAITING: Final = "waiting"
SETTLED: Final[frozenset[JobStatus]] = frozenset({"COMPLETED", "FAILED", "CANCELLED"})


@frozen(kw_only=True)
class Progress:
    """How far a job is: so many parts of so many, and what is being done."""

    done: int = 0
    total: int = 0
    step: str = WAITING


@frozen(kw_only=True)
class Failure:
    """Why a job did not succeed: a slug for programs, and a sentence for people."""

    code: str
    detail: str


WORKER_LOST: Final = Failure(code="worker-lost", detail="the last attempt ended before it could say why")


@frozen(kw_only=True)
class Lease:
    """One worker's right to a job: `token` fences every write, `until` is when others may take over."""

    token: str
    worker: str
    until: datetime


@frozen(kw_only=True)
class Job:
    """An order of a film, or of frames, on its way.

    PENDING until a worker claims it, PROCESSING under a lease, and then COMPLETED, FAILED or CANCELLED for good.
    `attempts` counts claims, so that a job that kills its workers ends, too; `hand_backs` counts those that are not to
    count. `failure` is that of the last attempt to end with one. `key` is the client's Idempotency-Key. From
    `removed_at` on nobody sees the job any more: what was made for it is being deleted, and then it goes itself.
    """

    job_id: JobId
    owner: UserId
    order: FilmOrder | FramesOrder
    key: str | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    status: JobStatus = "PENDING"
    progress: Progress = Progress()
    attempts: int = 0
    hand_backs: int = 0
    not_before: datetime | None = None
    lease: Lease | None = None
    cancel_requested_at: datetime | None = None
    failure: Failure | None = None
    result: FilmResult | FramesResult | None = None
    removed_at: datetime | None = None

    @property
    def kind(self) -> JobKind:
        """What was ordered."""
        return "frames" if isinstance(self.order, FramesOrder) else "film"

    @property
    def settled(self) -> bool:
        """Tell whether nothing more will happen to the job by itself."""
        return self.status in SETTLED

    def kept_for(self, time: timedelta) -> Self:
        """Expire so long after the order was taken."""
        return evolve(self, expires_at=self.created_at + time)

    def claimed(self, lease: Lease, *, now: datetime) -> Self:
        """Begin an attempt; `JobSettled` where none is needed, `JobTaken` while it is another's or not yet due.

        A job that has had all its attempts, or whose owner no longer wants it, is settled instead.
        """
        free = self.roused(now=now)
        if free.settled:
            return free
        if self.not_before is not None and self.not_before > now:
            raise JobTaken(retry_after=(self.not_before - now).total_seconds())
        attempts = self.attempts + 1
        return evolve(free, status="PROCESSING", lease=lease, attempts=attempts, not_before=None, failure=None)

    def roused(self, *, now: datetime) -> Self:
        """Return a job that nobody works on as it goes on: PENDING, or settled where it has no attempt left.

        `JobSettled` where nothing is left to be done, `JobTaken` while somebody works on it.
        """
        if self.settled:
            raise JobSettled
        if self.lease is not None and self.lease.until > now:
            raise JobTaken(retry_after=(self.lease.until - now).total_seconds())
        if self.cancel_requested_at is not None:
            return self._settled("CANCELLED", now)
        if self.attempts >= MOST_ATTEMPTS:
            return evolve(self._settled("FAILED", now), failure=WORKER_LOST)
        return self._waiting(now)

    def beaten(self, token: str, *, progress: Progress, until: datetime, now: datetime) -> Self:
        """Keep the lease for longer, and say how far the work is."""
        lease = self._lease(token)
        return evolve(self, lease=evolve(lease, until=until), progress=progress, updated_at=now)

    def completed(self, token: str, result: FilmResult | FramesResult, *, now: datetime) -> Self:
        """Succeed."""
        self._lease(token)
        whole = evolve(self.progress, done=self.progress.total, step="done")
        return evolve(self._settled("COMPLETED", now), result=result, progress=whole)

    def failed(self, token: str, failure: Failure, *, now: datetime) -> Self:
        """Give up: another attempt would end no better."""
        self._lease(token)
        return evolve(self._settled("FAILED", now), failure=failure)

    def cancelled(self, token: str, *, now: datetime) -> Self:
        """Stop, as the owner wished."""
        self._lease(token)
        return self._settled("CANCELLED", now)

    def postponed(self, token: str, failure: Failure, *, by: timedelta, now: datetime) -> Self:
        """Let another attempt be made later; after the last one, give up, and where the owner wishes so, stop."""
        self._lease(token)
        if self.cancel_requested_at is not None:
            return self.cancelled(token, now=now)
        if self.attempts >= MOST_ATTEMPTS:
            return self.failed(token, failure, now=now)
        return evolve(self._waiting(now), not_before=now + by, failure=failure)

    def handed_back(self, token: str, *, now: datetime) -> Self:
        """Let another worker go on, since this one is told to stop; where the owner wishes so, stop.

        The attempt does not count, unless that happens again and again: a job may be what stops its workers.
        """
        self._lease(token)
        if self.cancel_requested_at is not None:
            return self.cancelled(token, now=now)
        counted = self.attempts if self.hand_backs >= MOST_HAND_BACKS else self.attempts - 1
        return evolve(self._waiting(now), attempts=counted, hand_backs=self.hand_backs + 1)

    def cancel_asked(self, *, now: datetime) -> Self:
        """Wish that nothing more is done: who works is told; where nobody does, the job is cancelled at once."""
        if self.settled:
            return self
        asked = self.cancel_requested_at or now
        if self.lease is not None and self.lease.until > now:
            return evolve(self, cancel_requested_at=asked, updated_at=now)
        return evolve(self._settled("CANCELLED", now), cancel_requested_at=asked)

    def removed(self, *, now: datetime) -> Self:
        """Be nobody's any more; `JobTaken` while somebody works on it.

        The key is free again, and whoever comes to work on it finds it settled.
        """
        if self.removed_at is not None:
            return self
        if self.lease is not None and self.lease.until > now:
            raise JobTaken(retry_after=(self.lease.until - now).total_seconds())
        settled = self if self.settled else self._settled("CANCELLED", now)
        return evolve(settled, key=None, removed_at=now)

    def _waiting(self, now: datetime) -> Self:
        progress = evolve(self.progress, step=WAITING)
        return evolve(self, status="PENDING", lease=None, progress=progress, updated_at=now)

    def _settled(self, status: JobStatus, now: datetime) -> Self:
        return evolve(self, status=status, lease=None, not_before=None, failure=None, updated_at=now)

    def _lease(self, token: str) -> Lease:
        if self.lease is None or self.lease.token != token:
            raise JobLost
        return self.lease
