"""Which passwords are good enough (NIST SP 800-63B-4, section 3.1.1, where the password is the only factor)."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from core.errors import Fault
from core.identity.model.email import email_key
from core.identity.model.errors import WeakPassword

SHORTEST: Final = 15
LONGEST: Final = 256
POINTER: Final = "/password"


def normal(password: str) -> str:
    """Return the one form in which a password is judged and hashed, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password)


def refuse_weak(password: str, *, email: str, is_common: Callable[[str], bool]) -> None:
    """Raise `WeakPassword` with everything that is wrong with a password for this address."""
    faults = tuple(Fault(POINTER, why) for why in _weaknesses(normal(password), email, is_common))
    if faults:
        raise WeakPassword(faults=faults)


def _weaknesses(password: str, email: str, is_common: Callable[[str], bool]) -> Iterator[str]:
    if len(password) < SHORTEST:
        yield f"must have at least {SHORTEST} characters; a few words that only you put together are easy to remember"
    if len(password) > LONGEST:
        yield f"must have at most {LONGEST} characters"
    if is_common(password):
        yield "is one of the passwords that everybody tries first"
    if _is_made_of(password, email):
        yield "is your e-mail address or a part of it, which everybody who knows you would try"


def _is_made_of(password: str, email: str) -> bool:
    folded, key = password.casefold(), email_key(email)
    spellings = {key, normal(email).casefold()}
    beginnings = spellings | {spelling.rpartition("@")[0] for spelling in spellings}
    return any(folded.startswith(one) and _is_digits(folded[len(one) :]) for one in beginnings)


def _is_digits(text: str) -> bool:
    return not text or text.isdigit()
