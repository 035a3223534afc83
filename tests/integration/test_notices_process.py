"""The notification service as it is put together: what comes through its queues reaches people."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
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
from core.notices.model.notice import LoggedNotice
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

    async def somebody(self, email: str) -> UserId:
        user = User(
            user_id=UserId(an_id()),
            email=email,
            email_verified=True,
            name="Mina",
            locale="ja",
            created_at=datetime(2026, 12, 4, tzinfo=UTC),
        )
        async with (await self.opener.open("identity_works")).begin() as work:
            await work.users.add(user, an_identity())
        return user.user_id

    async def notices(self, owner: UserId) -> Sequence[LoggedNotice]:
        async with (await self.opener.open("notice_works")).begin() as work:
            notices: Sequence[LoggedNotice] = await work.notices.before(owner, place=None, limit=10)
            return notices

    async def letters(self) -> list[Mail]:
        letters: list[Mail] = (await self.opener.open("mailer")).letters
        return letters


@asynccontextmanager
async def at_work(home: Path, **more: str) -> AsyncIterator[Running]:
    told = {
        "ODDIYA_PROFILE": "memory",
        "ODDIYA_HOME": str(home),
        "ODDIYA_PUBLIC_URL": "https://oddiya.test",
        "ODDIYA_OPERATOR_EMAIL": "operator@example.com",
        **more,
    }
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(told), stack)
        container = await wired(NOTIFICATIONS, opener)
        tasks = [asyncio.ensure_future(run()) for run in container.background()]
        yield Running(opener)
        await ended(*tasks)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with at_work(tmp_path) as running:
        yield running


@pytest.mark.parametrize("queue", [QUEUE, dead_letters_of(QUEUE)])
async def test_what_comes_through_the_queue_or_from_the_dead_reaches_people(running: Running, queue: str) -> None:
    mina = await running.somebody("mina@example.com")
    await running.hear(FramesCompleted(job_id=JobId("j"), owner=mina, frames=3), queue=queue)
    await running.hear(CleanupEnded(succeeded=True, summary="nothing to do"), queue=queue)

    async def both() -> bool:
        return len(await running.letters()) == 2

    await until(both)
    letters = {letter.to: letter for letter in await running.letters()}
    assert "https://oddiya.test/api/v1/frames/j" in letters["mina@example.com"].text
    assert letters["operator@example.com"].text == "nothing to do\n"


async def test_a_mail_server_that_does_not_answer_keeps_back_nobody_elses_notice(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mail = {
            "ODDIYA_MAILER": "smtp",
            "ODDIYA_SMTP_URL": f"smtp://127.0.0.1:{silent.getsockname()[1]}",
            "ODDIYA_MAIL_FROM": "hello@oddiya.test",
        }
        async with at_work(tmp_path, **mail) as running:
            people = [await running.somebody(f"mina-{number}@example.com") for number in range(8)]
            for owner in people:
                await running.hear(FramesCompleted(job_id=JobId("j"), owner=owner, frames=3), queue=QUEUE)

            async def all_told() -> bool:
                return all([await running.notices(owner) for owner in people])

            await until(all_told)
            silent.close()  # which ends all waiting


@pytest.mark.parametrize("address", ["nobody", "a@b@c"])
def test_what_is_no_address_tells_no_operator(address: str) -> None:
    with pytest.raises(SettingError, match="ODDIYA_OPERATOR_EMAIL"):
        Settings.read({"ODDIYA_OPERATOR_EMAIL": address}).section(NoticeSettings)
