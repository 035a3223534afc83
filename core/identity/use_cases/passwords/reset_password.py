"""Choosing a new password with the link that was mailed."""

from collections.abc import Sequence

from attrs import evolve, frozen

from core.identity.model.credential import Credential
from core.identity.model.errors import TicketNotValid
from core.identity.model.identity_id import identity_id
from core.identity.model.linking import password_for
from core.identity.model.password import refuse_weak
from core.identity.model.proof import Proof
from core.identity.model.ticket import Ticket
from core.identity.model.user import Identity, User, UserId
from core.identity.use_cases.steps.attempts import Attempts
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.steps.mailed_links import MailedLinks, use_up
from core.identity.use_cases.steps.password_sign_in import forget_stale
from ports.auth_works import AuthWork
from ports.password_blocklist import PasswordBlocklist
from ports.password_hasher import PasswordHasher
from ports.sessions import Sessions
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class ResetPassword:
    """Replace the password that goes with the address which the link was mailed to, and sign out everywhere."""

    links: MailedLinks
    attempts: Attempts
    blocklist: PasswordBlocklist
    hasher: PasswordHasher
    works: Works[AuthWork]
    directory: UserDirectory
    sessions: Sessions
    history: History

    async def __call__(self, *, token: str, password: str) -> None:
        """Replace it; a password that is too weak leaves the link as it is."""
        ticket = await self.links.follow(token, purpose="reset")
        credential = await self._credential(ticket)
        holder = await self._holder(credential)
        trusted = await self._trusted(holder, credential)
        refuse_weak(password, email=credential.email, is_common=self.blocklist.has)
        password_hash = await self.hasher.hash(password)
        user = await self.directory.sign_in(_proof(credential))
        # Once before, so that a failure leaves the link usable, and once after, for who signed in meanwhile.
        await self.sessions.end_all(user.user_id)
        await self._keep(ticket, evolve(credential, user_id=user.user_id, password_hash=password_hash))
        await self.sessions.end_all(user.user_id)
        if user.user_id == holder.user_id:
            await self._unlink_others(user.user_id, trusted)
        await self.attempts.right_password(ticket.email_key)

    async def _credential(self, ticket: Ticket) -> Credential:
        async with self.works.look() as work:
            credential = await work.credentials.of_email(ticket.email_key)
        if credential is None:
            raise TicketNotValid
        return credential

    async def _holder(self, credential: Credential) -> User:
        """Make sure that somebody still has the address: proving it would make an account that nobody wants."""
        holder = await self.directory.holder(password_for(credential.email_key))
        if holder is None:
            async with self.works.begin() as work:
                await forget_stale(work, credential)
            raise TicketNotValid
        return holder

    async def _trusted(self, holder: User, credential: Credential) -> Sequence[Identity]:
        """Return the ways in that are the owner's: if the address was theirs before, all of them, else the password."""
        if not holder.email_verified:
            return [password_for(credential.email_key)]
        return await self.directory.identities(holder.user_id)

    async def _unlink_others(self, user_id: UserId, trusted: Sequence[Identity]) -> None:
        """Take away what was linked while all this went on, by whoever was in the account then."""
        for identity in await self.directory.identities(user_id):
            if identity not in trusted:
                await self.directory.unlink(user_id, identity)
                async with self.works.begin() as work:
                    await work.grants.give_up(user_id, identity_id=identity_id(identity))

    async def _keep(self, ticket: Ticket, credential: Credential) -> None:
        async with self.works.begin() as work:
            await use_up(work, ticket)
            await work.credentials.put(credential)
            await self.history.add(work, "password-reset", user_id=credential.user_id)


def _proof(credential: Credential) -> Proof:
    return Proof(
        identity=password_for(credential.email_key),
        email=credential.email,
        email_verified=True,
        email_settles=True,
    )
