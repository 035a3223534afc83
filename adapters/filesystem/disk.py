"""Work on the disk, done in a thread and never left behind."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from adapters.wire.carried_through import carried_through
from core.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


async def on_disk(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Do the work in a thread and tell of a failing disk as `Unavailable`.

    A thread cannot be cancelled, and it may still be using a file that the canceller is about to close.
    """
    try:
        return await carried_through(asyncio.to_thread(work, *args, **kwargs))
    except OSError as failure:
        raise Unavailable(what=f"the disk ({failure.strerror})") from failure
