"""E-mail addresses: which texts are one, and which of them are the same."""

import re
import unicodedata
from typing import ClassVar, NewType

from attrs import define

from core.errors import Fault, Invalid

EmailKey = NewType("EmailKey", str)

LONGEST = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets
LONGEST_LOCAL = 64
LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f\ud800-\udfff]+")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@define(kw_only=True)
class NoEmailAddress(Invalid):
    """The text is not an e-mail address."""

    code: ClassVar[str] = "no-email-address"
    says: ClassVar[str] = "this is not an e-mail address we can send mail to"
    faults: tuple[Fault, ...] = (Fault("/email", "must be an e-mail address that mail can be sent to"),)


def email_key(address: str) -> EmailKey:
    """Return what an address is compared by: two spellings of one address have one key.

    Case, compatibility forms (NFKC) and the script of the domain make no difference. Dots and what follows a plus sign
    do: only the domain's owner knows what they mean there. Keys are compared, never written to.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold())
    local, at, domain = folded.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        raise NoEmailAddress from None
    labels = ascii_domain.split(".")
    sound = at and LOCAL.fullmatch(local) and len(labels) > 1 and all(map(LABEL.fullmatch, labels))
    if not sound or len(local.encode()) > LONGEST_LOCAL or max(len(address), len(folded)) > LONGEST:
        raise NoEmailAddress
    return EmailKey(f"{local}@{ascii_domain}")


def plain_address(address: str) -> str:
    """Return an address as somebody typed it, if mail to it goes to the mailbox that its key names.

    A look-alike (one with a long s has the key of one with an s) has a mailbox of its own, which proves nothing. So has
    a domain of which the older and the newer rules for names (RFC 3490, RFC 5891) make two: faß.de is fass.de by the
    older ones only.
    """
    local, _, domain = email_key(address).rpartition("@")
    typed_local, _, typed_domain = address.rpartition("@")
    if typed_local.encode().lower().decode() != local:  # of bytes: ASCII's letters and no others
        raise NoEmailAddress
    if typed_domain.lower() != domain and unicodedata.normalize("NFC", typed_domain.lower()) != _in_script(domain):
        raise NoEmailAddress
    return address


def _in_script(domain: str) -> str:
    try:
        return domain.encode().decode("idna")
    except UnicodeError:
        raise NoEmailAddress from None
