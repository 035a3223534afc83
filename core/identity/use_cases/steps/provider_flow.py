"""The way to a provider and back: what signing in and linking have in common."""

from datetime import timedelta
from typing import Final

from attrs import field, frozen

from core.base64url import encoded
from core.identity.model.pending_sign_in import OPEN_FOR, CallerSession, PendingSignIn, digest_of_binding
from core.identity.model.redirect_targets import RedirectTargets
from core.identity.model.returned import Returned
from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.steps.open_sign_ins import OpenSignIns
from ports.clock import Clock
from ports.identity_providers import CodeGiven, IdentityProviders, Proved, SignInAsked
from ports.randomness import Randomness

SECRET_BYTES: Final = 32


@frozen(kw_only=True)
class Begun:
    """Where to send the person, and what their browser is to keep as its `binding` until they are back."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    binding: str = field(repr=False)
    expires_in: timedelta = OPEN_FOR


@frozen(kw_only=True)
class ProviderFlow:
    """Sends people to their provider, and takes them back once."""

    providers: IdentityProviders
    targets: RedirectTargets
    open_sign_ins: OpenSignIns
    randomness: Randomness
    clock: Clock

    async def begin(self, wanted: WantedSignIn, *, link: CallerSession | None = None) -> Begun:
        """Return where to send somebody."""
        provider = self.providers.get(wanted.provider)
        self.targets.admit(wanted.target)
        asked, binding = self._asked(wanted), self._secret()
        sent = await provider.authorization(asked)
        pending = PendingSignIn(
            provider=wanted.provider,
            issuer=sent.issuer,
            redirect_uri=sent.redirect_uri,
            target=wanted.target,
            nonce=asked.nonce,
            verifier=asked.verifier,
            client_challenge=wanted.client_challenge,
            binding_digest=digest_of_binding(binding),
            link=link,
            created_at=self.clock.now(),
        )
        await self.open_sign_ins.keep(asked.state, pending)
        return Begun(url=sent.url, state=asked.state, binding=binding)

    async def finish(self, returned: Returned, *, link: CallerSession | None = None) -> Proved:
        """Return who somebody is; the sign-in is closed by this, however it ends."""
        provider = self.providers.get(returned.provider)
        pending = await self.open_sign_ins.take(returned.state)
        pending.admit(returned, link=link)
        given = CodeGiven(
            code=returned.confirmed(),
            issuer=pending.issuer,
            issuer_named=returned.issuer_named,
            nonce=pending.nonce,
            verifier=pending.verifier,
            redirect_uri=pending.redirect_uri,
            person=await self.open_sign_ins.take_person(returned.state) if pending.passes_by_us else None,
        )
        return await provider.prove(given)

    def _asked(self, wanted: WantedSignIn) -> SignInAsked:
        return SignInAsked(
            state=self._secret(),
            nonce=self._secret(),
            verifier=self._secret(),
            target=wanted.target,
            login_hint=wanted.login_hint,
            at_once=wanted.at_once,
        )

    def _secret(self) -> str:
        return encoded(self.randomness.draw(SECRET_BYTES))
