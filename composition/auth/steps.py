"""What several of the auth service's use cases share."""

from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory

from composition.auth.ports import AuthPorts
from composition.sign_in_settings import SignInSettings
from core.identity.use_cases.steps.attempts import Attempts
from core.identity.use_cases.steps.grants import Grants
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.steps.known_devices import KnownDevices
from core.identity.use_cases.steps.mailed_links import MailedLinks
from core.identity.use_cases.steps.open_sign_ins import OpenSignIns
from core.identity.use_cases.steps.password_sign_in import PasswordSignIn
from core.identity.use_cases.steps.provider_flow import ProviderFlow
from core.identity.use_cases.steps.recent_sign_in import RecentSignIn
from core.identity.use_cases.steps.session_opener import SessionOpener
from core.identity.use_cases.steps.throttle import Throttle
from core.identity.use_cases.steps.token_mint import TokenMint


class Steps(DeclarativeContainer):
    """Ports in, steps out."""

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
    session_opener = Factory(
        SessionOpener,
        sessions=sessions,
        directory=directory,
        mint=mint,
        ids=ids,
        randomness=ports.provided.randomness,
    )
    history = Factory(History, clock=clock, ids=ids)

    open_sign_ins = Factory(OpenSignIns, cache=ports.provided.cache)
    flow = Factory(
        ProviderFlow,
        providers=identity_providers,
        targets=targets,
        open_sign_ins=open_sign_ins,
        randomness=ports.provided.randomness,
        clock=clock,
    )
    grants = Factory(Grants, sealer=ports.provided.sealer, ids=ids)
    recent_sign_in = Factory(RecentSignIn, sessions=sessions, clock=clock)
    attempts = Factory(Attempts, throttle=throttle, installation_key=key)
    links = Factory(MailedLinks, works=works, attempts=attempts, clock=clock, ids=ids, installation_key=key)
    devices = Factory(KnownDevices, randomness=ports.provided.randomness, installation_key=key)
    password_sign_in = Factory(
        PasswordSignIn, session_opener=session_opener, works=works, hasher=hasher, devices=devices
    )
