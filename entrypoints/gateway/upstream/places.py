"""So many places for connections, and a line of those who wait for one."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from entrypoints.gateway.http1.wire import Wire

Waiter = asyncio.Future[Wire | None]


class Places:
    """Counts the places that are taken. Who finds none free waits in line for `patience` seconds.

    Whoever is first in line gets the place that somebody leaves, or the connection that somebody does not need any
    more, with its place. `unwanted` is given the connection of somebody who has gone in the same moment.
    """

    def __init__(self, most: int, patience: float, unwanted: Callable[[Wire], None]) -> None:
        self.taken = 0
        self._most = most
        self._patience = patience
        self._unwanted = unwanted
        self._line: OrderedDict[Waiter, None] = OrderedDict()

    def take(self) -> bool:
        """Take a place if one is free, and tell whether one was."""
        if self.taken >= self._most:
            return False
        self.taken += 1
        return True

    async def wait(self) -> Wire | None:
        """Wait for a place, and return the connection that comes with it, if any; a `TimeoutError` ends the wait."""
        loop = asyncio.get_running_loop()
        waiter: Waiter = loop.create_future()
        self._line[waiter] = None
        timer = loop.call_later(self._patience, _give_up, waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self._pass_on(waiter.result())
            raise
        finally:
            timer.cancel()
            self._line.pop(waiter, None)

    def leave(self) -> None:
        """Leave a place to the first in line, if there is one."""
        if not self.hand_on(None):
            self.taken -= 1

    def hand_on(self, wire: Wire | None) -> bool:
        """Give a place, with its connection, to the first in line; tell whether there was one."""
        while self._line:
            waiter, _ = self._line.popitem(last=False)
            if not waiter.done():
                waiter.set_result(wire)
                return True
        return False

    def _pass_on(self, wire: Wire | None) -> None:
        if wire is None:
            self.leave()
        else:
            self._unwanted(wire)


def _give_up(waiter: Waiter) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
