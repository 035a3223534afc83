"""What can be wrong when somebody signs in or tends their account."""

from datetime import timedelta
from typing import ClassVar

from attrs import define

from core.errors import Conflict, Forbidden, Invalid, NotFound, OutOfStep, TooMany, Unauthenticated


@define(kw_only=True)
class UserNotFound(NotFound):
    """There is no such account any more."""

    code: ClassVar[str] = "user-not-found"
    says: ClassVar[str] = "there is no such account"


@define(kw_only=True)
class ProviderNotFound(NotFound):
    """Nobody can sign in with this provider here."""

    code: ClassVar[str] = "provider-not-found"
    says: ClassVar[str] = "there is no such sign-in provider here; GET /oauth2/providers lists them"


@define(kw_only=True)
class SessionNotFound(NotFound):
    """The caller has no such session."""

    code: ClassVar[str] = "session-not-found"
    says: ClassVar[str] = "you have no such session"


@define(kw_only=True)
class IdentityNotFound(NotFound):
    """The caller has no such identity."""

    code: ClassVar[str] = "identity-not-found"
    says: ClassVar[str] = "you have no such way to sign in"


@define(kw_only=True)
class InvalidAccessToken(Unauthenticated):
    """The access token is not ours, is over, or was revoked."""

    code: ClassVar[str] = "invalid-token"
    says: ClassVar[str] = "the access token is not valid or no longer; refresh it or sign in"


@define(kw_only=True)
class InvalidCredentials(Unauthenticated):
    """E-mail address and password do not go together."""

    code: ClassVar[str] = "invalid-credentials"
    says: ClassVar[str] = "there is no account with this e-mail address and password"


@define(kw_only=True)
class InvalidGrant(OutOfStep):
    """The refresh token was never given out, has been used up, or belongs to a session that has ended."""

    code: ClassVar[str] = "invalid-grant"
    says: ClassVar[str] = "the refresh token is not valid or no longer; sign in again"


@define(kw_only=True)
class SignInNotOpen(OutOfStep):
    """The state belongs to no open sign-in of this provider and this app."""

    code: ClassVar[str] = "sign-in-not-open"
    says: ClassVar[str] = "no sign-in with this provider is open for this state; begin again"


@define(kw_only=True)
class SignInNotYours(OutOfStep):
    """The sign-in was begun by another app or browser."""

    code: ClassVar[str] = "sign-in-not-yours"
    says: ClassVar[str] = "this app or browser did not begin this sign-in; send client_verifier, or begin again"


@define(kw_only=True)
class SignInDenied(OutOfStep):
    """The provider, or the person there, said no."""

    code: ClassVar[str] = "sign-in-denied"
    says: ClassVar[str] = "the provider did not confirm the sign-in; begin again"


@define(kw_only=True)
class ProofRefused(OutOfStep):
    """What the provider sent does not prove who somebody is; `why` is in our own words."""

    code: ClassVar[str] = "proof-refused"
    says: ClassVar[str] = "what the provider sent proves nothing: {why}; begin again"
    why: str


@define(kw_only=True)
class RedirectNotAllowed(OutOfStep):
    """The redirect target is not on the list of our own apps'."""

    code: ClassVar[str] = "redirect-not-allowed"
    says: ClassVar[str] = "this redirect_uri is not one of our apps'; an operator lists them in ODDIYA_REDIRECT_URIS"


@define(kw_only=True)
class BadChallenge(OutOfStep):
    """The client's challenge is not one that PKCE knows."""

    code: ClassVar[str] = "bad-challenge"
    says: ClassVar[str] = "client_challenge is the base64url SHA-256 of client_verifier, 43 characters (RFC 7636, S256)"


@define(kw_only=True)
class TicketNotValid(OutOfStep):
    """The mailed link was never sent, has been used, or is too old."""

    code: ClassVar[str] = "link-not-valid"
    says: ClassVar[str] = "this link is not valid or no longer; ask for a new one"


@define(kw_only=True)
class EmailTaken(Conflict):
    """An account with this e-mail address and another password exists."""

    code: ClassVar[str] = "email-taken"
    says: ClassVar[str] = "there is an account with this e-mail address; sign in to it"


@define(kw_only=True)
class LastIdentity(Conflict):
    """Without this identity nobody could sign in to the account any more."""

    code: ClassVar[str] = "last-identity"
    says: ClassVar[str] = "this is the only way to sign in to the account; add another one first"


@define(kw_only=True)
class SignInTooOld(Forbidden):
    """Only somebody who has just signed in may do this."""

    code: ClassVar[str] = "sign-in-too-old"
    says: ClassVar[str] = "sign in again first: this takes a sign-in of the last few minutes"


@define(kw_only=True)
class WeakPassword(Invalid):
    """The password would be guessed; `faults` say why."""

    code: ClassVar[str] = "weak-password"
    says: ClassVar[str] = "this password would be guessed; `errors` says why"


@define(kw_only=True)
class TooManyAttempts(TooMany):
    """There were too many attempts for this account or from this network."""

    code: ClassVar[str] = "too-many-attempts"
    says: ClassVar[str] = "too many attempts; try again in {retry_after:.0f} s"

    @classmethod
    def until(cls, wait: timedelta) -> "TooManyAttempts":
        """Return the refusal of an attempt that is allowed after a while."""
        return cls(retry_after=wait.total_seconds())
