"""Everything that the auth service can remember of somebody: to put there, and to look for."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen
from typing_extensions import override

from adapters.memory.sessions import MemorySessions
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from core.errors import Unavailable
from core.identity.model.email import email_key
from core.identity.model.provider_grant import PROVIDER_GRANT
from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.told.drop_lost_claim import DropLostClaim
from core.identity.use_cases.told.end_stolen_session import EndStolenSession
from core.identity.use_cases.told.forget_provider_account import ForgetProviderAccount
from core.identity.use_cases.told.forget_user import ForgetUser
from core.identity.use_cases.told.send_ticket_letter import SendTicketLetter
from entrypoints.auth_consumer import AuthConsumer
from ports.auth_works import AuthWork
from ports.mailer import Mailer
from ports.sealer import Sealer
from ports.sessions import Sessions
from ports.user_directory import UserDirectory
from ports.works import Works
from tests.builders import an_id
from tests.identity.builders import a_credential, a_grant, a_security_event, a_session, a_ticket, a_user_id


@frozen(kw_only=True)
class AuthMemory:
    """Where the auth service keeps what it remembers."""

    works: Works[AuthWork]
    sessions: Sessions
    sealer: Sealer

    async def of_somebody(self, *, grant: str = "a grant of Apple's") -> "Remembered":
        """Remember all there is of somebody new."""
        email, user_id = f"{an_id()}@example.com", a_user_id()
        ticket = a_ticket(email)
        async with self.works.begin() as work:
            await work.credentials.put(a_credential(user_id, email))
            await work.tickets.add(ticket)
            await work.grants.put(a_grant(user_id, sealed=self.sealer.seal(grant.encode(), purpose=PROVIDER_GRANT)))
            await work.security.add(a_security_event(user_id))
        for _ in range(3):
            await a_session(self.sessions, user_id)
        return Remembered(memory=self, user_id=user_id, email=email, ticket_id=ticket.ticket_id)

    async def grants_due(self) -> list[UserId]:
        """Return whose grants are to be handed back now."""
        async with self.works.begin() as work:
            return [grant.user_id for grant, _ in await work.grants.due(limit=100, lease=timedelta())]

    def told_of(self, directory: UserDirectory, mailer: Mailer) -> AuthConsumer:
        """Return what deals with events on this memory."""
        clock, works, sessions = SystemClock(), self.works, self.sessions
        history = History(clock=clock, ids=Uuid7Ids(clock))
        return AuthConsumer(
            forget_user=ForgetUser(works=works, sessions=sessions),
            drop_lost_claim=DropLostClaim(works=works, sessions=sessions, history=history),
            forget_provider_account=ForgetProviderAccount(
                directory=directory, sessions=sessions, works=works, history=history
            ),
            send_ticket_letter=SendTicketLetter(
                works=works, mailer=mailer, clock=clock, app_url="https://oddiya.test", installation_key=b"k" * 32
            ),
            end_stolen_session=EndStolenSession(sessions=self.sessions, directory=directory, mailer=mailer),
        )


@frozen(kw_only=True)
class Remembered:
    """Somebody of whom everything was remembered."""

    memory: AuthMemory
    user_id: UserId
    email: str
    ticket_id: str

    async def still(self) -> set[str]:
        """Return what is still remembered, beside grants."""
        async with self.memory.works.begin() as work:
            looked: dict[str, object] = {
                "password": await work.credentials.of_user(self.user_id),
                "address": await work.credentials.of_email(email_key(self.email)),
                "ticket": await work.tickets.get(self.ticket_id),
                "history": await work.security.of_user(self.user_id, limit=1),
            }
        looked["sessions"] = await self.memory.sessions.of_user(self.user_id)
        return {name for name, found in looked.items() if found}


class SulkingSessions(MemorySessions):
    """Sessions that cannot be ended the first time."""

    sulking = True

    @override
    async def end_all(self, user_id: UserId, *, keep: SessionId | None = None) -> Sequence[SessionId]:
        if self.sulking:
            self.sulking = False
            raise Unavailable(what="redis")
        return await super().end_all(user_id, keep=keep)
