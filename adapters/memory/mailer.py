"""Letters that go no further than this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import Factory, frozen
from typing_extensions import override

from ports.mailer import Mail, Mailer


@frozen
class MemoryMailer(Mailer):
    """Keeps what was sent in `letters`, oldest first."""

    letters: list[Mail] = Factory(list)

    @override
    async def send(self, mail: Mail) -> None:
        self.letters.append(mail)


@frozen(kw_only=True)
class Section:
    """A mailer that sends nothing needs no setting."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[MemoryMailer]:  # noqa: ARG001 - every adapter opens alike
    """Open an empty letter box."""
    yield MemoryMailer()
