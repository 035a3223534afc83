"""Where somebody is signed in, and for how long."""

from datetime import datetime, timedelta
from typing import Final, NewType

from attrs import field, frozen

from core.identity.model.user import UserId

SessionId = NewType("SessionId", str)

APP: Final = "oddiya-app"  # the client_id of all our apps
ACCESS_LIFE: Final = timedelta(hours=1)
IDLE: Final = timedelta(days=14)  # a session ends when it was not refreshed for so long
LIFETIME: Final = timedelta(days=90)  # and after so long in any case
REPLAY_WINDOW: Final = timedelta(seconds=60)  # a refresh whose answer was lost may be repeated for so long
RECENT: Final = timedelta(minutes=15)  # what counts as having just signed in


def _cut(text: str) -> str:
    return text[:200]


@frozen(kw_only=True)
class Client:
    """What signed in, as far as it can be told: the app or browser as it names itself, and its address."""

    agent: str = field(default="", repr=False, converter=_cut)
    address: str = field(default="", repr=False)


@frozen(kw_only=True)
class Session:
    """One sign-in on one client, and everything that was refreshed since: a family of tokens."""

    session_id: SessionId
    user_id: UserId
    client: Client
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@frozen(kw_only=True)
class AccessClaims:
    """What an access token says."""

    user_id: UserId
    session_id: SessionId
    token_id: str
    issued_at: datetime
    expires_at: datetime


@frozen(kw_only=True)
class TokenPair:
    """What a client is given to show: the access token to services, the refresh token only to us."""

    access_token: str = field(repr=False)
    expires_in: timedelta
    refresh_token: str = field(repr=False)
    refresh_expires_in: timedelta
