"""Letters as files, for whoever develops or tries Oddiya without a mail server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from attrs import frozen
from typing_extensions import override

from adapters.console.private_file import write_privately
from adapters.section import need, setting
from adapters.wire.mail import Sender, letter, name_of
from core.errors import Unavailable
from ports.clock import Clock
from ports.mailer import Mail, Mailer

log = structlog.get_logger()


@frozen(kw_only=True)
class ConsoleMailer(Mailer):
    """Writes each letter to a file named after its id, which any mail program opens."""

    folder: Path
    sender: Sender
    clock: Clock

    @override
    async def send(self, mail: Mail) -> None:
        path = self.folder / f"{name_of(mail)}.eml"
        content = letter(mail, sender=self.sender, sent_at=self.clock.now(), readable=True)
        try:
            await asyncio.to_thread(write_privately, path, content)
        except OSError as error:
            raise Unavailable(what="the folder of letters") from error
        log.info("mail written", path=str(path))


@frozen(kw_only=True)
class Section:
    """Where the letters go, and who they are from."""

    home: Path = setting("ODDIYA_HOME", "a directory to keep data in", default=Path("var"))
    sender: Sender = setting(
        "ODDIYA_MAIL_FROM", "a sender such as Oddiya <hello@example.com>", default=Sender("Oddiya <oddiya@localhost>")
    )
    clock: Clock = need("clock")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Mailer]:
    """Open the folder of letters."""
    yield ConsoleMailer(folder=section.home / "mail", sender=section.sender, clock=section.clock)
