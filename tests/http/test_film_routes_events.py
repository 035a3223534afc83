"""How a film goes on, as server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from aiohttp import ClientResponse

from core.video.model.job import Failure, Job, Progress
from tests.film_service import FILMS, Service, a_film_service

SECOND = timedelta(seconds=1)
Told = tuple[str, str, Any]


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with a_film_service() as service:
        yield service


def events_of(service: Service, job: Job, seen: str | None = None) -> Any:
    headers = {} if seen is None else {"Last-Event-ID": seen}
    return service.get(f"{FILMS}/{job.job_id}/events", headers=headers)


async def next_event(answer: ClientResponse) -> Told:
    """Return the id, the name and the data of the next event."""
    async with asyncio.timeout(10):
        block = await answer.content.readuntil(b"\n\n")
    lines = dict(line.split(": ", 1) for line in block.decode().strip().split("\n"))
    return lines.get("id", ""), lines["event"], orjson.loads(lines["data"])


async def rest_of(answer: ClientResponse) -> bytes:
    async with asyncio.timeout(10):
        return await answer.content.read()


async def beaten(service: Service, job: Job, done: int) -> Job:
    """Let the worker tell how far it is, a second later."""
    clock = service.desk.clock
    clock.move(SECOND)
    progress = Progress(done=done, total=3, step="drawing")
    return await service.desk.saved(job.beaten("token", progress=progress, until=clock.now() + SECOND, now=clock.now()))


async def test_each_change_is_told_and_at_last_the_film(service: Service) -> None:
    job = await service.desk.ordered()
    async with events_of(service, job) as answer:
        assert (answer.status, answer.content_type) == (200, "text/event-stream")
        waiting = await next_event(answer)
        assert (waiting[1], waiting[2]["status"], waiting[2]["progress"]["step"]) == ("progress", "PENDING", "waiting")
        job = await service.desk.claimed(job)
        assert (await next_event(answer))[2]["status"] == "PROCESSING"
        job = await beaten(service, job, 1)
        job = await beaten(service, job, 1)
        drawing = await next_event(answer)
        assert (drawing[1], drawing[2]["progress"]) == ("progress", {"done": 1, "total": 3, "step": "drawing"})
        job = await beaten(service, job, 2)
        assert (await next_event(answer))[2]["progress"]["done"] == 2
        assert job.result is None
        await service.desk.completed(await service.desk.saved(job.handed_back("token", now=service.desk.clock.now())))
        last = await next_event(answer)
        while last[1] == "progress":
            last = await next_event(answer)
        assert (last[1], last[2]["status"], last[2]["progress"]["step"]) == ("completed", "COMPLETED", "done")
        assert "film.mp4" in last[2]["video_url"]
        assert await rest_of(answer) == b""


async def test_who_comes_back_is_told_the_newest_unless_that_was_seen(service: Service) -> None:
    job = await service.desk.claimed(await service.desk.ordered())
    async with events_of(service, job) as answer:
        seen, _, _ = await next_event(answer)
    job = await beaten(service, job, 1)
    async with events_of(service, job, seen) as answer:
        seen, _, newest = await next_event(answer)
    assert newest["progress"]["done"] == 1
    async with events_of(service, job, seen) as answer:
        await beaten(service, job, 2)
        _, _, newest = await next_event(answer)
    assert newest["progress"]["done"] == 2


@pytest.mark.parametrize("seen", ["", "7", "2026-12-04T09:30:00+00:00", "서울"])
async def test_of_a_film_that_is_done_the_end_is_told_whatever_was_seen(service: Service, seen: str) -> None:
    job = await service.desk.completed(await service.desk.ordered())
    async with events_of(service, job, seen) as answer:
        assert (await next_event(answer))[1] == "completed"
        assert await rest_of(answer) == b""


async def test_a_film_that_fails_ends_with_the_reason(service: Service) -> None:
    job = await service.desk.claimed(await service.desk.ordered())
    async with events_of(service, job) as answer:
        await next_event(answer)
        why = Failure(code="broken-photo", detail="photo 2 is cut off")
        await service.desk.saved(job.failed("token", why, now=service.desk.clock.now()))
        _, name, film = await next_event(answer)
        assert (name, film["error"]) == ("failed", {"code": "broken-photo", "detail": "photo 2 is cut off"})
        assert await rest_of(answer) == b""


async def test_a_film_that_is_cancelled_and_deleted_meanwhile_ends_as_well(service: Service) -> None:
    one, other = [await service.desk.ordered() for _ in range(2)]
    async with events_of(service, one) as answer, events_of(service, other) as of_other:
        await next_event(answer)
        await next_event(of_other)
        await service.desk.remove_film(caller=service.user_id, job_id=one.job_id)
        assert (await next_event(answer))[1] == "cancelled"
        async with service.desk.works.begin() as work:
            await work.jobs.forget(owner=service.user_id)
        _, name, problem = await next_event(of_other)
        assert (name, problem["code"]) == ("error", "film-not-found")
        assert await rest_of(of_other) == b""
