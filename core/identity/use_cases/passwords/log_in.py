"""Signing in with an e-mail address and a password."""

import hashlib
from contextlib import suppress

from attrs import evolve, field, frozen

from core.errors import TooMany
from core.identity.model.credential import Credential
from core.identity.model.device import ID_BYTES, device_id_of, device_token, devices_key
from core.identity.model.email import EmailKey, NoEmailAddress, email_key
from core.identity.model.errors import InvalidCredentials
from core.identity.model.linking import password_for
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.model.user import User
from core.identity.use_cases.steps.attempts import Attempts
from core.identity.use_cases.steps.session_opener import SessionOpener
from ports.auth_works import AuthWork
from ports.password_hasher import PasswordHasher
from ports.randomness import Randomness
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class LogIn:
    """Sign somebody in, or say nothing but that the two do not go together.

    An address that nobody has, one without a password and a wrong password cost the same and get the same answer.
    """

    attempts: Attempts
    works: Works[AuthWork]
    hasher: PasswordHasher
    directory: UserDirectory
    opener: SessionOpener
    randomness: Randomness
    installation_key: bytes = field(repr=False)

    @property
    def key(self) -> bytes:
        """The key of known devices."""
        return devices_key(self.installation_key)

    async def __call__(self, *, email: str, password: str, client: Client, device: str = "") -> SignedIn:
        """Return the sign-in; `device` is what an earlier one on this device gave it."""
        key = _key_of(email)
        device_id = device_id_of(device, key, self.key)
        await self.attempts.at_password(key, client=client, device=device_id)
        credential, user = await self._whose(key, password)
        tokens = await self.opener(user_id=user.user_id, client=client)
        await self._settle(credential, password)
        await self.attempts.right_password(key, device=device_id)
        known_as = device_token(device_id or self.randomness.draw(ID_BYTES), key, self.key)
        return SignedIn(user=user, tokens=tokens, device=known_as)

    async def _whose(self, key: EmailKey, password: str) -> tuple[Credential, User]:
        async with self.works.begin() as work:
            credential = await work.credentials.of_email(key)
        right = await self.hasher.verify(None if credential is None else credential.password_hash, password)
        # The users service may have taken the address away from the account a moment ago.
        user = await self.directory.holder(password_for(key)) if right else None
        if credential is None or user is None or user.user_id != credential.user_id:
            raise InvalidCredentials
        return credential, user

    async def _settle(self, credential: Credential, password: str) -> None:
        """Keep a better hash if there should be one, and make sure that the password is still the account's.

        Looking again after the session has begun leaves no gap in which a reset would miss it.
        """
        better = await self._better_hash(credential, password)
        async with self.works.begin() as work:
            now = await work.credentials.of_email(credential.email_key)
            if now == credential:
                if better is not None:
                    await work.credentials.put(evolve(credential, password_hash=better))
                return
        if now is None or not await self.hasher.verify(now.password_hash, password):
            await self.opener.sessions.end_all(credential.user_id)
            raise InvalidCredentials

    async def _better_hash(self, credential: Credential, password: str) -> str | None:
        if self.hasher.is_outdated(credential.password_hash):
            with suppress(TooMany):
                return await self.hasher.hash(password)
        return None


def _key_of(email: str) -> EmailKey:
    try:
        return email_key(email)
    except NoEmailAddress:
        # Nobody's, but counted and looked for like any other.
        return EmailKey(hashlib.sha256(email.encode(errors="surrogatepass")).hexdigest())
