"""Jobs among workers that crash, sleep and come back, beside a naive model: who may write now, and what has ended."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from attrs import Factory, define, frozen
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from typing_extensions import override

from composition.catalogue import Entry
from composition.opener import Opener
from composition.settings import Settings
from core.errors import OddiyaError
from core.video.model.errors import JobLost, JobSettled, JobTaken
from core.video.model.job import MOST_ATTEMPTS, MOST_HAND_BACKS, Job, JobId, Progress
from ports.video_works import VideoWork
from ports.works import Works
from tests.clocks import ManualClock
from tests.conftest import environment_of
from tests.contract.enrolled import enrolled
from tests.jobs import a_failure, a_job, a_lease, a_result

SPANS = st.sampled_from([1, 10, 30]).map(lambda seconds: timedelta(seconds=seconds))  # few, so that ends coincide
LONG = timedelta(hours=1)
WHICH = st.integers(0, 1)
TOKEN = st.sampled_from([0, 0, 0, 1, 2])  # how many claims ago it was given
Change = Callable[[Job], Job]


@frozen
class Bench:
    """Where jobs are kept, and who keeps them."""

    run: asyncio.Runner
    works: Works[VideoWork]


@define
class Fate:
    """What the model knows of one job: whose word counts, until when nobody else's can, and how it ended."""

    job_id: JobId
    kept: Job
    given: list[str] = Factory(lambda: ["guessed"])
    token: str | None = None
    until: datetime | None = None
    due: datetime | None = None
    claims: int = 0
    uncounted: int = 0
    unwanted: bool = False
    completions: int = 0

    @property
    def attempts(self) -> int:
        """How many claims count: so many hand-backs are forgiven, and no more."""
        return self.claims - min(self.uncounted, MOST_HAND_BACKS)


