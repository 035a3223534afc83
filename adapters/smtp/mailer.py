"""Letters handed to a mail server."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog
from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from attrs import frozen
from typing_extensions import override

from adapters.section import need, setting
from adapters.smtp.mail_server import MailServer
from adapters.smtp.metrics import MAILS, OUTCOMES
from adapters.wire.mail import Sender, letter
from core.errors import Unavailable
from ports.clock import Clock
from ports.mailer import Mail, Mailer, UndeliverableMail
from ports.meter import Meter

GOODBYE_SECONDS = 1  # for the answer to a goodbye that changes nothing any more
FOR_GOOD = 500  # replies from here on are final (RFC 5321, section 4.2.1)
POLICY = "5.7."  # the server lets us not send, to whomever it is, such as to relay (RFC 3463, section 3.8)

log = structlog.get_logger()


class Connection(SMTP):
    """Hangs up at once, where aiosmtplib lets an encrypted line wait for the server's farewell."""

    @override
    def close(self) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()
        super().close()


@frozen(kw_only=True)
class SmtpMailer(Mailer):
    """Opens a connection for each letter.

    What the server says may quote the address or the letter, so it is neither logged nor kept as a cause.
    """

    server: MailServer
    tls: ssl.SSLContext | None
    sender: Sender
    patience: timedelta
    clock: Clock
    meter: Meter

    @override
    async def send(self, mail: Mail) -> None:
        try:
            await self._deliver(mail)
        except UndeliverableMail:
            self.meter.add(MAILS, "refused")
            raise
        except Unavailable:
            self.meter.add(MAILS, "failed")
            raise
        self.meter.add(MAILS, "sent")

    async def _deliver(self, mail: Mail) -> None:
        content = letter(mail, sender=self.sender, sent_at=self.clock.now())
        try:
            await self._hand_in(mail, content)
        except SMTPRecipientsRefused as refused:
            (recipient,) = refused.recipients
            raise _refusal(mail, recipient, of_address=not recipient.message.startswith(POLICY)) from None
        except SMTPDataError as refused:
            raise _refusal(mail, refused, of_address=False) from None
        except (SMTPException, OSError) as error:
            log.warning("mail server failed", mail_id=mail.mail_id, error=type(error).__name__)
            raise Unavailable(what="the mail server") from None

    async def _hand_in(self, mail: Mail, content: bytes) -> None:
        client = Connection(
            hostname=self.server.host,
            port=self.server.port,
            username=self.server.username,
            password=self.server.password,
            use_tls=self.server.encryption == "at once",
            start_tls=self.server.encryption == "after greeting",
            tls_context=self.tls,
            local_hostname=self.sender.domain,
            timeout=self.patience.total_seconds(),
        )
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                await client.connect()
                await self._send(client, mail, content)
            with suppress(SMTPException, OSError):
                await client.quit(timeout=GOODBYE_SECONDS)
        finally:
            client.close()
            await asyncio.sleep(0)  # asyncio closes the socket in the next step of its loop

    async def _send(self, client: SMTP, mail: Mail, content: bytes) -> None:
        options = [] if mail.to.isascii() else ["SMTPUTF8"]
        try:
            await client.sendmail(self.sender.address, [mail.to], content, mail_options=options)
        except (ValueError, SMTPNotSupported):
            # The address cannot be put on the wire, or this server knows no such script.
            raise UndeliverableMail from None


@frozen(kw_only=True)
class Section:
    """Which server takes the letters, and who they are from."""

    server: MailServer = setting(
        "ODDIYA_SMTP_URL", "a URL such as smtp+starttls://user:password@host:587, smtps:// or smtp://", secret=True
    )
    sender: Sender = setting("ODDIYA_MAIL_FROM", "a sender such as Oddiya <hello@example.com>")
    patience: timedelta = setting(
        "ODDIYA_SMTP_TIMEOUT", "seconds in which the server must have taken a letter", default=timedelta(seconds=20)
    )
    clock: Clock = need("clock")
    meter: Meter = need("meter")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Mailer]:
    """Open the mailer; the network is used when there is a letter."""
    for outcome in OUTCOMES:
        section.meter.add(MAILS, outcome, amount=0)
    tls = ssl.create_default_context() if section.server.encryption != "never" else None
    yield SmtpMailer(
        server=section.server,
        tls=tls,
        sender=section.sender,
        patience=section.patience,
        clock=section.clock,
        meter=section.meter,
    )


def _refusal(mail: Mail, refused: SMTPResponseException, *, of_address: bool) -> UndeliverableMail | Unavailable:
    log.warning("mail refused", mail_id=mail.mail_id, smtp_code=refused.code)
    if refused.code < FOR_GOOD:
        return Unavailable(what="the mail server")
    return UndeliverableMail(address_refused=of_address)
