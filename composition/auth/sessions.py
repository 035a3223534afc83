"""Staying signed in, seeing where, and signing out."""

from dependency_injector.providers import Factory

from composition.auth.steps import Steps
from core.identity.use_cases.sessions.collect_sign_ins import CollectSignIns
from core.identity.use_cases.sessions.end_session import EndSession
from core.identity.use_cases.sessions.end_session_of_token import EndSessionOfToken
from core.identity.use_cases.sessions.end_sessions import EndSessions
from core.identity.use_cases.sessions.list_sessions import ListSessions
from core.identity.use_cases.sessions.refresh_session import RefreshSession
from entrypoints.auth_data import AuthDataRoutes
from entrypoints.oauth_tokens import OAuthTokenRoutes
from entrypoints.sessions import SessionRoutes
from entrypoints.well_known import WellKnownRoutes


class SessionContainer(Steps):
    """Steps in, routes out."""

    end_session_of_token = Factory(EndSessionOfToken, sessions=Steps.sessions, mint=Steps.mint)
    token_routes = Factory(
        OAuthTokenRoutes,
        refresh_session=Factory(
            RefreshSession,
            sessions=Steps.sessions,
            mint=Steps.mint,
            works=Steps.works,
            throttle=Steps.throttle,
            history=Steps.history,
        ),
        end_session_of_token=end_session_of_token,
    )
    session_routes = Factory(
        SessionRoutes,
        list_sessions=Factory(ListSessions, sessions=Steps.sessions),
        end_session=Factory(EndSession, sessions=Steps.sessions),
        end_sessions=Factory(EndSessions, sessions=Steps.sessions, works=Steps.works, history=Steps.history),
        end_session_of_token=end_session_of_token,
    )
    well_known_routes = Factory(
        WellKnownRoutes, key_ring=Steps.ports.provided.key_ring, issuer=Steps.told.provided.public_url
    )
    data_routes = Factory(
        AuthDataRoutes, collect_sign_ins=Factory(CollectSignIns, works=Steps.works, sessions=Steps.sessions)
    )
