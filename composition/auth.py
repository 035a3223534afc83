"""The auth service: signing in, with a provider or a password, and what a client is given for it."""

from datetime import timedelta

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List, Singleton

from composition.process import Process
from composition.sign_in_settings import SignInSettings
from composition.subscribers import AUTH as AUTH_QUEUE
from composition.subscribers import SUBSCRIBERS
from core.identity.use_cases.passwords.ask_password_reset import AskPasswordReset
from core.identity.use_cases.passwords.log_in import LogIn
from core.identity.use_cases.passwords.register import Register
from core.identity.use_cases.passwords.reset_password import ResetPassword
from core.identity.use_cases.passwords.verify_registration import VerifyRegistration
from core.identity.use_cases.providers.begin_link import BeginLink
from core.identity.use_cases.providers.begin_sign_in import BeginSignIn
from core.identity.use_cases.providers.finish_sign_in import FinishSignIn
from core.identity.use_cases.providers.forward_form_post import ForwardFormPost
from core.identity.use_cases.providers.link_identity import LinkIdentity
from core.identity.use_cases.providers.list_identities import ListIdentities
from core.identity.use_cases.providers.receive_provider_notice import ReceiveProviderNotice
from core.identity.use_cases.providers.unlink_identity import UnlinkIdentity
from core.identity.use_cases.sessions.collect_sign_ins import CollectSignIns
from core.identity.use_cases.sessions.end_session import EndSession
from core.identity.use_cases.sessions.end_session_of_token import EndSessionOfToken
from core.identity.use_cases.sessions.end_sessions import EndSessions
from core.identity.use_cases.sessions.list_sessions import ListSessions
from core.identity.use_cases.sessions.refresh_session import RefreshSession
from core.identity.use_cases.steps.attempts import Attempts
from core.identity.use_cases.steps.first_names import FirstNames
from core.identity.use_cases.steps.grant_keeper import GrantKeeper
from core.identity.use_cases.steps.mailed_links import MailedLinks
from core.identity.use_cases.steps.open_sign_ins import OpenSignIns
from core.identity.use_cases.steps.provider_flow import ProviderFlow
from core.identity.use_cases.steps.recent_sign_in import RecentSignIn
from core.identity.use_cases.steps.session_opener import SessionOpener
from core.identity.use_cases.steps.throttle import Throttle
from core.identity.use_cases.steps.token_mint import TokenMint
from core.identity.use_cases.told.drop_lost_claim import DropLostClaim
from core.identity.use_cases.told.end_stolen_session import EndStolenSession
from core.identity.use_cases.told.forget_provider_account import ForgetProviderAccount
from core.identity.use_cases.told.forget_user import ForgetUser
from core.identity.use_cases.told.hand_back_grants import HandBackGrants
from core.identity.use_cases.told.prune_auth import PruneAuth
from core.identity.use_cases.told.send_ticket_letter import SendTicketLetter
from entrypoints.account_pages import AccountPageRoutes
from entrypoints.auth_consumer import AuthConsumer
from entrypoints.auth_data import AuthDataRoutes
from entrypoints.consumer import Consumer
from entrypoints.grant_returns import GrantReturns
from entrypoints.identities import IdentityRoutes
from entrypoints.oauth_tokens import OAuthTokenRoutes
from entrypoints.passwords import PasswordRoutes
from entrypoints.periodic import Periodic
from entrypoints.relay import Relay
from entrypoints.sessions import SessionRoutes
from entrypoints.sign_in import SignInRoutes
from entrypoints.sign_in_cookie import SignInCookie
from entrypoints.well_known import WellKnownRoutes
from ports.auth_works import AuthWork
from ports.cache import Cache
from ports.clock import Clock
from ports.identity_providers import IdentityProviders
from ports.ids import Ids
from ports.job_queue import JobQueue
from ports.key_ring import KeyRing
from ports.mailer import Mailer
from ports.meter import Meter
from ports.password_blocklist import PasswordBlocklist
from ports.password_hasher import PasswordHasher
from ports.randomness import Randomness
from ports.rate_limiter import RateLimiter
from ports.sealer import Sealer
from ports.sessions import Sessions
from ports.token_signer import TokenSigner
from ports.tracing import Tracing
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class AuthPorts:
    """What the auth service needs."""

    clock: Clock
    ids: Ids
    randomness: Randomness
    meter: Meter
    tracing: Tracing
    installation_key: bytes
    cache: Cache
    rate_limiter: RateLimiter
    local_rate_limiter: RateLimiter
    job_queue: JobQueue
    mailer: Mailer
    auth_works: Works[AuthWork]
    sessions: Sessions
    user_directory: UserDirectory
    identity_providers: IdentityProviders
    password_hasher: PasswordHasher
    password_blocklist: PasswordBlocklist
    sealer: Sealer
    key_ring: KeyRing
    token_signer: TokenSigner


