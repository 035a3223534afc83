"""Where people are signed in: families of refresh tokens, of which only digests are kept."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Protocol

from attrs import frozen

from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import ACCESS_LIFE, Client, Session, SessionId
from core.identity.model.user import UserId

REVOKED_FOR: Final = ACCESS_LIFE + timedelta(minutes=10)  # clocks of services may differ; access tokens go by theirs


@frozen(kw_only=True)
class Rotated:
    """The token was the family's newest, and its successor is that now."""

    session: Session
    remaining: timedelta


@frozen(kw_only=True)
class Repeated:
    """The token is the parent of the newest and was replayed within the window; the newest stays what it is."""

    session: Session
    remaining: timedelta


@frozen(kw_only=True)
class Reused:
    """A token of the family was used up and came again: by that the family has ended, now or lately."""

    user_id: UserId


@frozen(kw_only=True)
class Gone:
    """No such family is alive: it never was, it has ended, or its time is over."""


Rotation = Rotated | Repeated | Reused | Gone


@frozen(kw_only=True)
class Pace:
    """How long a family lives: `idle` after its last refresh, `lifetime` after its start; all by the store's clock."""

    idle: timedelta
    lifetime: timedelta


class Sessions(Protocol):
    """Keeps families of refresh tokens.

    - `start` begins a family whose newest token is `token`; it returns the session with the store's own times.
    - `rotate` is one atomic step: of many at once with the newest token exactly one is `Rotated`, and the others are
      `Repeated`. `remaining` is what the successor has to live. The parent of the newest is `Repeated` until `window`
      after the rotation, by the store's clock. A token of a later generation than the newest is taken for the newest:
      then the store has lost its last moments, and the client knows better. Any other token of a living family is
      `Reused`, and the family has ended. So is then every token of that family, for as long as `REVOKED_FOR`: whoever
      could not tell of the reuse learns of it again.
    - A session is used when it is started and when it is rotated; being `Repeated` changes nothing.
    - `end` ends one session, if it is this user's (whoever's with `user_id` None: for those who hold a token of it),
      and tells whether it was alive; any text may be asked for. `end_all` ends all of a user but `keep` and returns
      which.
    - `of_user` returns the living sessions of a user, the one used last first.
    - An ended family never lives again; no token outlives its family. Ending is at once, and `RevokedSessions` knows of
      it soon in every process.
    - Nothing that is stored is enough to make a token, and of an ended family nothing is kept of its client.
    - What is over is forgotten in time; after `prune` it is.
    - `Unavailable` is raised, within the adapter's own time-out, when the store does not answer.
    """

    async def start(self, *, user_id: UserId, token: RefreshToken, client: Client, pace: Pace) -> Session:
        """Begin a family."""
        ...

    async def rotate(
        self, *, presented: RefreshToken, successor: RefreshToken, window: timedelta, pace: Pace
    ) -> Rotation:
        """Exchange a token for its successor."""
        ...

    async def end(self, session_id: SessionId, *, user_id: UserId | None) -> bool:
        """End one session."""
        ...

    async def end_all(self, user_id: UserId, *, keep: SessionId | None = None) -> Sequence[SessionId]:
        """End a user's sessions."""
        ...

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        """List a user's living sessions."""
        ...

    async def prune(self) -> None:
        """Forget all that is over."""
        ...


class RevokedSessions(Protocol):
    """Knows which sessions have ended while access tokens of theirs may still be alive.

    - `has` answers from this process's own memory, without asking anybody.
    - A session that was ended (not one whose time is over) in any process is known in every process within two seconds,
      and for as long as an access token lives (`REVOKED_FOR`), also by a process that was started after that.
    - While the store does not answer, `has` goes on knowing what it knew; what ended meanwhile is known within two
      seconds once it answers again.
    """

    def has(self, session_id: SessionId) -> bool:
        """Tell whether the session was ended."""
        ...
