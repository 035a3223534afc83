"""Signing in with a password that was found to be right: what all ways to sign in with one end with."""

from attrs import evolve, frozen

from core.identity.model.credential import Credential
from core.identity.model.errors import InvalidCredentials, UserNotFound
from core.identity.model.linking import password_for
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.use_cases.steps.known_devices import KnownDevices
from core.identity.use_cases.steps.session_opener import SessionOpener
from ports.auth_works import AuthWork
from ports.password_hasher import PasswordHasher
from ports.works import Works


@frozen(kw_only=True)
class PasswordSignIn:
    """Begins a session of whoever knows a password, and makes sure that it is still the account's."""

    session_opener: SessionOpener
    works: Works[AuthWork]
    hasher: PasswordHasher
    devices: KnownDevices

    async def open(
        self, credential: Credential, password: str, *, client: Client, device: bytes | None = None
    ) -> SignedIn:
        """Return the sign-in; a password that is the account's no more is forgotten, and is `InvalidCredentials`.

        The device is known from now on, as what it was known before or else as a new one.
        """
        identity = password_for(credential.email_key)
        try:
            signed_in = await self.session_opener.open(user_id=credential.user_id, identity=identity, client=client)
        except UserNotFound:
            async with self.works.begin() as work:
                await forget_stale(work, credential)
            raise InvalidCredentials from None
        # Looking again after the session has begun leaves no gap in which a new password would miss it.
        if not await self._is_still(credential, password):
            await self.session_opener.end_all(credential.user_id)
            raise InvalidCredentials
        return evolve(signed_in, device=self.devices.given(credential.email_key, known_as=device))

    async def _is_still(self, credential: Credential, password: str) -> bool:
        async with self.works.look() as work:
            now = await work.credentials.of_email(credential.email_key)
        # Another sign-in may have made a better hash of the same password.
        return now == credential or (now is not None and await self.hasher.verify(now.password_hash, password))


async def forget_stale(work: AuthWork, credential: Credential) -> None:
    """Forget a password that is its account's no more, unless another has taken its place meanwhile."""
    if await work.credentials.of_email(credential.email_key) == credential:
        await work.credentials.forget(credential.user_id)
