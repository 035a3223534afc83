"""Asks several at once and waits for all, so that nothing goes on when the asking ends."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from core.errors import OddiyaError

T = TypeVar("T")
Asked = Coroutine[Any, Any, T]


async def at_once(asked: Iterable[Asked[T]]) -> list[T]:
    """Return all answers in order; the first that is an error is raised once all are there."""
    answers = await answers_of(asked)
    return [unfailed(answer) for answer in answers]


async def answers_of(asked: Iterable[Asked[T]]) -> list[T | OddiyaError]:
    """Return all answers in order, errors among them."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(answer_of(one)) for one in asked]
    return [task.result() for task in tasks]


def unfailed(answer: T | OddiyaError) -> T:
    """Return an answer, or raise the error that it is."""
    if isinstance(answer, OddiyaError):
        raise answer
    return answer


async def answer_of(asked: Asked[T]) -> T | OddiyaError:
    """Return an answer, or the error that it is."""
    try:
        return await asked
    except OddiyaError as error:
        return error
