"""Kills a worker with -9 at every moment of a job, lets another one carry on, and looks at what came of it.

`python -m tests.job_kills KIND STEP FIRST` takes every so manyth moment of a `film` or of `frames`, beginning with
FIRST, and prints a line for each; settings come from the environment. Workers are forked, so that none pays for its
start again.
"""

import asyncio
import json
import os
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final

from attrs import asdict, fields, frozen

from composition.films.videos import VIDEOS
from composition.films.worker import WorkerContainer, WorkerPorts, WorkerSettings
from composition.notices import NOTIFICATIONS
from composition.opener import Opener, bundle_of
from composition.process import wired
from composition.settings import Settings
from core.identity.model.user import UserId
from core.video.model.job import JobId
from core.video.model.storage import made_for
from entrypoints.ending import ended
from tests.builders import an_id
from tests.deadly import Deadly, Fuse
from tests.killed_orders import ORDERS, Verdict
from tests.waiting import until

LEASE: Final = timedelta(seconds=1)
BEAT: Final = timedelta(seconds=0.2)
WITHIN: Final = 40.0
DEADLY: Final = (
    *("job_queue", "blob_store", "video_works", "workshop"),
    *("film_maker", "photo_reader", "frame_extractor"),
)
A_MOMENT: Final = 0.3  # in which a second push would come
Work = Coroutine[Any, Any, Any]


@frozen(kw_only=True)
class Ending:
    """What there is when everything has come to rest."""

    status: str
    attempts: int
    good: bool
    digest: str
    objects: int
    pushes: int

    def well(self, kind: str, digest: str) -> bool:
        """Tell whether it was made once, of the same bytes as by a worker that nothing happened to, and told once."""
        wanted = ("COMPLETED", True, digest, ORDERS[kind].objects, 1)
        return (self.status, self.good, self.digest, self.objects, self.pushes) == wanted


def main(kind: str, step: int, first: int) -> None:
    """Kill one worker after the other."""
    settings, owner = Settings.read(), UserId(an_id())
    undisturbed = JobId(forked(lambda: ordered(settings, kind, owner)))
    moments: list[str] = forked(lambda: noted(settings, undisturbed))
    digest = Ending(**forked(partial(carried_on, settings, kind, owner, undisturbed))).digest
    wrong = 0
    for length in range(first, len(moments) + 1, step):
        job_id = JobId(forked(lambda: ordered(settings, kind, owner)))
        killed = forked(partial(worked, settings, job_id, Fuse(length))) is None
        ending = Ending(**forked(partial(carried_on, settings, kind, owner, job_id)))
        well = ending.well(kind, digest)
        wrong += not well
        moment = moments[length - 1] if killed else "(it was done before that)"
        print("well" if well else "WRONG", length, moment, ending, flush=True)
    sys.exit(1 if wrong else 0)


def forked(work: Callable[[], Work]) -> Any:
    """Do the work in a process of its own, and return what it returns; None when it was killed."""
    hear, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(hear)
        status = 1
        try:
            answer = json.dumps(asyncio.run(work())).encode()
            os.write(tell, answer)
            status = 0
        except BaseException:  # noqa: BLE001 - nothing may get back into the parent's frames
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(tell)
    with os.fdopen(hear, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or status == 0, "it failed by itself"
    return json.loads(answer) if answer else None


async def ordered(settings: Settings, kind: str, owner: UserId) -> str:
    """Order something which nobody hears of yet."""
    async with AsyncExitStack() as stack:
        videos: Any = await wired(VIDEOS, Opener(settings, stack))
        return (await ORDERS[kind].order(videos, owner)).job_id


async def noted(settings: Settings, job_id: JobId) -> list[str]:
    """Work on a job whom nothing happens to, and return the moments that there were."""
    fuse = Fuse()
    await worked(settings, job_id, fuse)
    return fuse.moments


async def worked(settings: Settings, job_id: JobId, fuse: Fuse) -> str:
    """Work as a worker does, over ports that may be deadly, until the job is settled; return how."""
    async with AsyncExitStack() as stack:
        opener = Opener(settings, stack)
        worker = await _worker(opener, fuse)
        async with _running(worker):
            works = await opener.open("video_works")
            await until(lambda: _settled(works, job_id), within=WITHIN, every=0.05)
    return "settled"


async def carried_on(settings: Settings, kind: str, owner: UserId, job_id: JobId) -> dict[str, object]:
    """Let another worker go on, and somebody's phone hear of it; return what there is in the end."""
    async with AsyncExitStack() as stack:
        opener = Opener(settings, stack)
        notices: Any = await wired(NOTIFICATIONS, opener)
        notices.consumer.add_kwargs(lease=LEASE)
        register = notices.device_routes().register_device
        await register(caller=owner, platform="web", token=f"phone of {owner}", locale="ko")
        works, notifier = await opener.open("video_works"), await opener.open("notifier")
        worker = await _worker(opener, Fuse())
        async with _running(worker), _running(notices):
            with suppress(AssertionError):  # what did not come about is seen below
                await until(lambda: _settled(works, job_id), within=WITHIN, every=0.05)
                await until(lambda: _pushed(notifier, job_id), within=WITHIN, every=0.05)
            await asyncio.sleep(A_MOMENT)
        async with works.begin() as work:
            job = await work.jobs.hold(job_id)
        store = await opener.open("blob_store")
        objects = [blob.key async for blob in store.list(made_for(job))]
        verdict = await ORDERS[kind].judge(store, job) if job.result is not None else Verdict(good=False, digest="")
        pushes = sum(push.data["job_id"] == job_id for _, push in notifier.pushes)
    ending = Ending(
        status=job.status,
        attempts=job.attempts,
        good=verdict.good,
        digest=verdict.digest,
        objects=len(objects),
        pushes=pushes,
    )
    return asdict(ending)


async def _worker(opener: Opener, fuse: Fuse) -> Any:
    ports = await bundle_of(WorkerPorts, opener)
    given = {one.name: getattr(ports, one.name) for one in fields(WorkerPorts)}
    deadly = {name: Deadly(given[name], name, fuse) for name in DEADLY}
    worker: Any = WorkerContainer(ports=WorkerPorts(**{**given, **deadly}), told=WorkerSettings())
    worker.work_on_job.add_kwargs(lease=LEASE, beat_every=BEAT)
    for leasing in (worker.orders, worker.dead_orders, worker.relay):
        leasing.add_kwargs(lease=LEASE)
    return worker


@asynccontextmanager
async def _running(container: Any) -> AsyncIterator[None]:
    working = [asyncio.ensure_future(run()) for run in container.background()]
    try:
        yield
    finally:
        await ended(*working)


async def _settled(works: Any, job_id: JobId) -> bool:
    """Tell whether the job is settled, and what it brought about has left the outbox."""
    async with works.begin() as work:
        job = await work.jobs.hold(job_id)
    return job.settled and await works.feed.oldest_unsent() is None


async def _pushed(notifier: Any, job_id: JobId) -> bool:
    return any(push.data["job_id"] == job_id for _, push in notifier.pushes)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
