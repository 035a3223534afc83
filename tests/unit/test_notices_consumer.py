"""What the notification service does when it is told of something through its queues."""

from datetime import timedelta

import pytest
from attrs import define, evolve, field
from structlog.testing import capture_logs

from adapters.prometheus.meter import PrometheusMeter
from adapters.wire.events import event_json
from composition.subscribers import NOTIFICATIONS, SUBSCRIBERS
from core.errors import Unavailable
from core.events import Event
from core.identity.model.events import UserDeleted
from core.notices.model.delivery import NoticeId
from core.notices.use_cases.log.forget_owner import ForgetOwner
from core.notices.use_cases.telling.give_up_telling import GiveUpTelling
from core.notices.use_cases.telling.tell_operator import TellOperator
from core.video.model.events import CleanupEnded, FilmCompleted, FilmFailed, FramesCompleted, FramesFailed
from core.video.model.job import JobId
from entrypoints.consumer import LONGEST_DELAY
from entrypoints.notices.consumer import NoticesConsumer
from entrypoints.notices.dead_consumer import ERASURE, NEWS, DeadNoticesConsumer
from ports.works import Envelope
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.notices_rig import MINA, Rig, a_rig

OPERATOR = "operator@example.com"
JOB = JobId("j")
DONE = CleanupEnded(succeeded=True, summary="removed 3 jobs")
FAILED = CleanupEnded(succeeded=False, summary="the store did not answer")


@define
class Bench:
    """The consumers, and what they can have an effect on."""

    rig: Rig
    meter: PrometheusMeter = field(factory=PrometheusMeter)
    operator: str | None = OPERATOR

    @property
    def consumer(self) -> NoticesConsumer:
        rig = self.rig
        return NoticesConsumer(
            tell_owner=rig.tell_owner,
            tell_operator=TellOperator(
                mailer=rig.mailer, tellings=rig.tellings, address=self.operator, patience=timedelta(milliseconds=50)
            ),
            forget_owner=ForgetOwner(works=rig.works, notifier=rig.notifier),
            meter=self.meter,
        )

    @property
    def dead(self) -> DeadNoticesConsumer:
        return DeadNoticesConsumer(
            handlers_of_events=self.consumer.handlers(),
            give_up_telling=GiveUpTelling(works=self.rig.works, clock=self.rig.clock),
            clock=self.rig.clock,
            meter=self.meter,
        )

    def told(self, event: Event) -> Envelope:
        return Envelope(
            event_id=an_id(),
            name=event.name,
            data=event_json(event),
            group="",
            traceparent=None,
            occurred_at=self.rig.clock.now(),
        )

    async def hear(self, envelope: Envelope) -> None:
        await self.consumer.handlers()[envelope.name](envelope)

    async def hear_again(self, envelope: Envelope) -> None:
        await self.dead.handlers()[envelope.name](envelope)

    async def kinds(self) -> list[str]:
        async with self.rig.works.begin() as work:
            return [logged.notice.kind for logged in await work.notices.after(self.rig.mina, place=0, limit=9)]

    def counted(self) -> dict[str, float]:
        lines = [line for line in self.meter.exposition().decode().splitlines() if "oddiya_notices_total{" in line]
        counts = dict(line.removeprefix("oddiya_notices_total").rsplit(" ", 1) for line in lines)
        return {labels: float(count) for labels, count in counts.items()}


@pytest.fixture
async def bench(open_adapter: OpenAdapter) -> Bench:
    rig = await a_rig(open_adapter)
    await rig.live()
    return Bench(rig)


def of(channel: str, outcome: str) -> str:
    return f'{{channel="{channel}",outcome="{outcome}"}}'


def test_whatever_the_queue_is_told_is_dealt_with_also_when_it_comes_from_the_dead(bench: Bench) -> None:
    told = {name for name, queues in SUBSCRIBERS.items() if NOTIFICATIONS in queues}
    assert set(bench.consumer.handlers()) == set(bench.dead.handlers()) == told


async def test_each_event_is_told_once_on_each_channel(bench: Bench) -> None:
    mina = bench.rig.mina
    await bench.rig.register("phone")
    events = (
        FilmCompleted(job_id=JOB, owner=mina, title="t"),
        FilmFailed(job_id=JOB, owner=mina, title="t", reason="r"),
        FramesCompleted(job_id=JOB, owner=mina, frames=7),
        FramesFailed(job_id=JOB, owner=mina, reason="r"),
    )
    for envelope in [bench.told(event) for event in events] * 2:
        await bench.hear(envelope)
    kinds = [event.name for event in events]
    assert await bench.kinds() == kinds
    assert [push.data["kind"] for _, push in bench.rig.notifier.pushes] == kinds
    assert len({letter.mail_id for letter in bench.rig.mailer.letters}) == len(bench.rig.mailer.letters) == len(kinds)
    assert bench.counted() == {of("push", "told"): 4, of("mail", "told"): 4}


async def test_of_a_deleted_user_nothing_is_left(bench: Bench) -> None:
    await bench.rig.register("phone")
    await bench.hear(bench.told(FilmCompleted(job_id=JOB, owner=bench.rig.mina, title="t")))
    for _ in range(2):
        await bench.hear(bench.told(UserDeleted(user_id=bench.rig.mina)))
    assert (await bench.kinds(), await bench.rig.devices()) == ([], [])


