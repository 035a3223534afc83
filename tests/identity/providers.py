"""Everything that signing in with a provider is made of, over the memory adapters."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import cache
from typing import Any

from attrs import evolve, frozen

from adapters.jose.key_ring_memory import MemoryKeyRing
from adapters.jose.token_key import TokenKey
from composition.direct_user_directory import DirectUserDirectory
from composition.opener import Opener, bundle_of
from composition.settings import Settings
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.pkce import challenge_of
from core.identity.model.provider_grant import ProviderGrant
from core.identity.model.redirect_targets import RedirectTargets
from core.identity.model.returned import Returned
from core.identity.model.signed_in import SignedIn
from core.identity.model.user import UserId
from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.accounts.delete_account import DeleteAccount
from core.identity.use_cases.providers.begin_link import BeginLink
from core.identity.use_cases.providers.begin_sign_in import BeginSignIn
from core.identity.use_cases.providers.finish_sign_in import FinishSignIn
from core.identity.use_cases.providers.forward_form_post import ForwardFormPost
from core.identity.use_cases.providers.link_identity import LinkIdentity
from core.identity.use_cases.providers.list_identities import ListIdentities
from core.identity.use_cases.providers.receive_provider_notice import ReceiveProviderNotice
from core.identity.use_cases.providers.unlink_identity import UnlinkIdentity
from core.identity.use_cases.steps.first_names import FirstNames
from core.identity.use_cases.steps.grants import Grants
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.steps.open_sign_ins import OpenSignIns
from core.identity.use_cases.steps.provider_flow import Begun, ProviderFlow
from core.identity.use_cases.steps.recent_sign_in import RecentSignIn
from core.identity.use_cases.steps.session_opener import SessionOpener
from core.identity.use_cases.steps.throttle import Throttle
from core.identity.use_cases.steps.token_mint import TokenMint
from core.identity.use_cases.told.forget_provider_account import ForgetProviderAccount
from core.identity.use_cases.told.forget_user import ForgetUser
from ports.auth_works import AuthWork
from ports.cache import Cache
from ports.ids import Ids
from ports.randomness import Randomness
from ports.rate_limiter import RateLimiter
from ports.sealer import Sealer
from ports.sessions import Sessions
from ports.token_signer import TokenSigner, TokenVerifier
from ports.user_directory import UserDirectory
from ports.works import Works
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.identity.builders import KEY, PHONE
from tests.identity.stub_providers import TestsProviders, three_providers

APP = "https://app.oddiya.test/signed-in"
TARGETS = RedirectTargets((APP, "https://web.oddiya.test/back?from=us", "oddiya://signin", "http://127.0.0.1/back"))
VERIFIER = "v" * 43
CHALLENGE = challenge_of(VERIFIER)


@cache
def signing_key() -> TokenKey:
    """Return a key, which takes long to make."""
    return TokenKey.made()


@frozen(kw_only=True)
class FlowPorts:
    """What the flow stands on."""

    ids: Ids
    randomness: Randomness
    cache: Cache
    rate_limiter: RateLimiter
    local_rate_limiter: RateLimiter
    auth_works: Works[AuthWork]
    sessions: Sessions
    user_directory: UserDirectory
    sealer: Sealer
    token_signer: TokenSigner
    token_verifier: TokenVerifier


@frozen(kw_only=True)
class ProviderFlows:
    """The use cases, and what tests look at behind them."""

    clock: ManualClock
    providers: TestsProviders
    ports: FlowPorts

    @property
    def open_sign_ins(self) -> OpenSignIns:
        return OpenSignIns(cache=self.ports.cache)

    @property
    def flow(self) -> ProviderFlow:
        return ProviderFlow(
            providers=self.providers,
            targets=TARGETS,
            open_sign_ins=self.open_sign_ins,
            randomness=self.ports.randomness,
            clock=self.clock,
        )

    @property
    def throttle(self) -> Throttle:
        return Throttle(limiter=self.ports.rate_limiter, local=self.ports.local_rate_limiter)

    @property
    def grants(self) -> Grants:
        return Grants(sealer=self.ports.sealer, ids=self.ports.ids)

    @property
    def history(self) -> History:
        return History(clock=self.clock, ids=self.ports.ids)

    @property
    def mint(self) -> TokenMint:
        return TokenMint(signer=self.ports.token_signer, clock=self.clock, ids=self.ports.ids, installation_key=KEY)

    @property
    def begin(self) -> BeginSignIn:
        return BeginSignIn(throttle=self.throttle, flow=self.flow)

    @property
    def finish(self) -> FinishSignIn:
        return FinishSignIn(
            flow=self.flow,
            first_names=FirstNames(cache=self.ports.cache),
            directory=self.ports.user_directory,
            works=self.ports.auth_works,
            grants=self.grants,
            session_opener=SessionOpener(
                sessions=self.ports.sessions,
                directory=self.ports.user_directory,
                mint=self.mint,
                ids=self.ports.ids,
                randomness=self.ports.randomness,
            ),
        )

    @property
    def forward(self) -> ForwardFormPost:
        return ForwardFormPost(open_sign_ins=self.open_sign_ins)

    @property
    def recent(self) -> RecentSignIn:
        return RecentSignIn(sessions=self.ports.sessions, clock=self.clock)

    @property
    def begin_link(self) -> BeginLink:
        return BeginLink(recent_sign_in=self.recent, throttle=self.throttle, flow=self.flow)

    @property
    def link(self) -> LinkIdentity:
        return LinkIdentity(
            recent_sign_in=self.recent,
            flow=self.flow,
            directory=self.ports.user_directory,
            works=self.ports.auth_works,
            grants=self.grants,
            history=self.history,
        )

    @property
    def list_identities(self) -> ListIdentities:
        return ListIdentities(directory=self.ports.user_directory)

    @property
    def unlink(self) -> UnlinkIdentity:
        return UnlinkIdentity(
            recent_sign_in=self.recent,
            directory=self.ports.user_directory,
            works=self.ports.auth_works,
            history=self.history,
        )

    @property
    def receive_notice(self) -> ReceiveProviderNotice:
        return ReceiveProviderNotice(providers=self.providers, works=self.ports.auth_works)

    @property
    def forget_account(self) -> ForgetProviderAccount:
        return ForgetProviderAccount(
            directory=self.ports.user_directory,
            sessions=self.ports.sessions,
            works=self.ports.auth_works,
            history=self.history,
        )

    async def delete(self, user_id: UserId) -> None:
        """Delete an account, and let everybody hear of it."""
        directory, sessions = self.ports.user_directory, self.ports.sessions
        assert isinstance(directory, DirectUserDirectory)
        await DeleteAccount(works=directory.sign_in_user.works, sessions=sessions)(user_id=user_id)
        await ForgetUser(works=self.ports.auth_works, sessions=sessions)(user_id=user_id, message_id=an_id())

    async def grants_due(self) -> list[ProviderGrant]:
        """Return what is to be handed back now."""
        async with self.ports.auth_works.begin() as work:
            return [grant for grant, _ in await work.grants.due(limit=100, lease=timedelta())]

    def with_ports(self, **ports: Any) -> "ProviderFlows":
        """Return the same with other ports."""
        return evolve(self, ports=evolve(self.ports, **ports))

    async def begun(self, provider: str = "google", **wanted: Any) -> Begun:
        """Begin to sign in."""
        wish = WantedSignIn(**{"provider": provider, "target": APP, **wanted})
        return await self.begin(wanted=wish, address=PHONE.address)

    def returned(self, begun: Begun, provider: str = "google", sub: str = "108", **person: Any) -> Returned:
        """Return what comes back from a provider at which somebody said yes."""
        there = self.providers.get(provider)
        return Returned(
            provider=provider,
            state=begun.state,
            code=there.approve(begun.state, sub, **person),
            issuer_named=there.issuer if there.names_itself else None,
        )

    async def sign_in(self, provider: str = "google", sub: str = "108", **person: Any) -> SignedIn:
        """Sign in from beginning to end."""
        answer = self.returned(await self.begun(provider), provider, sub, **person)
        return await self.finish(returned=answer, client=PHONE)

    def caller(self, signed_in: SignedIn) -> CallerSession:
        """Return who has just signed in, as somebody who asks for something."""
        token = self.mint.read(signed_in.tokens.refresh_token)
        assert token is not None
        return CallerSession(user_id=signed_in.user.user_id, session_id=token.session_id)


@asynccontextmanager
async def provider_flows() -> AsyncIterator[ProviderFlows]:
    """Open it all."""
    clock = ManualClock()
    async with AsyncExitStack() as stack:
        settings = Settings.read({"ODDIYA_PROFILE": "memory", "ODDIYA_SIGNING_KEY": KEY.hex()})
        given = {"clock": clock, "key_ring": MemoryKeyRing(key=signing_key(), clock=clock)}
        opener = Opener(settings, stack, given=given)
        ports = await bundle_of(FlowPorts, opener)
        yield ProviderFlows(clock=clock, providers=three_providers(), ports=ports)
