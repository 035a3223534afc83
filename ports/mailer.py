"""Letters to people."""

from typing import ClassVar, Protocol

from attrs import define, field, frozen
from attrs.validators import matches_re

from core.errors import Invalid


@define(kw_only=True)
class UndeliverableMail(Invalid):
    """The server will never take this letter for this address."""

    code: ClassVar[str] = "undeliverable-mail"


@frozen(kw_only=True)
class Mail:
    """One letter to one person, as plain text and, if wanted, as HTML; `mail_id` tells copies of it apart."""

    mail_id: str
    to: str = field(repr=False, validator=matches_re(r"[^\s@<>,;]+@[^\s@<>,;]+"))
    subject: str = field(validator=matches_re(r"[^\r\n]*"))
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)


class Mailer(Protocol):
    """Hands letters to the mail system.

    - When `send` returns, the mail system has taken the letter: subject, text and HTML arrive as given, in any script.
    - The letter's Message-ID is made of `mail_id`, so that a letter sent twice can be told to be one.
    - A refusal for good (bad address) is `UndeliverableMail`; anything that may pass later is `Unavailable`.
    """

    async def send(self, mail: Mail) -> None:
        """Send the letter."""
        ...
