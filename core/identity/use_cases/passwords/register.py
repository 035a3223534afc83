"""Making an account with a password."""

from datetime import timedelta
from typing import Final, Literal

from attrs import evolve, frozen

from core.identity.model.credential import Credential
from core.identity.model.errors import EmailTaken
from core.identity.model.new_account import NewAccount
from core.identity.model.password import refuse_weak
from core.identity.model.proof import Proof
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.model.user import User
from core.identity.use_cases.steps.attempts import Attempts
from core.identity.use_cases.steps.mailed_links import MailedLinks
from core.identity.use_cases.steps.session_opener import SessionOpener
from ports.auth_works import AuthWork
from ports.password_blocklist import PasswordBlocklist
from ports.password_hasher import PasswordHasher
from ports.user_directory import UserDirectory
from ports.works import Works

Registration = Literal["open", "verified"]

LINK_LIFE: Final = timedelta(minutes=60)


@frozen(kw_only=True)
class Register:
    """Register somebody with an e-mail address and a password.

    - `open`: the account is there at once, and the address is not verified. Repeating it with the same password signs
      in again, for the answer may have been lost; with another one it is `EmailTaken`.
    - `verified`: a letter goes out, and what happens here is the same whether the address is known or not.
    """

    registration: Registration
    attempts: Attempts
    blocklist: PasswordBlocklist
    hasher: PasswordHasher
    works: Works[AuthWork]
    directory: UserDirectory
    opener: SessionOpener
    links: MailedLinks

    async def __call__(self, *, account: NewAccount, client: Client) -> SignedIn | None:
        """Return the sign-in, or None when a letter will tell how to go on."""
        refuse_weak(account.password, email=account.email, is_common=self.blocklist.has)
        if self.registration == "open":
            return await self._at_once(account, client)
        await self._by_letter(account, client)
        return None

    async def _by_letter(self, account: NewAccount, client: Client) -> None:
        await self.attempts.at_letter(account.key, client=client)
        ticket = self.links.ticket(purpose="register", email=account.email, locale=account.locale, life=LINK_LIFE)
        password_hash = await self.hasher.hash(account.password)
        await self.links.issue(evolve(ticket, name=account.name, password_hash=password_hash))

    async def _at_once(self, account: NewAccount, client: Client) -> SignedIn:
        await self.attempts.at_password(account.key, client=client)
        user = await self._known(account) or await self._enrolled(account)
        await self.attempts.right_password(account.key)
        return SignedIn(user=user, tokens=await self.opener(user_id=user.user_id, client=client))

    async def _known(self, account: NewAccount) -> User | None:
        """Return who registered with this address and this password before."""
        async with self.works.begin() as work:
            credential = await work.credentials.of_email(account.key)
        if credential is None:
            return None
        if not await self.hasher.verify(credential.password_hash, account.password):
            raise EmailTaken
        holder = await self.directory.holder(account.identity)
        return holder if holder and holder.user_id == credential.user_id else None

    async def _enrolled(self, account: NewAccount) -> User:
        password_hash = await self.hasher.hash(account.password)
        user = await self.directory.sign_in(Proof(identity=account.identity, email=account.email, name=account.name))
        credential = Credential(
            user_id=user.user_id, email_key=account.key, email=account.email, password_hash=password_hash
        )
        async with self.works.begin() as work:
            await work.credentials.put(credential)
        return user