class AuthContainer(DeclarativeContainer):
    """Ports in, routes and background work out."""

    ports = Dependency(instance_of=AuthPorts)
    told = Dependency(instance_of=SignInSettings)

    clock = ports.provided.clock
    ids = ports.provided.ids
    key = ports.provided.installation_key
    works = ports.provided.auth_works
    sessions = ports.provided.sessions
    directory = ports.provided.user_directory
    hasher = ports.provided.password_hasher
    blocklist = ports.provided.password_blocklist
    identity_providers = ports.provided.identity_providers
    targets = told.provided.redirect_uris.targets

    throttle = Factory(Throttle, limiter=ports.provided.rate_limiter, local=ports.provided.local_rate_limiter)
    mint = Factory(TokenMint, signer=ports.provided.token_signer, clock=clock, ids=ids, installation_key=key)
    opener = Factory(SessionOpener, sessions=sessions, mint=mint, ids=ids, randomness=ports.provided.randomness)

    # With a provider.
    open_sign_ins = Factory(OpenSignIns, cache=ports.provided.cache)
    flow = Factory(
        ProviderFlow,
        providers=identity_providers,
        targets=targets,
        open_sign_ins=open_sign_ins,
        randomness=ports.provided.randomness,
        clock=clock,
    )
    keep_grant = Factory(GrantKeeper, works=works, sealer=ports.provided.sealer, ids=ids)
    recent_sign_in = Factory(RecentSignIn, sessions=sessions, clock=clock)
    sign_in_routes = Factory(
        SignInRoutes,
        providers=identity_providers,
        begin_sign_in=Factory(BeginSignIn, throttle=throttle, flow=flow),
        finish_sign_in=Factory(
            FinishSignIn,
            flow=flow,
            first_names=Factory(FirstNames, cache=ports.provided.cache),
            directory=directory,
            keep_grant=keep_grant,
            open_session=opener,
        ),
        forward_form_post=Factory(ForwardFormPost, open_sign_ins=open_sign_ins),
        receive_provider_notice=Factory(ReceiveProviderNotice, providers=identity_providers, works=works),
        cookie=Factory(SignInCookie, secure=told.provided.secure),
    )
    identity_routes = Factory(
        IdentityRoutes,
        list_identities=Factory(ListIdentities, directory=directory),
        begin_link=Factory(BeginLink, recent_sign_in=recent_sign_in, throttle=throttle, flow=flow),
        link_identity=Factory(
            LinkIdentity,
            flow=flow,
            directory=directory,
            keep_grant=keep_grant,
            works=works,
            clock=clock,
            ids=ids,
        ),
        unlink_identity=Factory(
            UnlinkIdentity, recent_sign_in=recent_sign_in, directory=directory, works=works, clock=clock, ids=ids
        ),
    )

    # With a password.
    attempts = Factory(Attempts, throttle=throttle, installation_key=key)
    links = Factory(MailedLinks, works=works, attempts=attempts, clock=clock, ids=ids, installation_key=key)
    password_routes = Factory(
        PasswordRoutes,
        register=Factory(
            Register,
            registration=told.provided.registration,
            attempts=attempts,
            blocklist=blocklist,
            hasher=hasher,
            works=works,
            directory=directory,
            opener=opener,
            links=links,
        ),
        verify_registration=Factory(
            VerifyRegistration, links=links, hasher=hasher, works=works, directory=directory, opener=opener
        ),
        log_in=Factory(
            LogIn,
            attempts=attempts,
            works=works,
            hasher=hasher,
            directory=directory,
            opener=opener,
            randomness=ports.provided.randomness,
            installation_key=key,
        ),
        ask_password_reset=Factory(AskPasswordReset, attempts=attempts, links=links),
        reset_password=Factory(
            ResetPassword,
            links=links,
            attempts=attempts,
            blocklist=blocklist,
            hasher=hasher,
            works=works,
            directory=directory,
            sessions=sessions,
            clock=clock,
            ids=ids,
        ),
        secure=told.provided.secure,
    )
    page_routes = Singleton(AccountPageRoutes.read)

    # Signed in.
    end_session_of_token = Factory(EndSessionOfToken, sessions=sessions, mint=mint)
    token_routes = Factory(
        OAuthTokenRoutes,
        refresh_session=Factory(
            RefreshSession, sessions=sessions, mint=mint, works=works, throttle=throttle, clock=clock, ids=ids
        ),
        end_session_of_token=end_session_of_token,
    )
    session_routes = Factory(
        SessionRoutes,
        list_sessions=Factory(ListSessions, sessions=sessions),
        end_session=Factory(EndSession, sessions=sessions),
        end_sessions=Factory(EndSessions, sessions=sessions, works=works, clock=clock, ids=ids),
        end_session_of_token=end_session_of_token,
    )
    well_known_routes = Factory(WellKnownRoutes, key_ring=ports.provided.key_ring, issuer=told.provided.public_url)
    data_routes = Factory(AuthDataRoutes, collect_sign_ins=Factory(CollectSignIns, works=works, sessions=sessions))

    # In the background.
    relay = Factory(
        Relay,
        feed=ports.provided.auth_works.feed,
        queue=ports.provided.job_queue,
        subscribers=SUBSCRIBERS,
        clock=clock,
        meter=ports.provided.meter,
    )
    auth_consumer = Factory(
        AuthConsumer,
        forget_user=Factory(ForgetUser, works=works, sessions=sessions),
        drop_lost_claim=Factory(DropLostClaim, works=works, sessions=sessions, clock=clock),
        forget_provider_account=Factory(
            ForgetProviderAccount, directory=directory, sessions=sessions, works=works, clock=clock
        ),
        send_ticket_letter=Factory(
            SendTicketLetter,
            works=works,
            mailer=ports.provided.mailer,
            clock=clock,
            app_url=told.provided.links_to,
            installation_key=key,
        ),
        end_stolen_session=Factory(
            EndStolenSession, sessions=sessions, directory=directory, mailer=ports.provided.mailer
        ),
    )
    consumer = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=AUTH_QUEUE,
        handlers=auth_consumer.provided.handlers.call(),
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
    )
    hand_back_grants = Factory(HandBackGrants, works=works, providers=identity_providers, sealer=ports.provided.sealer)
    grant_returns = Factory(
        Periodic,
        name="hand back grants",
        job=Factory(GrantReturns, hand_back_grants=hand_back_grants),
        every=timedelta(minutes=1),
    )
    pruning = Factory(
        Periodic, name="prune", job=Factory(PruneAuth, works=works, clock=clock), every=timedelta(hours=1)
    )

    routes = List(
        sign_in_routes,
        identity_routes,
        password_routes,
        page_routes,
        token_routes,
        session_routes,
        well_known_routes,
        data_routes,
    )
    background = List(
        relay.provided.run,
        relay.provided.prune,
        consumer.provided.run,
        grant_returns.provided.run,
        pruning.provided.run,
    )


AUTH = Process(
    name="auth",
    about="signing in, with a provider or a password, and what a client is given for it",
    ports=AuthPorts,
    told=SignInSettings,
    container=AuthContainer,
    routes=(
        SignInRoutes,
        IdentityRoutes,
        PasswordRoutes,
        AccountPageRoutes,
        OAuthTokenRoutes,
        SessionRoutes,
        WellKnownRoutes,
        AuthDataRoutes,
    ),
)
