"""Somebody who has just signed in."""

from attrs import field, frozen

from core.identity.model.session import TokenPair
from core.identity.model.user import User


@frozen(kw_only=True)
class SignedIn:
    """Who they are, and what their client is given; `device` lets it be known again at the next sign-in."""

    user: User
    tokens: TokenPair
    device: str | None = field(default=None, repr=False)
