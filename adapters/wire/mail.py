"""Letters as the bytes that mail servers exchange (RFC 5322, MIME)."""

import re
from datetime import datetime
from email.charset import Charset
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from hashlib import sha256

from attrs import field, frozen
from typing_extensions import override

from ports.mailer import Mail

ADDRESS = re.compile(r"[^\s@<>,;\"]+@[A-Za-z0-9.-]+")
PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
LINE_BREAK = re.compile(r"\r\n|\r|\n")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
WIRE = compat32.clone(linesep="\r\n", max_line_length=None)


@frozen
class Sender:
    """Who letters are from, such as `Oddiya <hello@example.com>`."""

    text: str = field()

    @text.validator
    def _is_an_address(self, _attribute: object, text: str) -> None:
        if not ADDRESS.fullmatch(parseaddr(text)[1]):
            raise ValueError("this is not an address")

    @override
    def __str__(self) -> str:
        return self.text

    @property
    def address(self) -> str:
        """The address alone."""
        return parseaddr(self.text)[1]

    @property
    def domain(self) -> str:
        """What comes after the @."""
        return self.address.rpartition("@")[2]

    @property
    def header(self) -> str:
        """The sender as a header says it."""
        return formataddr(parseaddr(self.text))


def name_of(mail: Mail) -> str:
    """Return the letter's id in letters that are safe in a file name and in a Message-ID."""
    return mail.mail_id if PLAIN_NAME.fullmatch(mail.mail_id) else sha256(mail.mail_id.encode()).hexdigest()[:32]


def letter(mail: Mail, *, sender: Sender, sent_at: datetime, readable: bool = False) -> bytes:
    """Return the letter: in Base64, which every mail server passes on, or `readable` without a mail program."""
    charset = Charset("utf-8")
    if readable:
        charset.body_encoding = None  # type: ignore[assignment]  # None is documented, and unknown to typeshed
    message = _body(mail, charset)
    message["From"] = sender.header
    message["To"] = mail.to.encode().decode("ascii", "surrogateescape")
    # Python's newer EmailMessage loses spaces of long subjects that are not ASCII, and decodes what looks encoded.
    message["Subject"] = Header(UNPRINTABLE.sub(" ", mail.subject), "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{name_of(mail)}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url is not None:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        if mail.unsubscribe_url.startswith("https:"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message.as_bytes(policy=WIRE)


def _body(mail: Mail, charset: Charset) -> Message:
    text = _part(mail.text, "plain", charset)
    if mail.html is None:
        return text
    return MIMEMultipart("alternative", _subparts=[text, _part(mail.html, "html", charset)])


def _part(text: str, subtype: str, charset: Charset) -> Message:
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    part.set_payload(LINE_BREAK.sub("\r\n", text), charset)
    return part
