"""Ends the wait of whoever waits on a wire, if anybody still does."""

import asyncio

from entrypoints.gateway.http1.faults import TooLate

Waiter = asyncio.Future[None]


def wake(waiter: Waiter | None) -> None:
    """Let somebody go on."""
    if waiter is not None and not waiter.done():
        waiter.set_result(None)


def tell_late(waiter: Waiter | None) -> None:
    """Let somebody know that it has taken too long."""
    if waiter is not None and not waiter.done():
        waiter.set_exception(TooLate())
