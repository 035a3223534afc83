"""Several things that are done at once, none of which outlives the failure of another."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """Do all of the work and return what comes of each; the first failure ends the rest, and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except ExceptionGroup as failures:
        failure = failures.exceptions[0]
        raise failure from failure.__cause__
    return [task.result() for task in tasks]
