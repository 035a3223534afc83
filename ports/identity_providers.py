"""Those who know people: Google, Apple, Kakao, any OpenID issuer."""

from collections.abc import Sequence
from typing import Literal, Protocol

from attrs import field, frozen

from core.identity.model.proof import Proof
from core.identity.model.user import Identity


@frozen(kw_only=True)
class SignInAsked:
    """What the person is sent to the provider with; `target` is where our app wants to get them back."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    target: str
    login_hint: str | None = field(default=None, repr=False)
    at_once: bool = False


@frozen(kw_only=True)
class Authorization:
    """Where the person is sent; `redirect_uri` is where the provider sends them back, `issuer` who must answer."""

    url: str = field(repr=False)
    redirect_uri: str
    issuer: str


@frozen(kw_only=True)
class CodeGiven:
    """What came back, with what was remembered of the `Authorization` that it answers.

    `issuer_named` is the parameter `iss` of RFC 9207, if it came. `person` is what Apple sends beside the code when
    somebody signs in for the first time.
    """

    code: str = field(repr=False)
    issuer: str
    issuer_named: str | None
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str
    person: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Proved:
    """Who it is, and what must be handed back to the provider when the account is deleted, if anything."""

    proof: Proof
    grant: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class ProviderNotice:
    """What a provider tells of somebody, unasked: that they have left (`gone`), or something that changes nothing."""

    notice_id: str
    kind: Literal["gone", "other"]
    identity: Identity | None


class IdentityProvider(Protocol):
    """One provider.

    - `authorization` returns a URL for the code flow with PKCE S256, state, nonce and the scope openid.
    - `prove` exchanges the code (with the verifier, always) and returns what the validated ID token says. What proves
      nothing is `ProofRefused` (a code the provider does not take included); an `iss` that is not the expected one, or
      is missing where the provider says that it sends it, is that too, and then the code goes nowhere. A provider that
      answers nonsense is `BadAnswer`, one that does not answer in time `NoAnswer`.
    - `revoke` hands a grant back; one that is not valid any more is quiet. `Unavailable` may pass later.
    - `notice` reads what the provider sends unasked. Anything that it did not sign for us is `ProofRefused`, also at
      a provider that never sends any.
    - No redirect is followed, no answer is read without bound, and no secret or code is logged.
    """

    async def authorization(self, asked: SignInAsked) -> Authorization:
        """Return where to send the person."""
        ...

    async def prove(self, given: CodeGiven) -> Proved:
        """Return who it is."""
        ...

    async def revoke(self, grant: str) -> None:
        """Hand a grant back."""
        ...

    async def notice(self, payload: str) -> ProviderNotice:
        """Read an unasked notice."""
        ...


@frozen(kw_only=True)
class ProviderInfo:
    """A provider as people choose it."""

    id: str
    name: str


class IdentityProviders(Protocol):
    """The providers that are configured.

    - `all` lists them in the order of the configuration.
    - `get` of one that is not configured is `ProviderNotFound`, whatever the text, and calls nobody.
    - One that is down or answers nonsense fails its own calls, and keeps nobody from signing in elsewhere.
    """

    def all(self) -> Sequence[ProviderInfo]:
        """List them."""
        ...

    def get(self, provider_id: str) -> IdentityProvider:
        """Return one."""
        ...
