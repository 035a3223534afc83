"""What the auth service does when it is told of something."""

from collections.abc import Mapping

from attrs import frozen

from core.identity.model.events import (
    EmailClaimLost,
    ProviderAccountGone,
    RefreshTokenReused,
    TicketIssued,
    UserDeleted,
)
from core.identity.model.user import Identity
from core.identity.use_cases.told.drop_lost_claim import DropLostClaim
from core.identity.use_cases.told.end_stolen_session import EndStolenSession
from core.identity.use_cases.told.forget_provider_account import ForgetProviderAccount
from core.identity.use_cases.told.forget_user import ForgetUser
from core.identity.use_cases.told.send_ticket_letter import SendTicketLetter
from entrypoints.consumer import Handler
from entrypoints.events import handler_of


@frozen(kw_only=True)
class AuthConsumer:
    """Hands each event to one use case; each of them has its effect once however often it is told."""

    forget_user: ForgetUser
    drop_lost_claim: DropLostClaim
    forget_provider_account: ForgetProviderAccount
    send_ticket_letter: SendTicketLetter
    end_stolen_session: EndStolenSession

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {
            UserDeleted.name: handler_of(UserDeleted, self._user_deleted),
            EmailClaimLost.name: handler_of(EmailClaimLost, self._email_claim_lost),
            ProviderAccountGone.name: handler_of(ProviderAccountGone, self._provider_account_gone),
            TicketIssued.name: handler_of(TicketIssued, self._ticket_issued),
            RefreshTokenReused.name: handler_of(RefreshTokenReused, self._refresh_token_reused),
        }

    async def _user_deleted(self, event: UserDeleted, message_id: str) -> None:
        await self.forget_user(user_id=event.user_id, message_id=message_id)

    async def _email_claim_lost(self, event: EmailClaimLost, message_id: str) -> None:
        await self.drop_lost_claim(user_id=event.user_id, message_id=message_id)

    async def _provider_account_gone(self, event: ProviderAccountGone, message_id: str) -> None:
        identity = Identity(provider=event.provider, provider_id=event.provider_id)
        await self.forget_provider_account(identity=identity, occasion=message_id)

    async def _ticket_issued(self, event: TicketIssued, _: str) -> None:
        await self.send_ticket_letter(ticket_id=event.ticket_id)

    async def _refresh_token_reused(self, event: RefreshTokenReused, message_id: str) -> None:
        await self.end_stolen_session(user_id=event.user_id, session_id=event.session_id, message_id=message_id)
