"""A user as clients see them."""

from datetime import datetime

from attrs import frozen

from core.identity.model.user import Locale, User


@frozen(kw_only=True)
class ProfileOut:
    """Somebody's profile; `email_verified` tells whether the address has been seen to be theirs."""

    id: str
    email: str | None
    email_verified: bool
    name: str
    locale: Locale
    home_currency: str
    created_at: datetime


def profile_out(user: User) -> ProfileOut:
    """Return what clients see of a user."""
    return ProfileOut(
        id=user.user_id,
        email=user.email,
        email_verified=user.email_verified,
        name=user.name,
        locale=user.locale,
        home_currency=user.home_currency,
        created_at=user.created_at,
    )
