"""Signing in with a provider, over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Final

from attrs import evolve, frozen
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
from core.identity.use_cases.providers.begin_sign_in import BeginSignIn
from core.identity.use_cases.providers.finish_sign_in import FinishSignIn
from core.identity.use_cases.providers.forward_form_post import ForwardFormPost
from core.identity.use_cases.providers.receive_provider_notice import ReceiveProviderNotice
from entrypoints.clients import client_of, is_browser
from entrypoints.cookie import Cookie
from entrypoints.http.accept import Accept
from entrypoints.http.caller import PUBLIC, RequestInfo
from entrypoints.http.json_body import FORM
from entrypoints.http.redirect import Redirect
from entrypoints.http.reply import Reply
from entrypoints.http.route import get, post
from entrypoints.provider_flow import AuthorizationOut, DepartureIn, ReturnIn, authorization_out, returned, wanted
from entrypoints.signed_in import SignedInOut, signed_in_out
from ports.identity_providers import IdentityProviders

TAGS: Final = ("sign-in",)
CLEAN: Final = {"Referrer-Policy": "no-referrer"}  # the URL that is left may hold a code or a state
STATE_SHOWN: Final = 8  # tells the sign-ins of one browser apart, and is no help in guessing a state


@frozen(kw_only=True)
class ProviderOut:
    """A provider to choose."""

    id: str
    name: str


@frozen(kw_only=True)
class CallbackIn(ReturnIn):
    """What came back with the person, as an app hands it over or as a provider's form posts it."""

    user: Annotated[str, Doc("what Apple posts of somebody who comes for the first time")] | None = None


@frozen(kw_only=True)
class ProviderNoticeIn:
    """What a provider tells of somebody, signed."""

    payload: str


@frozen(kw_only=True)
class SignInRoutes:
    """The way to a provider and back; `secure` where clients reach us by https."""

    providers: IdentityProviders
    begin_sign_in: BeginSignIn
    finish_sign_in: FinishSignIn
    forward_form_post: ForwardFormPost
    receive_provider_notice: ReceiveProviderNotice
    secure: bool

    @get("/oauth2/providers", security=PUBLIC, tags=TAGS)
    async def get_providers(self) -> Sequence[ProviderOut]:
        """List the providers that somebody can sign in with."""
        return [ProviderOut(id=info.id, name=info.name) for info in self.providers.all()]

    @get(
        "/oauth2/authorize/{provider}",
        security=PUBLIC,
        tags=TAGS,
        raises=(ProviderNotFound, RedirectNotAllowed, BadChallenge, TooManyAttempts, BadAnswer, NoAnswer),
    )
    async def get_authorization(
        self, provider: str, query: DepartureIn, accept: Accept, request: RequestInfo
    ) -> Reply[AuthorizationOut] | Redirect:
        """Begin to sign in.

        A client that prefers HTML is sent to the provider at once. With `client_challenge`, only the app that began can
        end the sign-in; without it, only the browser that keeps the cookie.
        """
        begun = await self.begin_sign_in(wanted=wanted(provider, query), address=request.client_address)
        kept = {"Set-Cookie": self._cookie(begun.state).given(begun.binding, life=begun.expires_in)}
        if accept.prefers("text/html", over="application/json"):
            return Redirect(begun.url, headers=kept | CLEAN)
        return Reply(value=authorization_out(begun), headers=kept)

    @post(
        "/oauth2/callback/{provider}",
        security=PUBLIC,
        tags=TAGS,
        forms=True,
        ignores_unknown=True,
        raises=(ProviderNotFound, SignInNotOpen, SignInNotYours, SignInDenied, ProofRefused, BadAnswer, NoAnswer),
    )
    async def post_callback(
        self, provider: str, body: CallbackIn, request: RequestInfo
    ) -> Reply[SignedInOut] | Redirect:
        """End a sign-in with what came back.

        The form that a provider posts (Apple's) leads the browser on to the app, with the code and the state in the
        query, so that the app ends it like any other.
        """
        cookie = self._cookie(body.state)
        answer = evolve(returned(provider, body), by_browser=is_browser(request), binding=cookie.read(request))
        if _is_form(request) and body.client_verifier is None:
            onward = await self.forward_form_post(returned=answer, person=body.user)
            if onward is not None:
                return Redirect(onward, status=303, headers=CLEAN)
        signed_in = await self.finish_sign_in(returned=answer, client=client_of(request))
        forgotten = {"Set-Cookie": cookie.taken_back()} if answer.binding else {}
        return Reply(value=signed_in_out(signed_in.tokens, signed_in.user), headers=forgotten)

    @post(
        "/oauth2/notifications/{provider}",
        security=PUBLIC,
        tags=TAGS,
        forms=True,
        raises=(ProviderNotFound, ProofRefused, BadAnswer, NoAnswer),
    )
    async def post_provider_notice(self, provider: str, body: ProviderNoticeIn) -> Reply[None]:
        """Take note of what a provider says of somebody."""
        await self.receive_provider_notice(provider=provider, payload=body.payload)
        return Reply(value=None)

    def _cookie(self, state: str) -> Cookie:
        """Return the cookie by which a browser shows that it began a sign-in: one for each, so two tabs do not meet."""
        return Cookie(name=f"oddiya-sign-in-{state[:STATE_SHOWN]}", same_site="Lax", secure=self.secure)


def _is_form(request: RequestInfo) -> bool:
    return request.headers.get("Content-Type", "").lower().startswith(FORM)
