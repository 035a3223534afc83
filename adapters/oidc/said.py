"""What providers say of people, which is text from outside: read strictly, and cleaned."""

from collections.abc import Mapping
from typing import Any

from core.identity.model.email import NoEmailAddress, email_key, plain_address
from core.identity.model.errors import ProofRefused
from core.identity.model.name import LONGEST_NAME, tidy

MOST_READ = 4 * LONGEST_NAME


def is_true(flag: object) -> bool:
    """Read a flag; Apple and Cognito also write it as text, and the text "false" is not true."""
    return flag is True or flag == "true"


def email_in(claims: Mapping[str, Any]) -> str | None:
    """Return the address, if there is one that mail can be sent to."""
    email = claims.get("email")
    if email is None:
        return None
    if not isinstance(email, str):
        raise ProofRefused(why="the e-mail address is not a text")
    try:
        plain_address(email)
    except NoEmailAddress:
        return None
    return email


def domain_of(email: str) -> str:
    """Return the domain that an address is compared by."""
    return email_key(email).rpartition("@")[2]


def name_in(text: object) -> str:
    """Return a name as one line without what cannot be seen, or nothing."""
    if not isinstance(text, str):
        return ""
    return tidy(text[:MOST_READ])[:LONGEST_NAME].rstrip()
