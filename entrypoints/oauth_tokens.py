"""Refresh tokens over HTTP: exchanged for the next (RFC 6749 section 6), or given up (RFC 7009)."""

from typing import Annotated, Final

from attrs import field, frozen
from typing_extensions import Doc

from core.identity.model.errors import InvalidGrant, TooManyAttempts
from core.identity.model.session import APP
from core.identity.use_cases.sessions.end_session_of_token import EndSessionOfToken
from core.identity.use_cases.sessions.refresh_session import RefreshSession
from entrypoints.clients import client_of
from entrypoints.http.caller import PUBLIC, RequestInfo
from entrypoints.http.reply import Reply
from entrypoints.http.route import post
from entrypoints.http.shapes.constraints import Example, Length
from entrypoints.oauth_errors import InvalidClient, InvalidScope, MissingParameter, UnsupportedGrantType, oauth_error
from entrypoints.token_pairs import TokenPairOut, token_pair_out

BODY_LIMIT: Final = 16 * 1024
REFRESH: Final = "refresh_token"
TAG: Final = "sign-in"

Parameter = Annotated[str, Length(max=1000)]


@frozen(kw_only=True)
class TokenRequest:
    """What is exchanged; parameters that are not known here are ignored."""

    grant_type: Annotated[Parameter, Example(REFRESH)] = ""
    refresh_token: Annotated[Parameter, Doc("the newest one of the session")] = field(default="", repr=False)
    client_id: Annotated[Parameter, Doc("may be left out: there is one app"), Example(APP)] = ""
    scope: Annotated[Parameter, Doc("is left out: tokens have no scopes here")] = ""


@frozen(kw_only=True)
class RevocationRequest:
    """What is given up; parameters that are not known here are ignored."""

    token: Annotated[Parameter, Doc("any refresh token of the session")] = field(default="", repr=False)
    token_type_hint: Annotated[Parameter, Example(REFRESH)] = ""
    client_id: Annotated[Parameter, Doc("may be left out: there is one app"), Example(APP)] = ""


@frozen(kw_only=True)
class OAuthTokenRoutes:
    """What an app does with its refresh token."""

    refresh_session: RefreshSession
    end_session_of_token: EndSessionOfToken

    @post(
        "/oauth2/token",
        security=PUBLIC,
        forms=True,
        ignores_unknown=True,
        body_limit=BODY_LIMIT,
        raises=(InvalidGrant, InvalidClient, UnsupportedGrantType, InvalidScope, TooManyAttempts),
        problem_format=oauth_error,
        tags=TAG,
    )
    async def post_token(self, body: TokenRequest, request: RequestInfo) -> TokenPairOut:
        """Exchange a refresh token for the next pair.

        The token is used up by that. When the answer was lost, the same request brings the same refresh token once
        more, for a minute. A token that was used up before ends the session: it, or its successor, was stolen.
        """
        _check_refresh(body)
        pair = await self.refresh_session(refresh_token=body.refresh_token, client=client_of(request))
        return token_pair_out(pair)

    @post(
        "/oauth2/revoke",
        security=PUBLIC,
        forms=True,
        ignores_unknown=True,
        body_limit=BODY_LIMIT,
        raises=(InvalidClient,),
        problem_format=oauth_error,
        tags=TAG,
    )
    async def post_revocation(self, body: RevocationRequest) -> Reply[None]:
        """End the session of a refresh token; what is not a token, or no longer one, is answered alike."""
        _check_client(body.client_id)
        await self.end_session_of_token(refresh_token=_present("token", body.token))
        return Reply(value=None)


def _check_refresh(body: TokenRequest) -> None:
    _check_client(body.client_id)
    if _present("grant_type", body.grant_type) != REFRESH:
        raise UnsupportedGrantType(expected=REFRESH)
    _present(REFRESH, body.refresh_token)
    # RFC 6749 section 6: what is refreshed is no wider than what was given, which had no scope.
    if body.scope:
        raise InvalidScope


def _check_client(client_id: str) -> None:
    if client_id not in ("", APP):
        raise InvalidClient(expected=APP)


def _present(name: str, value: str) -> str:
    if not value:
        raise MissingParameter(name=name)
    return value
