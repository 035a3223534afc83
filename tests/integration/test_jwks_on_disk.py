"""The last good keys on disk: for a start at which nobody can be asked, and for nothing else."""

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from adapters.jose.kept_copy import NAME, OLD_AFTER
from adapters.jose.newest_keys import USABLE
from adapters.jose.token_key import TokenKey
from tests.tokens.fleet import Fleet, NoCache, a_fleet, a_token

KEY, NEXT = TokenKey.made(), TokenKey.made()


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    async with a_fleet(tmp_path) as running:
        running.publish(KEY)
        yield running


async def test_a_process_that_is_started_while_nobody_answers_uses_what_is_on_disk(fleet: Fleet) -> None:
    before = await fleet.start("home")
    await before.step()
    await fleet.server.stop()
    fleet.cache = NoCache()
    after, stranger = await fleet.start("home"), await fleet.start("elsewhere")
    assert await after.passes(a_token(KEY))
    assert not stranger.keys.is_ready


async def test_what_is_on_disk_is_its_owners_and_follows_what_is_published(fleet: Fleet) -> None:
    member = await fleet.start("home")
    file = fleet.home / "home" / "keys" / NAME
    for published in (KEY, NEXT):
        fleet.publish(published)
        await fleet.wait(50)
        assert await member.passes(a_token(published))
        assert published.kid in file.read_text()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [one.name for one in file.parent.iterdir()] == [NAME]
    assert KEY.kid not in file.read_text()


async def test_what_is_on_disk_is_written_anew_every_ten_minutes_and_no_more_often(fleet: Fleet) -> None:
    await fleet.start("home")
    await fleet.wait(1)
    file = fleet.home / "home" / "keys" / NAME
    first = file.stat().st_mtime_ns
    await fleet.wait(OLD_AFTER - 1)
    assert file.stat().st_mtime_ns == first
    await fleet.wait(1)
    assert file.stat().st_mtime_ns > first


async def test_what_is_on_disk_is_too_old_after_a_day(fleet: Fleet) -> None:
    before = await fleet.start("home")
    await before.step()
    await fleet.server.stop()
    fleet.cache = NoCache()
    fleet.clock.move(USABLE)
    assert not (await fleet.start("home")).keys.is_ready


async def test_who_starts_while_another_is_asking_waits_for_that_answer(fleet: Fleet) -> None:
    before = await fleet.start("home")
    await before.step()
    await fleet.cache.delete(fleet.shared()._key)
    fleet.clock.move(timedelta(seconds=1))
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_: web.Request) -> web.StreamResponse:
        asked.set()
        await go_on.wait()
        return web.json_response({"keys": [dict(NEXT.jwk)]})

    fleet.server.answer = slowly
    first = asyncio.create_task(fleet.start("elsewhere"))
    await asyncio.wait_for(asked.wait(), 10)
    second = asyncio.create_task(fleet.start("home"))
    go_on.set()
    members = await asyncio.gather(first, second)
    assert [set(member.keys._newest.by_kid) for member in members] == [{NEXT.kid}] * 2
    assert fleet.server.asked == 2


async def test_what_is_on_disk_counts_for_less_than_what_is_answered(fleet: Fleet) -> None:
    before = await fleet.start("home")
    await before.step()
    fleet.publish(NEXT)
    fleet.cache = NoCache()
    after = await fleet.start("home")
    assert await after.passes(a_token(NEXT))
    assert not await after.passes(a_token(KEY))


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"\xff" * 100, b"x" * 100_000, b"seal\n{}"], ids=lambda data: data[:5])
async def test_what_is_on_disk_and_not_ours_is_not_used(fleet: Fleet, spoilt: bytes) -> None:
    file = fleet.home / "home" / "keys" / NAME
    file.parent.mkdir(parents=True)
    file.write_bytes(spoilt)
    await fleet.server.stop()
    with capture_logs() as logged:
        assert not (await fleet.start("home")).keys.is_ready
    assert "the token keys on disk cannot be used" in [line["event"] for line in logged]


async def test_a_disk_that_cannot_be_read_is_told(fleet: Fleet) -> None:
    fleet.home.joinpath("home", "keys", NAME).mkdir(parents=True)
    await fleet.server.stop()
    with capture_logs() as logged:
        assert not (await fleet.start("home")).keys.is_ready
    assert ("the token keys on disk cannot be used", "Is a directory") in [
        (line["event"], line["why"]) for line in logged
    ]


async def test_a_disk_that_cannot_be_written_is_told_once_and_is_no_reason_to_stop(fleet: Fleet) -> None:
    fleet.home.joinpath("home").write_text("a file where a folder should be")
    with capture_logs() as logged:
        member = await fleet.start("home")
        for _ in range(3):
            await fleet.wait(1)
            fleet.clock.move(timedelta(minutes=10))
    assert await member.passes(a_token(KEY))
    assert [line["event"] for line in logged] == ["the token keys cannot be kept on disk"]
