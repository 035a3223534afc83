"""Whatever there is, a cleanup deletes what is due and nothing else, beside a naive model of what that is."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from attrs import evolve, field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from composition.cleanup.told_lines import plan_lines
from core.identity.model.user import UserId
from core.video.model.cleanup import CleanupPlan
from core.video.model.job import Job
from core.video.model.storage import made_for
from core.video.use_cases.cleanup.time_of_turn import NEAR
from tests.attic import RETENTION, Attic, Left, an_attic
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.jobs import DAY, SECOND, a_lease, a_result, a_result_of_frames

EDGES: Final = {"uploads": RETENTION.uploads, "pieces": RETENTION.pieces, "films": DAY, "frames": DAY}
spans = st.sampled_from([-DAY, -SECOND, timedelta(), SECOND, DAY])


@frozen(kw_only=True)
class DrawnJob:
    """An order: which of the files it is of, how its time and its lease are, and how much there is of its result."""

    frames: bool
    status: str
    left: timedelta
    lease: timedelta
    marked: bool
    sources: frozenset[int]
    objects: int
    age: timedelta


@frozen(kw_only=True)
class DrawnFile:
    """A file of somebody's in some folder, or an upload of one that was never completed."""

    owner: int
    folder: str
    age: timedelta
    whole: bool


def ages(folder: str) -> st.SearchStrategy[timedelta]:
    """Return ages around those that count, most of them around the one that counts here."""
    edges = st.sampled_from([*[EDGES[folder]] * 4, *EDGES.values(), timedelta()])
    return st.builds(timedelta.__add__, edges, st.sampled_from([-SECOND, timedelta(), SECOND]))


def files(folder: str) -> st.SearchStrategy[DrawnFile]:
    """Return files of a folder."""
    whole = st.sampled_from([True, True, False])
    owner = st.sampled_from([0, 1, 1, 2])  # the first has deleted the account
    return st.builds(DrawnFile, owner=owner, folder=st.just(folder), age=ages(folder), whole=whole)


