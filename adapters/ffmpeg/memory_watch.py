"""Watches how much memory the making of a film takes."""

import asyncio
import os
from typing import Final

from attrs import define

from adapters.wire.children.memory import memory_of_all

EVERY: Final = 0.1  # seconds


@define
class MemoryWatch:
    """Knows the most that this process and all that it began have had at one of the moments it looked."""

    peak: int = 0

    async def go_on(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(EVERY)

    def look(self) -> None:
        """Look once."""
        self.peak = max(self.peak, memory_of_all(os.getpid()))
