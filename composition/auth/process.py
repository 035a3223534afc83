"""The auth service: signing in, with a provider or a password, and what a client is given for it."""

from dependency_injector.providers import List

from composition.auth.background import BackgroundContainer
from composition.auth.passwords import PasswordContainer
from composition.auth.ports import AuthPorts
from composition.auth.providers import ProviderContainer
from composition.auth.sessions import SessionContainer
from composition.process import Process
from composition.sign_in_settings import SignInSettings
from entrypoints.account_pages import AccountPageRoutes
from entrypoints.auth_data import AuthDataRoutes
from entrypoints.identities import IdentityRoutes
from entrypoints.oauth_tokens import OAuthTokenRoutes
from entrypoints.passwords import PasswordRoutes
from entrypoints.sessions import SessionRoutes
from entrypoints.sign_in import SignInRoutes
from entrypoints.well_known import WellKnownRoutes


class AuthContainer(ProviderContainer, PasswordContainer, SessionContainer, BackgroundContainer):
    """Ports in, routes and background work out."""

    routes = List(
        ProviderContainer.sign_in_routes,
        ProviderContainer.identity_routes,
        PasswordContainer.password_routes,
        PasswordContainer.page_routes,
        SessionContainer.token_routes,
        SessionContainer.session_routes,
        SessionContainer.well_known_routes,
        SessionContainer.data_routes,
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