async def test_a_try_that_failed_is_counted_and_made_again(bench: Bench) -> None:
    film, bench.rig.mailer.down = bench.told(FilmCompleted(job_id=JOB, owner=bench.rig.mina, title="t")), True
    for _ in range(2):
        with pytest.raises(Unavailable):
            await bench.hear(film)
    bench.rig.mailer.down = False
    await bench.hear(film)
    assert bench.counted() == {of("mail", "retry"): 2, of("mail", "told"): 1}


@pytest.mark.parametrize("event", [DONE, FAILED], ids=["done", "failed"])
async def test_the_operator_is_told_of_a_cleanup_once_and_the_log_says_it_too(
    bench: Bench, event: CleanupEnded
) -> None:
    envelope = bench.told(event)
    with capture_logs() as logs:
        for _ in range(2):
            await bench.hear(envelope)
    (letter,) = bench.rig.mailer.letters
    assert (letter.to, letter.subject.startswith("[FAILED]")) == (OPERATOR, not event.succeeded)
    assert event.summary in letter.text
    assert {(line["log_level"], line["summary"]) for line in logs} == {
        ("info" if event.succeeded else "error", event.summary)
    }


async def test_without_an_address_the_log_alone_tells_of_a_cleanup(bench: Bench) -> None:
    bench.operator = None
    with capture_logs() as logs:
        await bench.hear(bench.told(FAILED))
    assert (bench.rig.mailer.letters, len(logs)) == ([], 1)


async def test_an_operator_whose_address_refuses_letters_keeps_nothing_up(bench: Bench) -> None:
    bench.rig.mailer.bad = {OPERATOR}
    await bench.hear(bench.told(DONE))
    assert bench.counted() == {of("mail", "refused"): 1}


async def test_what_tells_the_operator_waits_for_nobody_for_ever(bench: Bench) -> None:
    bench.rig.mailer.silent = True
    with pytest.raises(Unavailable):
        await bench.hear(bench.told(DONE))
    bench.rig.mailer.silent = False


async def test_what_tells_the_operator_leaves_it_to_who_does_already(bench: Bench) -> None:
    envelope, bench.rig.mailer.down = bench.told(DONE), True
    with pytest.raises(Unavailable):
        await bench.hear(envelope)
    async with bench.rig.works.begin() as work:
        delivery = await work.deliveries.hold(NoticeId(envelope.event_id), "mail", "operator")
        now = bench.rig.clock.now()
        await work.deliveries.save(delivery.leased("other", until=now + timedelta(seconds=9), now=now))
    with pytest.raises(Unavailable) as refused:
        await bench.hear(envelope)
    assert refused.value.retry_after == 9


async def test_what_failed_too_often_is_told_when_that_is_possible_again(bench: Bench) -> None:
    film, bench.rig.mailer.down = bench.told(FilmCompleted(job_id=JOB, owner=bench.rig.mina, title="t")), True
    bench.rig.clock.move(NEWS - timedelta(seconds=1))
    with pytest.raises(Unavailable) as later:
        await bench.hear_again(film)
    assert later.value.retry_after == LONGEST_DELAY
    bench.rig.mailer.down = False
    await bench.hear_again(film)
    assert [letter.to for letter in bench.rig.mailer.letters] == [MINA]


async def test_what_is_no_news_any_more_is_given_up_and_said_to_be(bench: Bench) -> None:
    await bench.rig.register("phone")
    film, bench.rig.mailer.down = bench.told(FilmCompleted(job_id=JOB, owner=bench.rig.mina, title="t")), True
    bench.rig.clock.move(NEWS)
    with capture_logs() as logs:
        await bench.hear_again(film)
    assert [(line["event"], line["event_id"]) for line in logs] == [("an event is given up", film.event_id)]
    assert bench.counted() == {of("push", "told"): 1, of("mail", "retry"): 1, of("mail", "failed"): 1}
    bench.rig.mailer.down = False
    await bench.hear_again(film)
    assert bench.rig.mailer.letters == []
    assert await bench.kinds() == ["film-completed"]


async def test_what_cannot_be_read_is_given_up_too(bench: Bench) -> None:
    strange = evolve(bench.told(DONE), data="[]")
    with pytest.raises(ValueError, match="cannot be read"):
        await bench.hear_again(strange)
    bench.rig.clock.move(NEWS)
    with capture_logs() as logs:
        await bench.hear_again(strange)
    assert [line["log_level"] for line in logs] == ["error"]


async def test_that_somebody_is_forgotten_is_tried_for_longer(bench: Bench) -> None:
    await bench.rig.register("phone")
    deleted, bench.rig.notifier.down = bench.told(UserDeleted(user_id=bench.rig.mina)), True
    bench.rig.clock.move(ERASURE - timedelta(seconds=1))
    with pytest.raises(Unavailable):
        await bench.hear_again(deleted)
    bench.rig.notifier.down = False
    await bench.hear_again(deleted)
    assert await bench.rig.devices() == []
