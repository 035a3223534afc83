"""A cleanup that loses its turn, or is cancelled, deletes nothing more."""

import asyncio
from asyncio import CancelledError
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime

import pytest
from attrs import frozen
from typing_extensions import override

from core.errors import Unavailable
from core.video.model.cleanup import CleanupPlan, CleanupRun
from core.video.use_cases.cleanup.read_last_cleanup import ReadLastCleanup
from ports.clock import Clock
from ports.turns import Turn, Turns
from tests.attic import Attic, an_attic
from tests.jobs import DAY


@pytest.fixture
async def attic() -> AsyncIterator[Attic]:
    async with an_attic() as opened:
        yield opened


def never(plan: CleanupPlan) -> None:
    pytest.fail(f"nothing should be planned, but {plan} is")


async def last(attic: Attic) -> tuple[CleanupRun | None, CleanupRun | None]:
    known = await ReadLastCleanup(works=attic.works)()
    return known.last, known.last_good


@frozen
class LosingTurn(Turn):
    """The turn is lost after so many questions."""

    clock: Clock
    left: list[None]

    @override
    async def now(self) -> datetime:
        if not self.left:
            raise Unavailable(what="the turn")
        self.left.pop()
        return self.clock.now()


@frozen
class LosingTurns(Turns):
    """Grants turns that are lost."""

    clock: Clock
    questions: int

    @override
    def take(self, what: str) -> "LosingTurns":
        return self

    async def __aenter__(self) -> Turn:
        return LosingTurn(self.clock, [None] * self.questions)

    async def __aexit__(self, *_: object) -> None:
        """End."""


@frozen
class DeafTurn(LosingTurn):
    """After so many questions we are cancelled while we wait, and do not notice."""

    @override
    async def now(self) -> datetime:
        if self.left:
            self.left.pop()
            if not self.left:
                await _cancelled_unnoticed()
        return self.clock.now()


async def _cancelled_unnoticed() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    with suppress(CancelledError):
        await asyncio.sleep(0)


async def test_nothing_more_is_deleted_once_the_turn_is_lost(attic: Attic) -> None:
    for _ in range(20):
        await attic.add(attic.a_job(left=-DAY, status="FAILED"))
    _, run = await attic.cleaned_up(turns=LosingTurns(attic.clock, 2))
    assert run.removed == {"job": 8}
    assert run.failure == "the turn is not available right now; try again in 1 s"
    assert len((await attic.left()).jobs) == 12
    assert await last(attic) == (run, None)


async def test_without_a_time_there_is_no_cleanup(attic: Attic) -> None:
    with pytest.raises(Unavailable):
        await attic.clean_up(turns=LosingTurns(attic.clock, 0))(told=never)
    assert await last(attic) == (None, None)
