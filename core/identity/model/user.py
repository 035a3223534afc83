"""Who uses Oddiya, and how they prove it."""

from datetime import datetime
from typing import NewType

from attrs import field, frozen
from attrs.validators import max_len, min_len

UserId = NewType("UserId", str)


@frozen(kw_only=True)
class Identity:
    """Somebody as a provider knows them: never an e-mail address, which may change hands."""

    provider: str = field(validator=[min_len(1), max_len(64)])
    provider_id: str = field(validator=[min_len(1), max_len(255)], repr=False)


@frozen(kw_only=True)
class User:
    """A person with an account."""

    user_id: UserId
    email: str | None = field(repr=False)
    name: str = field(repr=False)
    created_at: datetime