class JobMachine(RuleBasedStateMachine):
    """Two jobs; whoever writes has any of the tokens that were ever given, or has guessed one."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.clock = ManualClock()
        self.numbers = count(1)
        self.fates: list[Fate] = []

    @initialize()
    def order(self) -> None:
        jobs = [a_job(updated_at=self.clock.now()) for _ in range(2)]
        self.fates = [Fate(job.job_id, self.bench.run.run(self.added(job))) for job in jobs]

    async def added(self, job: Job) -> Job:
        async with self.bench.works.begin() as work:
            return await work.jobs.add(job)

    async def changed(self, fate: Fate, change: Change) -> Job:
        async with self.bench.works.begin() as work:
            held = await work.jobs.hold(fate.job_id)
            assert held == fate.kept
            job = change(held)
            await work.jobs.save(job)
        return job

    def change(self, fate: Fate, change: Change, *, refused: type[OddiyaError] | None) -> None:
        """Change a job as it is expected to go."""
        if refused is not None:
            with pytest.raises(refused):
                self.bench.run.run(self.changed(fate, change))
            return
        before, fate.kept = fate.kept, self.bench.run.run(self.changed(fate, change))
        assert not before.settled

    def write(self, which: int, token: int, change: Callable[[Job, str], Job]) -> Fate | None:
        """Write as a worker; tell of which job it was, where the word counted."""
        fate, said = self.fates[which], self.fates[which].given[-1 - token :][0]
        counts = said == fate.token
        self.change(fate, lambda job: change(job, said), refused=None if counts else JobLost)
        return fate if counts else None

    def let_go(self, fate: Fate) -> None:
        fate.token = fate.until = None

    def is_leased(self, fate: Fate) -> bool:
        return fate.until is not None and fate.until > self.clock.now()

    def refusal(self, fate: Fate) -> type[OddiyaError] | None:
        """Return why nobody else can have the job now."""
        if fate.kept.settled:
            return JobSettled
        return JobTaken if self.is_leased(fate) else None

    @rule(which=WHICH, lease=SPANS)
    def claim(self, which: int, lease: timedelta) -> None:
        fate, now, token = self.fates[which], self.clock.now(), f"token-{next(self.numbers)}"
        ends = fate.unwanted or fate.attempts >= MOST_ATTEMPTS
        too_early = fate.due is not None and fate.due > now and not ends
        refused = self.refusal(fate) or (JobTaken if too_early else None)
        self.change(fate, lambda job: job.claimed(a_lease(token, until=now + lease), now=now), refused=refused)
        if refused:
            return
        self.let_go(fate)
        if ends:
            assert fate.kept.status == ("CANCELLED" if fate.unwanted else "FAILED")
        else:
            fate.given.append(token)
            fate.token, fate.until, fate.due = token, now + lease, None
            fate.claims += 1

    @rule(which=WHICH, token=TOKEN, lease=SPANS)
    def beat(self, which: int, token: int, lease: timedelta) -> None:
        until, progress = self.clock.now() + lease, Progress(done=next(self.numbers), total=99, step="drawing")
        fate = self.write(
            which, token, lambda job, said: job.beaten(said, progress=progress, until=until, now=self.clock.now())
        )
        if fate:
            fate.until = until
            assert fate.kept.progress == progress

    @rule(which=WHICH, token=TOKEN)
    def complete(self, which: int, token: int) -> None:
        fate = self.write(which, token, lambda job, said: job.completed(said, a_result(), now=self.clock.now()))
        if fate:
            self.let_go(fate)
            fate.completions += 1
            assert fate.kept.status == "COMPLETED"

    @rule(which=WHICH, token=TOKEN)
    def fail(self, which: int, token: int) -> None:
        fate = self.write(which, token, lambda job, said: job.failed(said, a_failure(), now=self.clock.now()))
        if fate:
            self.let_go(fate)
            assert fate.kept.status == "FAILED"

    @rule(which=WHICH, token=TOKEN)
    def stop(self, which: int, token: int) -> None:
        fate = self.write(which, token, lambda job, said: job.cancelled(said, now=self.clock.now()))
        if fate:
            self.let_go(fate)
            assert fate.kept.status == "CANCELLED"

    @rule(which=WHICH, token=TOKEN, pause=SPANS)
    def postpone(self, which: int, token: int, pause: timedelta) -> None:
        now = self.clock.now()
        fate = self.write(which, token, lambda job, said: job.postponed(said, a_failure(), by=pause, now=now))
        if fate:
            self.let_go(fate)
            fate.due = now + pause
            last = "FAILED" if fate.attempts >= MOST_ATTEMPTS else "PENDING"
            assert fate.kept.status == ("CANCELLED" if fate.unwanted else last)

    @rule(which=WHICH, token=TOKEN)
    def hand_back(self, which: int, token: int) -> None:
        fate = self.write(which, token, lambda job, said: job.handed_back(said, now=self.clock.now()))
        if fate:
            self.let_go(fate)
            fate.uncounted += not fate.unwanted
            assert fate.kept.status == ("CANCELLED" if fate.unwanted else "PENDING")

    @rule(which=WHICH)
    def ask_to_cancel(self, which: int) -> None:
        fate, now = self.fates[which], self.clock.now()
        if fate.kept.settled:
            assert fate.kept.cancel_asked(now=now) == fate.kept
            return
        self.change(fate, lambda job: job.cancel_asked(now=now), refused=None)
        fate.unwanted = True
        if not self.is_leased(fate):
            self.let_go(fate)
            assert fate.kept.status == "CANCELLED"

    @rule(which=WHICH)
    def rouse(self, which: int) -> None:
        fate, now = self.fates[which], self.clock.now()
        refused = self.refusal(fate)
        self.change(fate, lambda job: job.roused(now=now), refused=refused)
        if not refused:
            self.let_go(fate)

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        self.clock.move(span)

    @invariant()
    def what_is_kept_is_what_the_model_says(self) -> None:
        for fate in self.fates:
            job = fate.kept
            assert (job.lease and job.lease.token) == fate.token
            assert (job.lease and job.lease.until) == fate.until
            assert job.attempts == fate.attempts <= MOST_ATTEMPTS
            assert (job.status == "PROCESSING") == (job.lease is not None)
            assert (job.status == "COMPLETED") == (job.result is not None) == (fate.completions == 1)
            assert job.failure is None or job.status in {"PENDING", "FAILED"}
            assert job.status != "FAILED" or job.failure is not None

    @override
    def teardown(self) -> None:
        """Let every further worker die at once, and every job end all the same."""
        for fate in self.fates:
            for _ in range(MOST_ATTEMPTS + 1):
                if not fate.kept.settled:
                    self.clock.move(LONG)
                    self.change(fate, self.claimed_by_the_doomed, refused=None)
            assert fate.kept.settled

    def claimed_by_the_doomed(self, job: Job) -> Job:
        now = self.clock.now()
        return job.claimed(a_lease("doomed", until=now + LONG), now=now)


def tried(bench: Bench, *, examples: int, steps: int) -> None:
    few = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=[phase for phase in Phase if phase is not Phase.explain],  # explaining takes minutes
        suppress_health_check=list(HealthCheck),
    )

    class Machine(JobMachine):
        def __init__(self) -> None:
            super().__init__(bench)

    run_state_machine_as_test(Machine, settings=few)


EXAMPLES = {"memory": 80}


@pytest.mark.parametrize("entry", enrolled("video_works"))
def test_at_every_moment_one_workers_word_counts_and_every_job_ends(
    entry: Entry, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    told = {"ODDIYA_HOME": str(tmp_path), "ODDIYA_VIDEO_WORKS": entry.name, **environment_of(entry, request)}
    with asyncio.Runner() as run:
        stack = AsyncExitStack()
        works = run.run(Opener(Settings.read(told), stack).open("video_works"))
        try:
            tried(Bench(run, works), examples=EXAMPLES.get(entry.name, 8), steps=40)
        finally:
            run.run(stack.aclose())
