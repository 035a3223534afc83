"""`oddiya cleanup`, as an operator runs it: beside a running Oddiya, and beside another cleanup."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, redirect_stdout
from pathlib import Path
from typing import Any, TextIO

import pytest

from adapters.pgserver.database import only_one
from adapters.system.clock import SystemClock
from composition.catalogue import adapters_of
from composition.cleanup.command import BUSY, FAILED, cleaned_up
from composition.cleanup.container import CleanupPorts
from composition.cli import main
from composition.opener import Opener, bundle_of
from composition.settings import Settings
from core.video.model.cleanup import STRAYS_AT_ANY_TIME
from core.video.model.events import CleanupEnded
from tests.attic import Attic, Left
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.conftest import environment_of
from tests.integration.test_embedded_postgres import HOLD
from tests.jobs import DAY, MINUTE
from tests.processes import python


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Attic]:
    """Open what a cleanup works on, with a clock that can be set back."""
    clock = ManualClock(SystemClock().now())
    async with AsyncExitStack() as stack:
        ports: Any = await bundle_of(CleanupPorts, Opener(settings, stack, given={"clock": clock}))
        yield Attic(works=ports.video_works, store=ports.blob_store, turns=ports.turns, clock=clock, here=clock)


@pytest.fixture
def told(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    home = {"ODDIYA_HOME": str(tmp_path / "home"), "ODDIYA_PUBLIC_URL": "http://oddiya.test"}
    return {**environment_of(adapters_of("video_works")["postgres"], request), **home}


async def put_away(attic: Attic) -> Left:
    """Put some things there, most of them due as long as nothing else is told; return what is to be left."""
    stays = await attic.completed()
    left = await attic.left()
    await attic.completed(left=-DAY, frames=True)
    await attic.put(attic.upload(), age=31 * DAY)
    await attic.put(f"frames/{attic.owner}/{attic.owner}/frames.zip", age=2 * DAY)
    assert left.jobs == [stays]
    return left


async def test_the_dry_run_says_what_the_real_one_does(
    told: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.read(told)
    async with opened(settings) as attic:
        expected = await put_away(attic)
        before = await attic.left()
        assert await cleaned_up(settings, dry_run=True) == 0
        announced = capsys.readouterr().out.splitlines()
        assert await attic.left() == before
        assert await cleaned_up(settings, dry_run=False) == 0
        *plan, done = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in plan] == ["job", "upload", "stray", "To"]
        assert plan == announced
        assert done.startswith("Removed: 3 (job 1, stray 1, upload 1), 32 B, in ")
        assert await attic.left() == expected
        (event,) = await attic.works.feed.claim(limit=9, lease=MINUTE)
        assert event.name == CleanupEnded.name


async def test_a_wrong_database_is_told_by_the_dry_run_too(
    told: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.read(told)
    async with opened(settings) as attic:
        await put_away(attic)
        for _ in range(STRAYS_AT_ANY_TIME):
            await attic.put(f"films/{attic.owner}/{an_id()}/film", age=2 * DAY)
        before = await attic.left()
        for dry_run in (True, False):
            assert await cleaned_up(settings, dry_run=dry_run) == FAILED
            said = capsys.readouterr()
            assert said.out.count("\nstray ") == STRAYS_AT_ANY_TIME + 1
            assert said.err.startswith("oddiya: 101 of 106 results belong to no order: the database seems to be the")
            assert said.err.endswith("If they are meant to go, use --strays\n")
        assert await attic.left() == before
        assert await cleaned_up(settings, dry_run=True, strays=True) == 0
        assert capsys.readouterr().err == ""
        assert await cleaned_up(settings, dry_run=False, strays=True) == 0
        assert "Removed: 103 (job 1, stray 101, upload 1)" in capsys.readouterr().out


def no_longer_read() -> TextIO:
    reader, writer = os.pipe()
    os.close(reader)
    return os.fdopen(writer, "w")


def full() -> TextIO:
    return Path("/dev/full").open("w")


@pytest.mark.parametrize(
    ("output", "dry_run_ends", "said"),
    [
        (no_longer_read, 0, "nobody reads standard output any more"),
        (full, FAILED, "standard output (No space left on device) is not available right now"),
    ],
)
async def test_what_cannot_be_announced_is_not_deleted(
    told: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    output: Callable[[], TextIO],
    dry_run_ends: int,
    said: str,
) -> None:
    settings = Settings.read(told)
    async with opened(settings) as attic:
        await put_away(attic)
        before = await attic.left()
        for dry_run, ends in ((True, dry_run_ends), (False, FAILED)):
            capsys.readouterr()
            with output() as out, redirect_stdout(out):
                assert await cleaned_up(settings, dry_run=dry_run) == ends
        assert capsys.readouterr().err.startswith(f"oddiya: {said}")
        assert await attic.left() == before


async def test_a_cleanup_needs_no_standard_output(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.read(told)
    async with opened(settings) as attic:
        expected = await put_away(attic)
        with monkeypatch.context() as patched:
            patched.setattr("sys.stdout", None)
            assert await cleaned_up(settings, dry_run=False) == 0
        assert await attic.left() == expected


async def test_one_that_comes_while_another_goes_on_says_so(
    told: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.read(told)
    async with opened(settings) as attic, attic.turns.take("cleanup"):
        for dry_run in (True, False):
            assert await cleaned_up(settings, dry_run=dry_run) == BUSY
            said = capsys.readouterr()
            assert said.out == ""
            assert said.err == "oddiya: cleanup is going on already, in another process\n"


async def test_a_machine_whose_clock_is_two_days_ahead_of_the_databases_deletes_nothing(
    told: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.read(told)
    async with opened(settings) as attic:
        await put_away(attic)
        await attic.completed(left=DAY)
        before = await attic.left()
        monkeypatch.setattr(SystemClock, "now", lambda _: attic.clock.now() + 2 * DAY)
        for dry_run in (True, False):
            assert await cleaned_up(settings, dry_run=dry_run) == FAILED
            assert "nothing is deleted before one of them is put right" in capsys.readouterr().err
        assert await attic.left() == before
        (event,) = await attic.works.feed.claim(limit=9, lease=MINUTE)
        assert event.name == CleanupEnded.name


async def test_without_a_database_there_is_only_a_line(
    told: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql:///x?host=/nowhere"
    nowhere = Settings.read({**told, "ODDIYA_MIGRATE_ON_START": "false", "ODDIYA_DATABASE_URL": url})
    assert await cleaned_up(nowhere, dry_run=False) == FAILED
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("oddiya: the database is not available right now")


def test_media_in_memory_are_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODDIYA_PROFILE", "memory")
    with pytest.raises(SystemExit) as refused:
        main(["cleanup", "--dry-run"])
    assert refused.value.code == (
        "oddiya: nothing to clean up: video_works is kept in the memory of its own process (profile memory)"
    )


def test_it_works_beside_an_oddiya_that_runs_and_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ODDIYA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ODDIYA_LOG_LEVEL", "error")

    def run(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            main(["cleanup", *arguments])
        return ended.value.code, capsys.readouterr().out

    nothing = "To remove: 0, 0 B. Completed without what was made for them: 0.\n"
    with python(HOLD, str(tmp_path / "home")) as other:
        other.line()
        assert run("--dry-run") == (0, nothing)
    status, said = run()
    assert (status, said.startswith(f"{nothing}Removed: 0, 0 B, in ")) == (0, True)


def test_beside_an_oddiya_that_is_only_starting_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODDIYA_HOME", str(tmp_path))
    with only_one(tmp_path / "postgres.lock"), pytest.raises(SystemExit) as refused:
        main(["cleanup"])
    assert "is in use by another Oddiya" in str(refused.value.code)
