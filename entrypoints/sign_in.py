"""Signing in with a provider, over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from attrs import frozen
from typing_extensions import Doc

from core.errors import BadAnswer, NoAnswer
from core.identity.model.errors import (
    BadChallenge,
    ProofRefused,
    ProviderNotFound,
    RedirectNotAllowed,
    SignInDenied,
    SignInNotOpen,
    SignInNotYours,
    TooManyAttempts,
)
from core.identity.model.returned import Returned
from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.providers.begin_sign_in import BeginSignIn
from core.identity.use_cases.providers.finish_sign_in import FinishSignIn
from core.identity.use_cases.providers.forward_form_post import ForwardFormPost
from core.identity.use_cases.providers.receive_provider_notice import ReceiveProviderNotice
from core.identity.use_cases.steps.provider_flow import Begun
from entrypoints.clients import client_of, is_browser
from entrypoints.http.accept import Accept
from entrypoints.http.caller import PUBLIC, RequestInfo
from entrypoints.http.json_body import FORM
from entrypoints.http.redirect import Redirect
from entrypoints.http.reply import Reply
from entrypoints.http.route import get, post
from entrypoints.http.shapes.constraints import Length
from entrypoints.sign_in_cookie import SignInCookie
from entrypoints.signed_in import SignedInOut, signed_in_out
from ports.identity_providers import IdentityProviders

TAGS: Final = ("sign-in",)
CLEAN: Final = {"Referrer-Policy": "no-referrer"}  # the URL that is left may hold a code or a state

OnceChosen = Annotated[Literal["1"] | None, Doc("`1` spares the person the page, where the provider is our own")]


@frozen(kw_only=True)
class ProviderOut:
    """A provider to choose."""

    id: str
    name: str


@frozen(kw_only=True)
class Departure:
    """Where the app wants to have the person back, and what only that app knows."""

    redirect_uri: Annotated[str, Doc("is on the operator's list of apps"), Length(max=2000)]
    client_challenge: Annotated[str, Doc("base64url SHA-256 of a secret that the app keeps")] | None = None
    login_hint: Annotated[str, Length(max=320)] | None = None
    auto: OnceChosen = None


@frozen(kw_only=True)
class AuthorizationOut:
    """Where to send the person, and the state that comes back with them."""

    authorization_url: str
    state: str
    expires_in: Annotated[int, Doc("seconds that the person has for it")]


@frozen(kw_only=True)
class Return:
    """What came back with the person, as an app hands it over, or as a provider's form posts it.

    What providers add for their own purposes (`id_token`, `scope`, ...) is taken and not looked at.
    """

    state: str = ""
    code: str | None = None
    client_verifier: Annotated[str, Doc("the secret behind `client_challenge`")] | None = None
    iss: Annotated[str, Doc("who answered, where the provider says it (RFC 9207)")] | None = None
    error: Annotated[str, Doc("why there is no code")] | None = None
    error_description: str | None = None
    error_uri: str | None = None
    user: Annotated[str, Doc("what Apple posts of somebody who comes for the first time")] | None = None
    id_token: str | None = None
    scope: str | None = None
    authuser: str | None = None
    hd: str | None = None
    prompt: str | None = None
    session_state: str | None = None


@frozen(kw_only=True)
class Notice:
    """What a provider tells of somebody, signed."""

    payload: str


@frozen(kw_only=True)
class SignInRoutes:
    """The way to a provider and back."""

    providers: IdentityProviders
    begin_sign_in: BeginSignIn
    finish_sign_in: FinishSignIn
    forward_form_post: ForwardFormPost
    receive_provider_notice: ReceiveProviderNotice
    cookie: SignInCookie

    @get("/oauth2/providers", security=PUBLIC, tags=TAGS, aliases=("/api/auth/oauth2/providers",))
    async def get_providers(self) -> Sequence[ProviderOut]:
        """List the providers that somebody can sign in with."""
        return [ProviderOut(id=info.id, name=info.name) for info in self.providers.all()]

    @get(
        "/oauth2/authorize/{provider}",
        security=PUBLIC,
        tags=TAGS,
        aliases=("/api/auth/oauth2/authorize/{provider}",),
        raises=(ProviderNotFound, RedirectNotAllowed, BadChallenge, TooManyAttempts, BadAnswer, NoAnswer),
    )
    async def get_authorization(
        self, provider: str, query: Departure, accept: Accept, request: RequestInfo
    ) -> Reply[AuthorizationOut] | Redirect:
        """Begin to sign in.

        A client that prefers HTML is sent to the provider at once. With `client_challenge`, only the app that began can
        end the sign-in; without it, only the browser that keeps the cookie.
        """
        begun = await self.begin_sign_in(wanted=wanted(provider, query), address=request.client_address)
        kept = {"Set-Cookie": self.cookie.given(begun.state, begun.binding, life=begun.expires_in)}
        if accept.prefers("text/html", over="application/json"):
            return Redirect(begun.url, headers=kept | CLEAN)
        return Reply(value=authorization_out(begun), headers=kept)

    @post(
        "/oauth2/callback/{provider}",
        security=PUBLIC,
        tags=TAGS,
        aliases=("/api/auth/oauth2/callback/{provider}",),
        forms=True,
        raises=(ProviderNotFound, SignInNotOpen, SignInNotYours, SignInDenied, ProofRefused, BadAnswer, NoAnswer),
    )
    async def post_callback(self, provider: str, body: Return, request: RequestInfo) -> Reply[SignedInOut] | Redirect:
        """End a sign-in with what came back.

        The form that a provider posts (Apple's) leads the browser on to the app, with the code and the state in the
        query, so that the app ends it like any other.
        """
        answer = self._returned(provider, body, request)
        if _is_form(request) and body.client_verifier is None:
            onward = await self.forward_form_post(returned=answer, person=body.user)
            if onward is not None:
                return Redirect(onward, status=303, headers=CLEAN)
        signed_in = await self.finish_sign_in(returned=answer, client=client_of(request))
        forgotten = {"Set-Cookie": self.cookie.taken_back(body.state)} if answer.binding else {}
        return Reply(value=signed_in_out(signed_in.tokens, signed_in.user), headers=forgotten)

    @post(
        "/oauth2/notifications/{provider}",
        security=PUBLIC,
        tags=TAGS,
        aliases=("/api/auth/oauth2/notifications/{provider}",),
        forms=True,
        raises=(ProviderNotFound, ProofRefused, BadAnswer, NoAnswer),
    )
    async def post_notice(self, provider: str, body: Notice) -> Reply[None]:
        """Take note of what a provider says of somebody."""
        await self.receive_provider_notice(provider=provider, payload=body.payload)
        return Reply(value=None)

    def _returned(self, provider: str, body: Return, request: RequestInfo) -> Returned:
        return Returned(
            provider=provider,
            state=body.state,
            code=body.code,
            error=body.error,
            issuer_named=body.iss,
            client_verifier=body.client_verifier,
            by_browser=is_browser(request),
            binding=self.cookie.read(request, body.state),
        )


def wanted(provider: str, query: Departure) -> WantedSignIn:
    """Return what a client asks for."""
    return WantedSignIn(
        provider=provider,
        target=query.redirect_uri,
        client_challenge=query.client_challenge,
        login_hint=query.login_hint,
        at_once=query.auto is not None,
    )


def authorization_out(begun: Begun) -> AuthorizationOut:
    """Present where to send somebody."""
    return AuthorizationOut(
        authorization_url=begun.url, state=begun.state, expires_in=int(begun.expires_in.total_seconds())
    )


def _is_form(request: RequestInfo) -> bool:
    return request.headers.get("Content-Type", "").lower().startswith(FORM)
