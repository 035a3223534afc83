"""Things to test with."""

from datetime import UTC, datetime

from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from core.identity.model.user import Identity, User, UserId

_ids = Uuid7Ids(SystemClock())


def an_id() -> str:
    """Return an id nobody has seen before."""
    return _ids.new()


def a_user(*, name: str = "Mina", email: str | None = None) -> User:
    """Return a new user."""
    moment = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
    return User(user_id=UserId(an_id()), email=email, name=name, created_at=moment)


def an_identity(*, provider: str = "google") -> Identity:
    """Return an identity that no user has yet."""
    return Identity(provider=provider, provider_id=an_id())
