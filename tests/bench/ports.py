"""Opened ports for benches, on a database of their own."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from composition.opener import Opener
from composition.settings import Settings


@asynccontextmanager
async def opener(**environment: str) -> AsyncIterator[Opener]:
    """Lend an opener on the embedded profile with a fresh home."""
    with tempfile.TemporaryDirectory(prefix="oddiya-bench-") as home:
        async with AsyncExitStack() as stack:
            yield Opener(Settings.read({"ODDIYA_HOME": home, **environment}), stack)


async def opened(lender: Opener, *ports: str) -> list[Any]:
    """Open several ports."""
    return [await lender.open(port) for port in ports]
