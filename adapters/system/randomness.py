"""Randomness of the operating system."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen
from typing_extensions import override

from ports.randomness import Randomness


class SystemRandomness(Randomness):
    """Asks the kernel."""

    @override
    def draw(self, count: int) -> bytes:
        return secrets.token_bytes(count)


@frozen(kw_only=True)
class Section:
    """There is nothing to tell."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Randomness]:
    """Open the randomness."""
    del section
    yield SystemRandomness()
