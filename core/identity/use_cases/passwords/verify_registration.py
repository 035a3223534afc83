"""Finishing a registration with the link that was mailed."""

from attrs import frozen

from core.identity.model.credential import Credential
from core.identity.model.errors import InvalidCredentials
from core.identity.model.linking import password_for
from core.identity.model.proof import Proof
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.model.ticket import Ticket
from core.identity.use_cases.steps.mailed_links import MailedLinks, use_up
from core.identity.use_cases.steps.password_sign_in import PasswordSignIn
from ports.auth_works import AuthWork
from ports.password_hasher import PasswordHasher
from ports.sessions import Sessions
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class VerifyRegistration:
    """Make the account, once whoever reads the address's mail also knows the password that was chosen.

    Without the password, somebody who registered with another's address would have them confirm it with a click. A
    wrong password leaves the link as it is; used with the right one, it is `TicketNotValid` from then on.
    """

    links: MailedLinks
    hasher: PasswordHasher
    works: Works[AuthWork]
    directory: UserDirectory
    sessions: Sessions
    password_sign_in: PasswordSignIn

    async def __call__(self, *, token: str, password: str, client: Client) -> SignedIn:
        """Return the first sign-in."""
        ticket = await self.links.follow(token, purpose="register")
        if ticket.password_hash is None or not await self.hasher.verify(ticket.password_hash, password):
            raise InvalidCredentials
        # Before the ticket is used up: this may fail and be repeated, and nothing is lost.
        user = await self.directory.sign_in(_proof(ticket))
        credential = Credential(
            user_id=user.user_id, email_key=ticket.email_key, email=ticket.email, password_hash=ticket.password_hash
        )
        await self._keep(ticket, credential)
        # Whoever was in the account before the address was proved may not be its owner.
        await self.sessions.end_all(user.user_id)
        return await self.password_sign_in.open(credential, password, client=client)

    async def _keep(self, ticket: Ticket, credential: Credential) -> None:
        async with self.works.begin() as work:
            await use_up(work, ticket)
            await work.credentials.put(credential)


def _proof(ticket: Ticket) -> Proof:
    return Proof(
        identity=password_for(ticket.email_key),
        email=ticket.email,
        email_verified=True,
        email_settles=True,
        name=ticket.name,
    )
