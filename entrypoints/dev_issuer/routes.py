"""A small but real OpenID provider in the process, so that signing in on a laptop takes the way that Google takes."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from attrs import field, frozen

from core.identity.model.dev_sign_in import CLIENT_ID, FOLDER, TOKEN_LIFE, DevSignIn
from core.identity.model.redirect_targets import RedirectTargets, target_with
from entrypoints.dev_issuer.asked import Asked, Consent, is_address
from entrypoints.dev_issuer.codes import DevCodes
from entrypoints.dev_issuer.page import Page
from entrypoints.dev_issuer.refusals import DevCodeNotValid
from entrypoints.http.caller import PUBLIC
from entrypoints.http.files import FileReply
from entrypoints.http.redirect import Redirect
from entrypoints.http.route import get, post
from entrypoints.oauth_errors import InvalidClient, UnsupportedGrantType, oauth_error
from ports.clock import Clock
from ports.id_token_signer import IdTokenSigner

CLEAN: Final = {"Referrer-Policy": "no-referrer"}


@frozen(kw_only=True)
class Discovered:
    """What the issuer says of itself (OpenID Connect Discovery 1.0 section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    response_types_supported: Sequence[str] = ("code",)
    response_modes_supported: Sequence[str] = ("query",)
    grant_types_supported: Sequence[str] = ("authorization_code",)
    subject_types_supported: Sequence[str] = ("public",)
    id_token_signing_alg_values_supported: Sequence[str] = ("RS256",)
    scopes_supported: Sequence[str] = ("openid", "email", "profile")
    token_endpoint_auth_methods_supported: Sequence[str] = ("none",)
    code_challenge_methods_supported: Sequence[str] = ("S256",)
    claims_supported: Sequence[str] = (
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "nonce",
        "at_hash",
        "auth_time",
        "email",
        "email_verified",
        "name",
    )


@frozen(kw_only=True)
class KeySet:
    """Public keys (RFC 7517 section 5)."""

    keys: Sequence[Mapping[str, str]]


@frozen(kw_only=True)
class Redemption:
    """A code, and what shows whose it is (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""

    grant_type: str = ""
    code: str = ""
    redirect_uri: str = ""
    client_id: str = ""
    code_verifier: str = ""


@frozen(kw_only=True)
class DevTokens:
    """What a code is exchanged for."""

    access_token: str = field(repr=False)
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, and none
    expires_in: int = int(TOKEN_LIFE.total_seconds())
    id_token: str = field(repr=False)


@frozen(kw_only=True)
class DevIssuerRoutes:
    """Believes everybody; only for installations that hold nobody's data. `issuer` is its URL, as clients reach it."""

    issuer: str
    targets: RedirectTargets
    codes: DevCodes
    signer: IdTokenSigner
    clock: Clock
    _page: Page = field(factory=Page.of_assets)

    @get(f"{FOLDER}/.well-known/openid-configuration", security=PUBLIC, hidden=True)
    async def discover(self) -> Discovered:
        """Say what this issuer can do."""
        return Discovered(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/jwks",
        )

    @get(f"{FOLDER}/jwks", security=PUBLIC, hidden=True)
    async def publish_keys(self) -> KeySet:
        """Publish the key that ID tokens are signed with."""
        return KeySet(keys=(self.signer.published(),))

    @get(f"{FOLDER}/authorize", security=PUBLIC, hidden=True, ignores_unknown=True)
    async def ask(self, query: Asked) -> FileReply | Redirect:
        """Ask somebody who they are, unless it is known."""
        flawed = self._flawed(query)
        if flawed is not None:
            return Redirect(flawed, headers=CLEAN)
        if query.known_at_once is None:
            return self._page.drawn(query, action=f"{self.issuer}/authorize")
        return Redirect(await self._answered(query, query.known_at_once, ""), headers=CLEAN)

    @post(f"{FOLDER}/authorize", security=PUBLIC, hidden=True, forms=True, ignores_unknown=True)
    async def hear(self, body: Consent) -> FileReply | Redirect:
        """Believe what somebody says."""
        flawed = self._flawed(body)
        if flawed is not None:
            return Redirect(flawed, status=303, headers=CLEAN)
        if not is_address(body.email):
            return self._page.drawn(body, action=f"{self.issuer}/authorize")
        return Redirect(await self._answered(body, body.email, body.name), status=303, headers=CLEAN)

    @post(f"{FOLDER}/token", security=PUBLIC, hidden=True, forms=True, problem_format=oauth_error)
    async def redeem(self, body: Redemption) -> DevTokens:
        """Exchange a code for what it stands for."""
        if body.grant_type != "authorization_code":
            raise UnsupportedGrantType(expected="authorization_code")
        if body.client_id != CLIENT_ID:
            raise InvalidClient(expected=CLIENT_ID)
        signed_in = await self.codes.redeem(body.code)
        if signed_in is None or not signed_in.is_for(redirect_uri=body.redirect_uri, verifier=body.code_verifier):
            raise DevCodeNotValid
        access_token = self.codes.secret()
        claims = signed_in.claims(issuer=self.issuer, access_token=access_token, now=self.clock.now())
        return DevTokens(access_token=access_token, id_token=self.signer.sign(claims))

    def _flawed(self, asked: Asked) -> str | None:
        """Return where a flawed request leads back to; one from nobody we know leads nowhere."""
        if asked.client_id != CLIENT_ID:
            raise InvalidClient(expected=CLIENT_ID)
        self.targets.admit(asked.redirect_uri)
        if asked.flaw is None:
            return None
        return target_with(asked.redirect_uri, error=asked.flaw, state=asked.state or None)

    async def _answered(self, asked: Asked, email: str, name: str) -> str:
        signed_in = DevSignIn(
            redirect_uri=asked.redirect_uri,
            code_challenge=asked.code_challenge,
            nonce=asked.nonce,
            email=email,
            name=name or email.partition("@")[0].title(),
            given_at=self.clock.now(),
        )
        code = await self.codes.issue(signed_in)
        return target_with(asked.redirect_uri, code=code, state=asked.state or None)
