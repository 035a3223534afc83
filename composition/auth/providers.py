"""Signing in with a provider, and tending how one can sign in."""

from dependency_injector.providers import Factory

from composition.auth.steps import Steps
from core.identity.use_cases.providers.begin_link import BeginLink
from core.identity.use_cases.providers.begin_sign_in import BeginSignIn
from core.identity.use_cases.providers.finish_sign_in import FinishSignIn
from core.identity.use_cases.providers.forward_form_post import ForwardFormPost
from core.identity.use_cases.providers.link_identity import LinkIdentity
from core.identity.use_cases.providers.list_identities import ListIdentities
from core.identity.use_cases.providers.receive_provider_notice import ReceiveProviderNotice
from core.identity.use_cases.providers.unlink_identity import UnlinkIdentity
from core.identity.use_cases.steps.first_names import FirstNames
from entrypoints.identities import IdentityRoutes
from entrypoints.sign_in import SignInRoutes


class ProviderContainer(Steps):
    """Steps in, routes out."""

    sign_in_routes = Factory(
        SignInRoutes,
        providers=Steps.identity_providers,
        begin_sign_in=Factory(BeginSignIn, throttle=Steps.throttle, flow=Steps.flow),
        finish_sign_in=Factory(
            FinishSignIn,
            flow=Steps.flow,
            first_names=Factory(FirstNames, cache=Steps.ports.provided.cache),
            directory=Steps.directory,
            works=Steps.works,
            grants=Steps.grants,
            session_opener=Steps.session_opener,
        ),
        forward_form_post=Factory(ForwardFormPost, open_sign_ins=Steps.open_sign_ins),
        receive_provider_notice=Factory(ReceiveProviderNotice, providers=Steps.identity_providers, works=Steps.works),
        secure=Steps.told.provided.secure,
    )
    identity_routes = Factory(
        IdentityRoutes,
        list_identities=Factory(ListIdentities, directory=Steps.directory),
        begin_link=Factory(BeginLink, recent_sign_in=Steps.recent_sign_in, throttle=Steps.throttle, flow=Steps.flow),
        link_identity=Factory(
            LinkIdentity,
            recent_sign_in=Steps.recent_sign_in,
            flow=Steps.flow,
            directory=Steps.directory,
            works=Steps.works,
            grants=Steps.grants,
            history=Steps.history,
        ),
        unlink_identity=Factory(
            UnlinkIdentity,
            recent_sign_in=Steps.recent_sign_in,
            directory=Steps.directory,
            works=Steps.works,
            history=Steps.history,
        ),
    )
