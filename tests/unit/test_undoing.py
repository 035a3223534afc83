"""Calls that are let to their end and undone when nobody wants what they bring."""

import asyncio

import pytest

from adapters.aws.undoing import done_or_undone


class Service:
    """A call that brings a catch when it is told to, and takes it back."""

    def __init__(self) -> None:
        self.called = asyncio.Event()
        self.may_end = asyncio.Event()
        self.undone: list[str] = []
        self.cut_off = False

    async def call(self, *, fails: bool = False) -> str:
        self.called.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.cut_off = True
            raise
        if fails:
            raise ConnectionError
        return "catch"

    async def undo(self, catch: str) -> None:
        self.undone.append(catch)


async def test_a_call_brings_its_result() -> None:
    service = Service()
    service.may_end.set()
    assert await done_or_undone(service.call(), undo=service.undo, patience=10) == "catch"
    assert service.undone == []


async def test_a_call_that_fails_says_so() -> None:
    service = Service()
    service.may_end.set()
    with pytest.raises(ConnectionError):
        await done_or_undone(service.call(fails=True), undo=service.undo, patience=10)


async def test_a_cancelled_call_is_let_to_its_end_and_undone_once() -> None:
    service = Service()
    waiting = asyncio.create_task(done_or_undone(service.call(), undo=service.undo, patience=10))
    await service.called.wait()
    for _ in range(3):
        waiting.cancel()
        await asyncio.sleep(0)
    service.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert service.undone == ["catch"]
    assert not service.cut_off


async def test_a_cancelled_call_that_fails_leaves_nothing_to_undo() -> None:
    service = Service()
    waiting = asyncio.create_task(done_or_undone(service.call(fails=True), undo=service.undo, patience=10))
    await service.called.wait()
    waiting.cancel()
    service.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert service.undone == []


async def test_a_cancelled_call_that_hangs_is_cut_off_when_patience_ends() -> None:
    service = Service()
    waiting = asyncio.create_task(done_or_undone(service.call(), undo=service.undo, patience=0.05))
    await service.called.wait()
    waiting.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert service.cut_off
    assert service.undone == []
