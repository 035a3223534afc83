"""Letters to people."""

from typing import ClassVar, Final, Protocol

from attrs import define, field, frozen
from attrs.validators import matches_re, optional

from core.errors import Invalid

LONGEST_URL: Final = 900  # a line of a letter has 998 characters at most (RFC 5322 section 2.1.1)


@define(kw_only=True)
class UndeliverableMail(Invalid):
    """The server will never take this letter for this address; `address_refused` if it takes none for it at all."""

    code: ClassVar[str] = "undeliverable-mail"
    address_refused: bool = False


@frozen(kw_only=True)
class Mail:
    """One letter to one person, as plain text and, if wanted, as HTML; `mail_id` tells copies of it apart.

    At `unsubscribe_url` its reader can stop further ones; it answers GET for people and POST for mail programs.
    """

    mail_id: str
    to: str = field(repr=False, validator=matches_re(r"[^\s@<>,;]+@[^\s@<>,;]+"))
    subject: str = field(validator=matches_re(r"[^\r\n]*"))
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)
    unsubscribe_url: str | None = field(
        default=None,
        repr=False,
        validator=optional(matches_re(rf"https?://[!-;=?-~]{{1,{LONGEST_URL}}}")),
    )


class Mailer(Protocol):
    """Hands letters to the mail system.

    - When `send` returns, the mail system has taken the letter: subject, text and HTML arrive as given, in any script.
    - The letter's Message-ID is made of `mail_id`, so that a letter sent twice can be told to be one.
    - Mail programs learn the `unsubscribe_url` (RFC 2369), and of one with https that they may use it by themselves
      (RFC 8058).
    - A refusal for good is `UndeliverableMail`, which tells whether it is the address that was refused or this letter
      only; anything that may pass later is `Unavailable`.
    """

    async def send(self, mail: Mail) -> None:
        """Send the letter."""
        ...
