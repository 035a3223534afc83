"""Kills a worker with -9 at every moment of a film, lets another one carry on, and looks at what came of it.

`python -m tests.film_kills STEP FIRST` takes every so manyth moment, beginning with FIRST, and prints a line for each;
settings come from the environment. Workers are forked, so that none pays for its start again.
"""

import asyncio
import json
import os
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from io import BytesIO
from tempfile import NamedTemporaryFile
from typing import Any, Final

from attrs import asdict, fields, frozen
from PIL import Image

from adapters.ffmpeg.binary import found
from composition.films.videos import VideosContainer, VideosPorts
from composition.films.worker import WorkerContainer, WorkerPorts, WorkerSettings
from composition.notices import NotificationsContainer, NotificationsPorts
from composition.opener import Opener, bundle_of
from composition.settings import Settings
from core.identity.model.user import UserId
from core.video.model.job import JobId
from core.video.model.order import Wishes
from core.video.model.ordering import WantedFilm
from core.video.model.storage import film_of, uploads_of
from entrypoints.ending import ended
from tests.builders import an_id
from tests.deadly import Deadly, Fuse
from tests.film_rig import one
from tests.waiting import until

LEASE: Final = timedelta(seconds=1)
BEAT: Final = timedelta(seconds=0.2)
WITHIN: Final = 40.0
PNG: Final = "image/png"
DEADLY: Final = ("job_queue", "blob_store", "video_works", "workshop", "film_maker", "photo_reader")
A_MOMENT: Final = 0.3  # in which a second push would come
Work = Coroutine[Any, Any, Any]


@frozen(kw_only=True)
class Ending:
    """What there is when everything has come to rest."""

    status: str
    attempts: int
    playable: bool
    objects: int
    pushes: int

    @property
    def well(self) -> bool:
        """Tell whether there is one film that plays, one poster, and one push."""
        return (self.status, self.playable, self.objects, self.pushes) == ("COMPLETED", True, 2, 1)


def main(step: int, first: int) -> None:
    """Kill one worker after the other."""
    settings, owner = Settings.read(), UserId(an_id())
    undisturbed = JobId(forked(lambda: ordered(settings, owner)))
    moments: list[str] = forked(lambda: noted(settings, undisturbed))
    wrong = 0
    for length in range(first, len(moments) + 1, step):
        job_id = JobId(forked(lambda: ordered(settings, owner)))
        killed = forked(partial(worked, settings, job_id, Fuse(length))) is None
        ending = Ending(**forked(partial(carried_on, settings, owner, job_id)))
        wrong += not ending.well
        moment = moments[length - 1] if killed else "(it was done before that)"
        print("well" if ending.well else "WRONG", length, moment, ending, flush=True)
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


async def ordered(settings: Settings, owner: UserId) -> str:
    """Upload two photos and order a film of them, which nobody hears of yet."""
    async with AsyncExitStack() as stack:
        videos = VideosContainer(ports=await bundle_of(VideosPorts, Opener(settings, stack)))
        store = videos.store()
        keys = [f"{uploads_of(owner)}{an_id()}.png" for _ in range(2)]
        for number, key in enumerate(keys):
            await store.write(key, one(_photo(number)), content_type=PNG)
        wishes = Wishes(aspect="1:1", seconds_per_photo=1.5)
        wanted = WantedFilm(template="basic", photos=tuple(keys), wishes=wishes)
        job = await videos.film_routes().create_film(caller=owner, key=an_id(), wanted=wanted)
        return str(job.job_id)


def _photo(number: int) -> bytes:
    data = BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((64, 48 + number)).save(data, "PNG")
    return data.getvalue()


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


async def carried_on(settings: Settings, owner: UserId, job_id: JobId) -> dict[str, object]:
    """Let another worker go on, and somebody's phone hear of it; return what there is in the end."""
    async with AsyncExitStack() as stack:
        opener = Opener(settings, stack)
        notices: Any = NotificationsContainer(ports=await bundle_of(NotificationsPorts, opener))
        notices.consumer.add_kwargs(lease=LEASE)
        register = notices.device_routes().register_device
        await register(caller=owner, platform="web", token=f"phone of {owner}", locale="ko")
        works, notifier = await opener.open("video_works"), await opener.open("notifier")
        worker = await _worker(opener, Fuse())
        async with _running(worker), _running(notices):
            await until(lambda: _settled(works, job_id), within=WITHIN, every=0.05)
            await until(lambda: _pushed(notifier, job_id), within=WITHIN, every=0.05)
            await asyncio.sleep(A_MOMENT)
        async with works.begin() as work:
            job = await work.jobs.hold(job_id)
        store = await opener.open("blob_store")
        objects = [blob.key async for blob in store.list(film_of(owner, job_id))]
        playable = job.result is not None and await _plays(store, job.result.film_key, job.result.report.frames)
        pushes = sum(push.data["job_id"] == job_id for _, push in notifier.pushes)
        return asdict(
            Ending(status=job.status, attempts=job.attempts, playable=playable, objects=len(objects), pushes=pushes)
        )


async def _worker(opener: Opener, fuse: Fuse) -> Any:
    ports = await bundle_of(WorkerPorts, opener)
    given = {one.name: getattr(ports, one.name) for one in fields(WorkerPorts)}
    deadly = {name: Deadly(given[name], name, fuse) for name in DEADLY}
    worker: Any = WorkerContainer(ports=WorkerPorts(**{**given, **deadly}), told=WorkerSettings())
    worker.work_on_job.add_kwargs(lease=LEASE, beat_every=BEAT)
    for leasing in (worker.films, worker.dead_films, worker.relay):
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


async def _plays(store: Any, key: str, frames: int) -> bool:
    """Tell whether FFmpeg decodes exactly so many frames."""
    film = b"".join([chunk async for chunk in store.read(key)])
    with NamedTemporaryFile(suffix=".mp4") as file:
        file.write(film)
        file.flush()
        binary = await found("")
        command = [str(binary.path), "-v", "error", "-i", file.name, "-map", "0:v", "-f", "framehash", "-"]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=True)
    lines = [line for line in done.stdout.decode().splitlines() if not line.startswith("#")]
    return len(lines) == frames and not done.stderr


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
