"""Making an account with a password."""

from typing import Literal

from attrs import evolve, frozen

from core.identity.model.credential import Credential
from core.identity.model.errors import EmailTaken, InvalidCredentials
from core.identity.model.new_account import NewAccount
from core.identity.model.password import refuse_weak
from core.identity.model.proof import Proof
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.use_cases.steps.attempts import Attempts
from core.identity.use_cases.steps.mailed_links import MailedLinks
from core.identity.use_cases.steps.password_sign_in import PasswordSignIn
from ports.auth_works import AuthWork
from ports.password_blocklist import PasswordBlocklist
from ports.password_hasher import PasswordHasher
from ports.user_directory import UserDirectory
from ports.works import Works

Registration = Literal["open", "verified"]


@frozen(kw_only=True)
class Register:
    """Register somebody with an e-mail address and a password.

    - `open`: the account is there at once, and the address is not verified. Repeating it with the same password signs
      in again, for the answer may have been lost; with another one it is `EmailTaken`. So it is where somebody has the
      address and no password, however that came about: only whoever makes an account may choose its password.
    - `verified`: a letter goes out, and what happens here is the same whether the address is known or not.
    """

    registration: Registration
    attempts: Attempts
    blocklist: PasswordBlocklist
    hasher: PasswordHasher
    works: Works[AuthWork]
    directory: UserDirectory
    password_sign_in: PasswordSignIn
    links: MailedLinks

    async def __call__(self, *, account: NewAccount, client: Client) -> SignedIn | None:
        """Return the sign-in, or None when a letter will tell how to go on."""
        refuse_weak(account.password, email=account.email, is_common=self.blocklist.has)
        if self.registration == "open":
            return await self._at_once(account, client)
        await self._by_letter(account, client)
        return None

    async def _by_letter(self, account: NewAccount, client: Client) -> None:
        await self.attempts.at_letter(account.key, purpose="register", client=client)
        ticket = self.links.ticket(purpose="register", email=account.email, locale=account.locale)
        password_hash = await self.hasher.hash(account.password)
        await self.links.issue(evolve(ticket, name=account.name, password_hash=password_hash))

    async def _at_once(self, account: NewAccount, client: Client) -> SignedIn:
        await self.attempts.at_password(account.key, client=client)
        credential = await self._known(account)
        try:
            signed_in = await self.password_sign_in.open(credential, account.password, client=client)
        except InvalidCredentials:
            raise EmailTaken from None
        await self.attempts.right_password(account.key)
        return signed_in

    async def _known(self, account: NewAccount) -> Credential:
        """Return what is kept of the password: from before if it is the same, or else of a new account."""
        # Before its holder: a password that is chosen after this look is seen by whoever would replace it.
        async with self.works.look() as work:
            kept = await work.credentials.of_email(account.key)
        holder = await self.directory.holder(account.identity)
        if holder is None:
            return await self._made(account, kept)
        if kept is None or not await self.hasher.verify(kept.password_hash, account.password):
            raise EmailTaken
        return kept

    async def _made(self, account: NewAccount, kept: Credential | None) -> Credential:
        """Make the account; of many who do so at once one may choose the password."""
        password_hash = await self.hasher.hash(account.password)
        user = await self.directory.sign_in(Proof(identity=account.identity, email=account.email, name=account.name))
        credential = Credential(
            user_id=user.user_id, email_key=account.key, email=account.email, password_hash=password_hash
        )
        async with self.works.begin() as work:
            is_first = await work.credentials.replace(credential, known=kept)
        if not is_first:
            raise EmailTaken
        return credential
