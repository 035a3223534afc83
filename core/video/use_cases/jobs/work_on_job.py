"""One attempt at a job, from the claim to its end."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from attrs import evolve, frozen

from core.errors import Invalid, OddiyaError, TooMany, Unavailable
from core.undisturbed import undisturbed
from core.video.model.errors import JobLost, JobNotFound, JobSettled, JobTaken
from core.video.model.film import FilmResult
from core.video.model.frames.found import FramesResult
from core.video.model.job import Failure, Job, JobId, Lease
from core.video.model.pauses import pause_after
from core.video.model.storage import made_for, pieces_of
from core.video.use_cases.steps.carry_out import CarryOut
from core.video.use_cases.steps.heartbeat import Heard, Heartbeat, Stop
from core.video.use_cases.steps.rouse_job import keep
from core.video.use_cases.steps.telling import completed
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.ids import Ids
from ports.randomness import Randomness
from ports.video_works import VideoWork
from ports.works import Works

# Shorter than a message is leased for: who gets the message of a dead worker finds the job free.
LEASE: Final = timedelta(seconds=15)
BEAT_EVERY: Final = timedelta(seconds=1)
Result = FilmResult | FramesResult
UNEXPECTED: Final = Failure(code="internal-error", detail="something went wrong that we did not foresee")


@frozen(kw_only=True)
class WorkOnJob:
    """Claim a job, make what was ordered, and settle it; at every moment at most one worker's word counts.

    - While the work goes on, the lease is renewed and the progress kept, every second; a job that is cancelled, or lost
      to another worker, stops within two.
    - What can never succeed fails at once. What may pass another time is put off, for a while drawn from a range that
      grows with each attempt, at least for as long as it says itself, and `JobTaken` until then.
    - Whoever cancels the attempt has the job handed back as it stands.
    """

    works: Works[VideoWork]
    store: BlobStore
    clock: Clock
    ids: Ids
    randomness: Randomness
    carry_out: CarryOut
    worker: str
    lease: timedelta = LEASE
    beat_every: timedelta = BEAT_EVERY

    async def __call__(self, *, job_id: JobId) -> Job | None:
        """Make one attempt, where one is needed; return the job if that has settled it."""
        try:
            job = await self._claimed(job_id)
        except JobSettled:
            return None
        if job is None or job.lease is None:
            return job
        token = job.lease.token
        try:
            return await self._attempt(job, token)
        except asyncio.CancelledError:
            await undisturbed(self._hand_back(job, token))
            raise
        except JobLost:
            return None

    async def _claimed(self, job_id: JobId) -> Job | None:
        async with self.works.begin() as work:
            job = await work.jobs.hold(job_id)
            if job is None:
                return None
            now = self.clock.now()
            lease = Lease(token=self.ids.new(), worker=self.worker, until=now + self.lease)
            claimed = job.claimed(lease, now=now)
            await keep(work, claimed)
        return claimed

    async def _attempt(self, job: Job, token: str) -> Job | None:
        heard = Heard()
        heartbeat = Heartbeat(works=self.works, clock=self.clock, lease=self.lease, every=self.beat_every)
        making = asyncio.ensure_future(self.carry_out(job, told=heard.tell))
        beating = asyncio.ensure_future(heartbeat(job.job_id, token, heard))
        try:
            await asyncio.wait((making, beating), return_when=asyncio.FIRST_COMPLETED)
        finally:
            done = making.done()
            await undisturbed(_ended(making, beating))
        if done:
            return await self._judge(job, token, making, heard)
        return await self._stop(job, token, beating.result())

    async def _judge(self, job: Job, token: str, making: "asyncio.Future[Result]", heard: Heard) -> Job | None:
        """Settle the job as the work has ended."""
        try:
            result = making.result()
        except (Unavailable, TooMany) as failure:
            return await self._put_off(job, token, failure)
        except OddiyaError as failure:
            why = failure_of(failure)
            return await self._change(job, lambda held: held.failed(token, why, now=self.clock.now()))
        except Exception:
            await self._change(
                job, lambda held: held.postponed(token, UNEXPECTED, by=timedelta(), now=self.clock.now())
            )
            raise
        return await self._complete(evolve(job, progress=heard.progress), token, result)

    async def _complete(self, job: Job, token: str, result: Result) -> Job | None:
        async with self.works.begin() as work:
            held = await work.jobs.hold(job.job_id)
            if held is not None and held.cancel_requested_at is None:
                done = evolve(held, progress=job.progress).completed(token, result, now=self.clock.now())
                await work.jobs.save(done)
                work.outbox.add(completed(done), group=job.owner)
                return done
        return await self._stop(job, token, Stop.GONE if held is None else Stop.CANCELLED)

    async def _put_off(self, job: Job, token: str, failure: Unavailable | TooMany) -> Job:
        why, drawn = failure_of(failure), pause_after(job.attempts, drawn=self.randomness.draw(8))
        pause = max(drawn, timedelta(seconds=failure.retry_after))
        held = await self._change(job, lambda held: held.postponed(token, why, by=pause, now=self.clock.now()))
        if not held.settled:
            raise JobTaken(retry_after=pause.total_seconds()) from failure
        return held

    async def _stop(self, job: Job, token: str, stop: Stop) -> Job | None:
        """Leave nothing of what nobody wants; what another worker makes is not touched."""
        if stop is Stop.LOST:
            raise JobLost
        await self.store.delete_prefix(made_for(job))
        if stop is Stop.GONE:
            # With its owner, most likely; what forgot them may have done so before the last piece was kept.
            await self.store.delete_prefix(pieces_of(job.owner))
            return None
        return await self._change(job, lambda held: held.cancelled(token, now=self.clock.now()))

    async def _hand_back(self, job: Job, token: str) -> None:
        """Let another worker go on at once; where nobody can be told, it may when the lease is over."""
        try:
            await self._change(job, lambda held: held.handed_back(token, now=self.clock.now()))
        except OddiyaError:
            return

    async def _change(self, job: Job, change: Callable[[Job], Job]) -> Job:
        async with self.works.begin() as work:
            held = await work.jobs.hold(job.job_id)
            if held is None:
                raise JobNotFound
            changed = change(held)
            await keep(work, changed)
        return changed


def failure_of(error: OddiyaError) -> Failure:
    """Say what went wrong, with each fault where there are some."""
    faults = error.faults if isinstance(error, Invalid) else ()
    said = "; ".join(f"{fault.pointer}: {fault.detail}" if fault.pointer else fault.detail for fault in faults)
    return Failure(code=error.code, detail=f"{error}: {said}" if said else str(error))


async def _ended(*tasks: "asyncio.Future[Any]") -> None:
    """Cancel what still goes on, and wait for its end."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
