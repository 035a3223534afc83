"""How one can sign in to one's account, over HTTP: list, add, take away."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from core.errors import BadAnswer, NoAnswer
from core.identity.model.errors import (
    BadChallenge,
    IdentityNotFound,
    LastIdentity,
    ProofRefused,
    ProviderNotFound,
    RedirectNotAllowed,
    SignInDenied,
    SignInNotOpen,
    SignInNotYours,
    SignInTooOld,
    TooManyAttempts,
)
from core.identity.model.identity_id import identity_id
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.session import SessionId
from core.identity.model.user import Identity, UserId
from core.identity.use_cases.providers.begin_link import BeginLink
from core.identity.use_cases.providers.link_identity import LinkIdentity
from core.identity.use_cases.providers.list_identities import ListIdentities
from core.identity.use_cases.providers.unlink_identity import UnlinkIdentity
from entrypoints.http.caller import Caller, RequestInfo
from entrypoints.http.route import delete, get, post
from entrypoints.provider_flow import AuthorizationOut, DepartureIn, ReturnIn, authorization_out, returned, wanted
from ports.identity_works import IdentityTaken

TAGS: Final = ("users",)


@frozen(kw_only=True)
class IdentityOut:
    """One way to sign in; `provider` is the issuer's URL, or `password`."""

    id: str
    provider: str


@frozen(kw_only=True)
class LinkReturnIn(ReturnIn):
    """What came back with somebody who adds a way to sign in."""

    provider: str


@frozen(kw_only=True)
class IdentityRoutes:
    """What somebody who is signed in may ask about that."""

    list_identities: ListIdentities
    begin_link: BeginLink
    link_identity: LinkIdentity
    unlink_identity: UnlinkIdentity

    @get(
        "/api/v1/users/me/identities",
        tags=TAGS,
    )
    async def get_identities(self, caller: Caller) -> Sequence[IdentityOut]:
        """List how the caller can sign in."""
        return [identity_out(one) for one in await self.list_identities(user_id=UserId(caller.user_id))]

    @post(
        "/api/v1/users/me/identities/authorize/{provider}",
        tags=TAGS,
        raises=(ProviderNotFound, RedirectNotAllowed, BadChallenge, SignInTooOld, TooManyAttempts, BadAnswer, NoAnswer),
    )
    async def post_identity_authorization(
        self, provider: str, body: DepartureIn, caller: Caller, request: RequestInfo
    ) -> AuthorizationOut:
        """Begin to add a provider; that takes a `client_challenge` and a sign-in of the last few minutes."""
        wish, who = wanted(provider, body), caller_session(caller)
        return authorization_out(await self.begin_link(caller=who, wanted=wish, address=request.client_address))

    @post(
        "/api/v1/users/me/identities",
        status=201,
        ignores_unknown=True,
        tags=TAGS,
        raises=(
            ProviderNotFound,
            SignInNotOpen,
            SignInNotYours,
            SignInDenied,
            ProofRefused,
            IdentityTaken,
            BadAnswer,
            NoAnswer,
        ),
    )
    async def post_identity(self, body: LinkReturnIn, caller: Caller) -> IdentityOut:
        """Add what was begun in the same session."""
        answer, who = returned(body.provider, body), caller_session(caller)
        return identity_out(await self.link_identity(caller=who, returned=answer))

    @delete(
        "/api/v1/users/me/identities/{identity_id}",
        tags=TAGS,
        raises=(IdentityNotFound, LastIdentity, SignInTooOld),
    )
    async def delete_identity(self, identity_id: str, caller: Caller) -> None:
        """Take the identity with this id away; that takes a sign-in of the last few minutes."""
        await self.unlink_identity(caller=caller_session(caller), unwanted=identity_id)


def identity_out(identity: Identity) -> IdentityOut:
    """Present an identity."""
    return IdentityOut(id=identity_id(identity), provider=identity.provider)


def caller_session(caller: Caller) -> CallerSession:
    """Return who asks, and in which session."""
    return CallerSession(user_id=UserId(caller.user_id), session_id=SessionId(caller.session_id or ""))
