"""What happens to accounts."""

from typing import ClassVar

from attrs import frozen

from core.events import Event
from core.identity.model.user import UserId


@frozen(kw_only=True)
class UserRegistered(Event):
    """Somebody has signed in for the first time."""

    name: ClassVar[str] = "user-registered"
    user_id: UserId
