"""The machine's clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from attrs import frozen
from typing_extensions import override

from ports.clock import Clock


class SystemClock(Clock):
    """Asks the operating system."""

    @override
    def now(self) -> datetime:
        return datetime.now(UTC)


@frozen(kw_only=True)
class Section:
    """The machine's clock needs no setting."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Clock]:  # noqa: ARG001 - every adapter opens alike
    """Open the clock."""
    yield SystemClock()
