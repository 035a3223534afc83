"""What becomes of films when their owner's account is deleted."""

import asyncio
import json
from datetime import timedelta

import pytest

from core.identity.model.events import UserDeleted
from core.identity.model.user import UserId
from core.video.model.errors import JobNotFound
from core.video.model.storage import film_of, frames_of, pieces_of
from core.video.use_cases.films.forget_films import ForgetFilms
from entrypoints.video.consumer import VideosConsumer
from ports.works import Envelope
from tests.builders import an_id
from tests.contract.blobs import keys_of, put
from tests.film_desk import NOW, Desk, a_desk
from tests.waiting import until


@pytest.fixture
async def desk() -> Desk:
    return await a_desk()


def told_of(user_id: UserId) -> Envelope:
    return Envelope(
        event_id=an_id(),
        name=UserDeleted.name,
        data=json.dumps({"user_id": user_id}),
        group=user_id,
        traceparent=None,
        occurred_at=NOW,
    )


async def tell(desk: Desk, user_id: UserId, *, pause: float = 0) -> None:
    forget = ForgetFilms(works=desk.works, store=desk.store)
    consumer = VideosConsumer(forget_films=forget, pause=timedelta(seconds=pause))
    await consumer.handlers()[UserDeleted.name](told_of(user_id))


async def test_everything_of_a_deleted_account_is_gone_however_often_it_is_told(desk: Desk) -> None:
    job = await desk.completed(await desk.ordered())
    await desk.ordered()
    await put(desk.store, f"{pieces_of(desk.mina)}part-1")
    await put(desk.store, f"{frames_of(desk.mina)}{an_id()}/frames.zip")
    for _ in range(2):
        await tell(desk, job.owner)
        assert await desk.all() == []
        assert await keys_of(desk.store) == []


async def test_what_others_have_stays(desk: Desk) -> None:
    gone, mina = desk.mina, UserId(f"{desk.mina}0")
    await desk.ordered()
    desk.mina = mina
    job = await desk.completed(await desk.ordered())
    kept = [key for key in await keys_of(desk.store) if f"/{gone}/" not in key]
    await tell(desk, gone)
    assert await desk.all() == [job]
    assert await keys_of(desk.store) == kept


async def test_what_a_worker_wrote_until_it_found_its_job_gone_is_removed_as_well(desk: Desk) -> None:
    job = await desk.claimed(await desk.ordered())
    telling = asyncio.create_task(tell(desk, desk.mina, pause=0.2))

    async def is_empty() -> bool:
        return await keys_of(desk.store) == []

    await until(is_empty)
    await put(desk.store, f"{film_of(job.owner, job.job_id)}film.mp4")
    with pytest.raises(JobNotFound):
        await desk.saved(job)
    await telling
    assert await is_empty()


async def test_where_nobody_was_at_work_there_is_nothing_to_wait_for(desk: Desk) -> None:
    await desk.completed(await desk.ordered())
    async with asyncio.timeout(10):
        await tell(desk, desk.mina, pause=3600)
    assert await keys_of(desk.store) == []