jobs = st.builds(
    DrawnJob,
    frames=st.booleans(),
    status=st.sampled_from(["PENDING", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"]),
    left=spans,
    lease=spans,
    marked=st.booleans(),
    sources=st.frozensets(st.integers(0, 5), min_size=1, max_size=2),
    objects=st.integers(0, 3),
    age=ages("films"),
)


@frozen
class Thing:
    """What the model knows of a file."""

    key: str
    owner: UserId
    folder: str
    came_at: datetime
    job: str | None = None


@frozen
class World:
    """What the model knows; it is small enough to look at all of it for each question."""

    now: datetime
    gone: UserId
    jobs: dict[str, Job]
    things: Sequence[Thing]
    parts: Sequence[Thing]
    sources: dict[str, frozenset[str]] = field(factory=dict)

    def cleaned(self) -> "World":
        """Return what is to be left."""
        left = {job_id: job for job_id, job in self.jobs.items() if not self.job_goes(job)}
        things = [thing for thing in self.things if not (self.file_goes(thing) or self.goes_with_job(thing))]
        return evolve(self, jobs=left, things=things, parts=[one for one in self.parts if not self.parts_go(one)])

    def job_goes(self, job: Job) -> bool:
        leased = job.lease is not None and job.lease.until > self.now
        return not leased and (job.expires_at < self.now or job.removed_at is not None)

    def goes_with_job(self, thing: Thing) -> bool:
        return thing.job in self.jobs and self.job_goes(self.jobs[thing.job])

    def file_goes(self, thing: Thing) -> bool:
        age = self.now - thing.came_at
        if thing.owner == self.gone:
            return age > timedelta()
        if thing.folder == "uploads":
            return age > RETENTION.uploads and not self.is_wanted(thing.key)
        if thing.folder == "pieces":
            return age > RETENTION.pieces
        return age > DAY and thing.job not in self.jobs

    def is_wanted(self, key: str) -> bool:
        waiting = [job for job in self.jobs.values() if job.status in {"PENDING", "PROCESSING"}]
        return any(key in self.sources[job.job_id] for job in waiting)

    def parts_go(self, parts: Thing) -> bool:
        return self.now - parts.came_at > DAY

    def missing(self) -> list[str]:
        keys = {thing.key for thing in self.things}
        whole = [job for job in self.jobs.values() if job.result is not None and not self.job_goes(job)]
        return sorted(job.job_id for job in whole if not set(_keys(job.result)) <= keys)

    def is_left(self, left: Left) -> bool:
        return (
            {job.job_id: job for job in left.jobs} == self.jobs
            and list(left.objects) == sorted(thing.key for thing in self.things)
            and list(left.unfinished) == sorted(one.key for one in self.parts)
        )


def _keys(result: Any) -> list[str]:
    return [value for name, value in result.__getstate__().items() if name.endswith("_key")]


async def built(attic: Attic, drawn_jobs: Sequence[DrawnJob], drawn_files: Sequence[DrawnFile]) -> World:
    """Make everything as it was drawn."""
    now, gone = attic.clock.now(), await attic.forgotten()
    owners = [gone, attic.owner, UserId(an_id())]
    things: list[Thing] = []
    parts: list[Thing] = []
    for file in drawn_files:
        owner = owners[file.owner]
        stray = f"{an_id()}/" if file.folder in {"films", "frames"} else ""
        key = f"{file.folder}/{owner}/{stray}{an_id()}"
        await (attic.put if file.whole else attic.begin)(key, age=file.age)
        (things if file.whole else parts).append(Thing(key, owner, file.folder, now - file.age))
    uploads = [thing.key for thing in things if thing.folder == "uploads"] or [attic.upload()]
    world = World(now, gone, {}, things, parts)
    for one in drawn_jobs:
        await _add(attic, world, one, sorted({uploads[source % len(uploads)] for source in one.sources}))
    return world


async def _add(attic: Attic, world: World, drawn: DrawnJob, sources: Sequence[str]) -> None:
    sources = sources[:1] if drawn.frames else sources
    job: Any = attic.a_job(*sources, left=drawn.left, frames=drawn.frames, status=drawn.status)
    folder = made_for(job)
    keys = [f"{folder}{number}" for number in range(3 if drawn.frames else 2)]
    if drawn.status == "PROCESSING":
        job = evolve(job, lease=a_lease(until=world.now + drawn.lease))
    if drawn.status == "COMPLETED":
        names = ("zip_key", "index_key", "sheet_key") if drawn.frames else ("film_key", "poster_key")
        make = a_result_of_frames if drawn.frames else a_result
        job = evolve(job, result=make(**dict(zip(names, keys, strict=True))))
    if drawn.marked and job.status not in {"PENDING", "PROCESSING"}:
        job = evolve(job, removed_at=world.now - SECOND)
    for key in keys[: drawn.objects]:
        await attic.put(key, age=drawn.age)
        world.things.append(Thing(key, job.owner, folder.split("/")[0], world.now - drawn.age, job.job_id))  # type: ignore[attr-defined] # a list, while it is built
    world.jobs[job.job_id] = await attic.add(job)
    world.sources[job.job_id] = frozenset(sources)


async def cleaned(drawn_jobs: Sequence[DrawnJob], drawn_files: Sequence[DrawnFile], astray: timedelta) -> None:
    """Clean up twice, beside the model; what jobs that go were ordered of is due only then."""
    async with an_attic() as attic:
        world = await built(attic, drawn_jobs, drawn_files)
        failed = await attic.clean_up(clock=ManualClock(world.now + astray))(told=never)
        assert not failed.succeeded
        for _ in range(2):
            preview = await attic.preview()()
            assert world.is_left(await attic.left())
            assert list(preview.missing) == world.missing()
            plan, run = await attic.cleaned_up()
            assert list(plan_lines(plan)) == list(plan_lines(preview))
            assert plan == preview
            world = world.cleaned()
            assert world.is_left(await attic.left())
            assert run.succeeded
            assert sum(run.removed.values()) == len(plan.removals)
        assert (await attic.preview()()).removals == ()


def never(_: CleanupPlan) -> None:
    raise AssertionError("a clock astray plans nothing")


@given(
    drawn_jobs=st.lists(jobs, max_size=6),
    drawn_files=st.lists(st.sampled_from(["uploads", *EDGES]).flatmap(files), max_size=12),
    astray=st.timedeltas(NEAR + SECOND / 1000, 2000 * DAY).flatmap(lambda by: st.sampled_from([by, -by])),
)
@settings(max_examples=80)
def test_what_is_due_goes_as_announced_and_nothing_else(
    drawn_jobs: Sequence[DrawnJob], drawn_files: Sequence[DrawnFile], astray: timedelta
) -> None:
    asyncio.run(cleaned(drawn_jobs, drawn_files, astray))
