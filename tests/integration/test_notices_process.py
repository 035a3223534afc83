"""The notification service as it is put together: what comes through its queues reaches people."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import define

from adapters.system.clock import SystemClock
from adapters.wire.events import event_json
from composition.notice_settings import NoticeSettings
from composition.notices import NOTIFICATIONS
from composition.opener import Opener
from composition.process import wired
from composition.settings import SettingError, Settings
from composition.subscribers import NOTIFICATIONS as QUEUE
from core.events import Event
from core.identity.model.user import User, UserId
from core.video.model.events import CleanupEnded, FramesCompleted
from core.video.model.job import JobId
from entrypoints.ending import ended
from entrypoints.messages import message_of
from ports.job_queue import dead_letters_of
from ports.mailer import Mail
from ports.works import Envelope
from tests.builders import an_id, an_identity
from tests.waiting import until


@define
class Running:
    """The service at work, and what it stands on."""

    opener: Opener

    async def hear(self, event: Event, *, queue: str) -> None:
        envelope = Envelope(
            event_id=an_id(),
            name=event.name,
            data=event_json(event),
            group="",
            traceparent=None,
            occurred_at=SystemClock().now(),
        )
        await (await self.opener.open("job_queue")).put(queue, [message_of(envelope)])

    async def letters(self) -> list[Mail]:
        letters: list[Mail] = (await self.opener.open("mailer")).letters
        return letters


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    told = {
        "ODDIYA_PROFILE": "memory",
        "ODDIYA_HOME": str(tmp_path),
        "ODDIYA_PUBLIC_URL": "https://oddiya.test",
        "ODDIYA_OPERATOR_EMAIL": "operator@example.com",
    }
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(told), stack)
        container = await wired(NOTIFICATIONS, opener)
        tasks = [asyncio.ensure_future(run()) for run in container.background()]
        yield Running(opener)
        await ended(*tasks)


@pytest.mark.parametrize("queue", [QUEUE, dead_letters_of(QUEUE)])
async def test_what_comes_through_the_queue_or_from_the_dead_reaches_people(running: Running, queue: str) -> None:
    mina = User(
        user_id=UserId(an_id()),
        email="mina@example.com",
        email_verified=True,
        name="Mina",
        locale="ja",
        created_at=datetime(2026, 12, 4, tzinfo=UTC),
    )
    async with (await running.opener.open("identity_works")).begin() as work:
        await work.users.add(mina, an_identity())
    await running.hear(FramesCompleted(job_id=JobId("j"), owner=mina.user_id, frames=3), queue=queue)
    await running.hear(CleanupEnded(succeeded=True, summary="nothing to do"), queue=queue)

    async def both() -> bool:
        return len(await running.letters()) == 2

    await until(both)
    letters = {letter.to: letter for letter in await running.letters()}
    assert "https://oddiya.test/api/v1/frames/j" in letters["mina@example.com"].text
    assert letters["operator@example.com"].text == "nothing to do\n"


@pytest.mark.parametrize("address", ["nobody", "a@b@c"])
def test_what_is_no_address_tells_no_operator(address: str) -> None:
    with pytest.raises(SettingError, match="ODDIYA_OPERATOR_EMAIL"):
        Settings.read({"ODDIYA_OPERATOR_EMAIL": address}).section(NoticeSettings)
