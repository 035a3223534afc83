"""Signing in with an e-mail address and a password."""

import hashlib
from contextlib import suppress

from attrs import evolve, frozen

from core.errors import TooMany
from core.identity.model.credential import Credential
from core.identity.model.email import EmailKey, NoEmailAddress, email_key
from core.identity.model.errors import InvalidCredentials
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.use_cases.steps.attempts import Attempts
from core.identity.use_cases.steps.known_devices import KnownDevices
from core.identity.use_cases.steps.password_sign_in import PasswordSignIn
from ports.auth_works import AuthWork
from ports.password_hasher import PasswordHasher
from ports.works import Works


@frozen(kw_only=True)
class LogIn:
    """Sign somebody in, or say nothing but that the two do not go together.

    An address that nobody has, one without a password and a wrong password cost the same and get the same answer.
    """

    attempts: Attempts
    works: Works[AuthWork]
    hasher: PasswordHasher
    password_sign_in: PasswordSignIn
    devices: KnownDevices

    async def __call__(self, *, email: str, password: str, client: Client, device: str = "") -> SignedIn:
        """Return the sign-in; `device` is what an earlier one on this device gave it."""
        key = _key_of(email)
        device_id = self.devices.read(device, key)
        await self.attempts.at_password(key, client=client, device=device_id)
        credential = await self._whose(key, password)
        signed_in = await self.password_sign_in.open(credential, password, client=client, device=device_id)
        await self._strengthen(credential, password)
        await self.attempts.right_password(key, device=device_id)
        return signed_in

    async def _whose(self, key: EmailKey, password: str) -> Credential:
        async with self.works.look() as work:
            credential = await work.credentials.of_email(key)
        right = await self.hasher.verify(None if credential is None else credential.password_hash, password)
        if credential is None or not right:
            raise InvalidCredentials
        return credential

    async def _strengthen(self, credential: Credential, password: str) -> None:
        """Keep a better hash if there should be one, and nobody else has kept another meanwhile."""
        if not self.hasher.is_outdated(credential.password_hash):
            return
        with suppress(TooMany):
            better = evolve(credential, password_hash=await self.hasher.hash(password))
            async with self.works.begin() as work:
                await work.credentials.replace(better, known=credential)


def _key_of(email: str) -> EmailKey:
    try:
        return email_key(email)
    except NoEmailAddress:
        # Nobody's, but counted and looked for like any other.
        return EmailKey(hashlib.sha256(email.encode(errors="surrogatepass")).hexdigest())
