"""Who uses Oddiya, and how they prove it."""

from datetime import datetime
from typing import Literal, NewType

from attrs import field, frozen
from attrs.validators import in_, matches_re, max_len, min_len

from core.identity.model.email import EmailKey, email_key
from core.identity.model.name import LONGEST_NAME

UserId = NewType("UserId", str)
Locale = Literal["ko", "en", "ja"]

PASSWORD = "password"  # noqa: S105 - the provider of identities that are an e-mail address and a password
LOCALES: tuple[Locale, ...] = ("ko", "en", "ja")


@frozen(kw_only=True)
class Identity:
    """Somebody as a provider knows them: never an e-mail address of theirs, which may change hands.

    Of an OpenID provider, `provider` is the issuer's URL, so that two issuers with the same subject are two people. Of
    a password, it is `PASSWORD`, and the `provider_id` is the key of the address that the password goes with.
    """

    provider: str = field(validator=[min_len(1), max_len(255)])
    provider_id: str = field(validator=[min_len(1), max_len(255)], repr=False)


@frozen(kw_only=True)
class User:
    """A person with an account; `version` counts the edits of their profile."""

    user_id: UserId
    email: str | None = field(repr=False)
    email_verified: bool = False
    name: str = field(repr=False, validator=max_len(LONGEST_NAME))
    locale: Locale = field(default="en", validator=in_(LOCALES))
    home_currency: str = field(default="KRW", validator=matches_re("[A-Z]{3}"))
    created_at: datetime
    version: int = 1

    @property
    def email_key(self) -> EmailKey | None:
        """What the address is compared by."""
        return None if self.email is None else email_key(self.email)
