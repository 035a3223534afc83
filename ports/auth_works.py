"""Where the auth service keeps what it remembers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from core.identity.model.credential import Credential
from core.identity.model.email import EmailKey
from core.identity.model.provider_grant import ProviderGrant
from core.identity.model.security_event import SecurityEvent
from core.identity.model.ticket import Ticket
from core.identity.model.user import UserId
from ports.works import Work


class Credentials(Protocol):
    """Keeps one password for a user and for an address.

    - `of_email` and `of_user` return it, or None.
    - `put` keeps it in the place of any other of the same user or the same address.
    - `replace` is `put` if what is kept for the address is still what was `known` to be (None: nothing), and returns
      whether it was; else it changes nothing.
    - Of two works at once that put, replace or forget with the same address or user, the second waits for the first to
      end.
    - `forget` of a user without one is quiet.
    """

    async def of_email(self, key: EmailKey) -> Credential | None:
        """Find by address."""
        ...

    async def of_user(self, user_id: UserId) -> Credential | None:
        """Find by user."""
        ...

    async def put(self, credential: Credential) -> None:
        """Keep."""
        ...

    async def replace(self, credential: Credential, *, known: Credential | None) -> bool:
        """Keep, unless somebody was quicker."""
        ...

    async def forget(self, user_id: UserId) -> None:
        """Forget a user's."""
        ...


class Tickets(Protocol):
    """Keeps links on their way.

    - `get` returns a ticket, or None; also one that has expired, which the caller tells by its time.
    - `take` is `get` that also removes it: of many works at once, exactly one gets it. One that rolls back has not
      taken it.
    - `forget` removes all tickets for an address; `prune` all that expired before a moment.
    """

    async def add(self, ticket: Ticket) -> None:
        """Keep."""
        ...

    async def get(self, ticket_id: str) -> Ticket | None:
        """Look."""
        ...

    async def take(self, ticket_id: str) -> Ticket | None:
        """Look and remove."""
        ...

    async def forget(self, key: EmailKey) -> None:
        """Remove those for an address."""
        ...

    async def prune(self, *, before: datetime) -> None:
        """Remove what has expired."""
        ...


class ProviderGrants(Protocol):
    """Keeps what providers must be handed back.

    - `put` replaces the earlier grant of the same identity, whoever's it is, and also one that is to be handed back:
      providers know one consent of a person, which ends with any of its grants, so that the newest stands for all.
    - `give_up` marks the grants of a user, all of them or an identity's, as to be handed back, from now on; for those
      that are already, nothing changes.
    - `due` leases up to `limit` grants that are to be handed back and whose time has come, who has waited longest
      first; nobody else gets them before the lease ends, after which they come again unless they are `done`. It returns
      with each how often it was leased, this time included.
    - `put_off` lets a leased grant come again after `wait`. `done` forgets it; both are quiet about one that is gone.
    """

    async def put(self, grant: ProviderGrant) -> None:
        """Keep."""
        ...

    async def give_up(self, user_id: UserId, *, identity_id: str | None = None) -> None:
        """Begin handing a user's back."""
        ...

    async def due(self, *, limit: int, lease: timedelta) -> Sequence[tuple[ProviderGrant, int]]:
        """Lease what is to be handed back."""
        ...

    async def put_off(self, grant_id: str, *, wait: timedelta) -> None:
        """Try later."""
        ...

    async def done(self, grant_id: str) -> None:
        """Forget."""
        ...


class SecurityEvents(Protocol):
    """Keeps the history of accounts.

    - `add` of an event that is kept already is quiet.
    - `of_user` returns a user's events, newest first, up to `limit`.
    - `forget` erases a user's; `prune` all that happened before a moment.
    """

    async def add(self, event: SecurityEvent) -> None:
        """Keep."""
        ...

    async def of_user(self, user_id: UserId, *, limit: int) -> Sequence[SecurityEvent]:
        """List."""
        ...

    async def forget(self, user_id: UserId) -> None:
        """Erase."""
        ...

    async def prune(self, *, before: datetime) -> None:
        """Erase what is old."""
        ...


class AuthWork(Work, Protocol):
    """One transaction of the auth service."""

    @property
    def credentials(self) -> Credentials:
        """Passwords."""
        ...

    @property
    def tickets(self) -> Tickets:
        """Links on their way."""
        ...

    @property
    def grants(self) -> ProviderGrants:
        """What providers must be handed back."""
        ...

    @property
    def security(self) -> SecurityEvents:
        """The history of accounts."""
        ...
