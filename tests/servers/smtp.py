"""Where tests find a mail server: an address they are told, else aiosmtpd in a thread of its own.

Either way the letters end up in a Maildir, where tests read them: that of a server named by ODDIYA_TEST_SMTP_URL is
named by ODDIYA_TEST_SMTP_MAILDIR. The server refuses `refused@…` and letters that hold `VIRUS` for good, and `later@…`
for now.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import frozen
from typing_extensions import override

SENDER = "Oddiya 여행 <hello@oddiya.test>"

HANG_UP_SECONDS = 5

Letters = Callable[[], list[EmailMessage]]


@frozen
class MailServer:
    """Where letters are sent to, and the Maildir in which they arrive."""

    url: str
    maildir: Path


@frozen
class FilingHandler:
    """Files what it takes, and refuses some."""

    maildir: Path

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("refused@"):
            return f"550 5.1.1 <{address}>: no such user here"
        if address.startswith("later@"):
            return f"451 4.7.1 <{address}>: greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - the same
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        if b"VIRUS" in content:
            return "554 5.7.1 message refused"
        Maildir(self.maildir, create=False).add(content)
        return "250 2.0.0 OK"


class FreePortController(Controller):
    """Listens on a port that the operating system chooses, and hangs up on everybody when it stops."""

    def __init__(self, handler: FilingHandler, **kwargs: Any) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=0, server_hostname="localhost", **kwargs)
        self._sessions: list[SMTP] = []

    @override
    def factory(self) -> SMTP:
        self._sessions.append(SMTP(self.handler, **self.SMTP_kwargs))
        return self._sessions[-1]

    @override
    def stop(self, no_assert: bool = False) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(HANG_UP_SECONDS)
        super().stop(no_assert)

    @override
    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd leaves this one untyped

    async def _hang_up(self) -> None:
        transports: list[Any] = [session.transport for session in self._sessions if session.transport]
        for transport in transports:
            # An encrypted one that was closed twice has nothing left to abort, which older Pythons do not look for.
            with suppress(AttributeError):
                transport.abort()
        await asyncio.sleep(0)


@pytest.fixture(scope="session")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """Return a mail server whose letters can be read."""
    told = os.environ.get("ODDIYA_TEST_SMTP_URL")
    if told:
        yield MailServer(told, Path(os.environ["ODDIYA_TEST_SMTP_MAILDIR"]))
        return
    maildir = tmp_path_factory.mktemp("smtp") / "maildir"
    with filing_server(maildir) as url:
        yield MailServer(url, maildir)


@contextmanager
def filing_server(maildir: Path) -> Iterator[str]:
    """Run a server that files its letters in a Maildir; the value is its URL."""
    Maildir(maildir, create=True).close()
    controller = FreePortController(FilingHandler(maildir))
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@pytest.fixture
def smtp_environment(mail_server: MailServer) -> dict[str, str]:
    """Point the mailer at the mail server."""
    return {"ODDIYA_SMTP_URL": mail_server.url, "ODDIYA_MAIL_FROM": SENDER}


@pytest.fixture
def smtp_letters(mail_server: MailServer) -> Letters:
    """Return what reads the letters that have arrived since the test began."""
    folder = mail_server.maildir / "new"
    before = set(folder.iterdir())

    def letters() -> list[EmailMessage]:
        files = sorted(set(folder.iterdir()) - before)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return letters
