"""The way to a provider and back, as it stands in requests: what signing in and linking have in common."""

from typing import Annotated, Literal

from attrs import frozen
from typing_extensions import Doc

from core.identity.model.returned import Returned
from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.steps.provider_flow import Begun
from entrypoints.http.shapes.constraints import Length

OnceChosen = Annotated[Literal["1"] | None, Doc("`1` spares the person the page, where the provider is our own")]


@frozen(kw_only=True)
class DepartureIn:
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
class ReturnIn:
    """What came back with the person, as an app hands it over; whatever else the provider added is not looked at."""

    state: str = ""
    code: str | None = None
    client_verifier: Annotated[str, Doc("the secret behind `client_challenge`")] | None = None
    iss: Annotated[str, Doc("who answered, where the provider says it (RFC 9207)")] | None = None
    error: Annotated[str, Doc("why there is no code")] | None = None


def wanted(provider: str, departure: DepartureIn) -> WantedSignIn:
    """Return what a client asks for."""
    return WantedSignIn(
        provider=provider,
        target=departure.redirect_uri,
        client_challenge=departure.client_challenge,
        login_hint=departure.login_hint,
        at_once=departure.auto is not None,
    )


def authorization_out(begun: Begun) -> AuthorizationOut:
    """Present where to send somebody."""
    return AuthorizationOut(
        authorization_url=begun.url, state=begun.state, expires_in=int(begun.expires_in.total_seconds())
    )


def returned(provider: str, body: ReturnIn) -> Returned:
    """Return what a client hands over."""
    return Returned(
        provider=provider,
        state=body.state,
        code=body.code,
        error=body.error,
        issuer_named=body.iss,
        client_verifier=body.client_verifier,
    )
