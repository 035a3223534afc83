"""Listening, whatever is logged and whoever comes and goes, beside a naive model: each notice once, and in order."""

import asyncio

from attrs import define, field
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from typing_extensions import override

from adapters.memory.notice_works import open_adapter
from adapters.memory.works import Section
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from core.identity.model.user import UserId
from core.notices.model.delivery import NoticeId
from core.notices.model.live import Listener
from entrypoints.notices.seat import TooManyListeners
from tests.builders import an_id
from tests.live_rig import CountedWorks, Ear, LiveProcess, a_listener, log

OWNERS = [UserId(an_id()) for _ in range(2)]
WHO = st.integers(0, 4)
WHERE = st.integers(0, 1)


@define(eq=False)
class Client:
    """Somebody's app: what it has heard, and what it should have."""

    listener: Listener
    heard: list[NoticeId] = field(factory=list)
    began_at: int | None = None
    ear: Ear | None = None

    @property
    def seen(self) -> NoticeId | None:
        """What it resumes with; before the first notice, there is nothing to resume."""
        return self.heard[-1] if self.heard else None


class Listening(RuleBasedStateMachine):
    """Two processes over one log, and five apps of two people."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        clock = SystemClock()
        section = Section(clock=clock, ids=Uuid7Ids(clock), tracing=W3cTracing())
        self.works = CountedWorks(self.runner.run(open_adapter(section).__aenter__()))
        self.processes = [LiveProcess(works=self.works, most_of_one=2) for _ in range(2)]
        self.logs: dict[UserId, list[NoticeId]] = {owner: [] for owner in OWNERS}
        self.clients = [Client(a_listener(OWNERS[number % 2])) for number in range(5)]

    @rule(whose=st.integers(0, 1), count=st.integers(1, 3))
    def log(self, whose: int, count: int) -> None:
        owner = OWNERS[whose]
        self.logs[owner] += self.runner.run(log(self.works.works, *[owner] * count))

    @rule(who=WHO, where=WHERE, eager=st.booleans())
    def connect(self, who: int, where: int, *, eager: bool) -> None:
        client = self.clients[who]
        if client.ear is not None:
            return
        if client.began_at is None or client.seen is None:
            client.began_at = len(self.logs[client.listener.user_id])
        client.ear = self.runner.run(self.processes[where].listen(client.listener, seen=client.seen))
        if eager:
            self.runner.run(self._hear(client))

    @rule(who=WHO)
    def disconnect(self, who: int) -> None:
        """Hang up, perhaps on a notice that is just coming."""
        client = self.clients[who]
        if client.ear is not None:
            self.runner.run(client.ear.leave())
            client.ear = None

    @rule(who=WHO)
    def take_in(self, who: int) -> None:
        """Take in one notice; whoever never does is slow."""
        self.runner.run(self._hear(self.clients[who]))

    @rule(where=WHERE)
    def look(self, where: int) -> None:
        self.runner.run(self._look(where))

    @rule(whose=st.integers(0, 1), where=WHERE)
    def hear_of(self, whose: int, where: int) -> None:
        self.processes[where].hub.heard_of(OWNERS[whose])

    @invariant()
    def nobody_hears_anything_twice_or_out_of_order_or_of_others(self) -> None:
        for client in self.clients:
            assert client.heard == self._due(client)[: len(client.heard)]

    @override
    def teardown(self) -> None:
        self.runner.run(self._end())
        self.runner.close()

    async def _look(self, where: int) -> None:
        looking = asyncio.ensure_future(self.processes[where].hub.look())
        for _ in range(20):
            await asyncio.sleep(0)
        if not looking.done():  # nobody is connected there
            looking.cancel()
        await asyncio.wait({looking})

    async def _hear(self, client: Client) -> bool:
        if client.ear is None:
            return False
        try:
            heard = await client.ear.hears()
        except TooManyListeners:
            client.ear = None
            return False
        if heard is not None:
            client.heard.append(heard)
        return heard is not None

    async def _end(self) -> None:
        """Let everybody who is connected take in everything."""
        for client in self.clients:
            await self._hear(client)
        for where in range(2):
            await self._look(where)
        for client in self.clients:
            while await self._hear(client):
                pass
            if client.ear is not None:
                assert client.heard == self._due(client)
                await client.ear.leave()

    def _due(self, client: Client) -> list[NoticeId]:
        log = self.logs[client.listener.user_id]
        return log if client.began_at is None else log[client.began_at :]


Listening.TestCase.settings = settings(
    max_examples=80, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestListening = Listening.TestCase
