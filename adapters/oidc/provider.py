"""Sign-in with an OpenID issuer: the code flow with PKCE, up to what a validated ID token says of somebody."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from typing_extensions import override

from adapters.oidc.client import Client, Tokens
from adapters.oidc.discovery import Issuer, Metadata
from adapters.oidc.id_token import Expected, check_id_token
from adapters.oidc.said import email_in, is_true, name_in
from adapters.oidc.signed_token import signed_by
from core.identity.model.errors import ProofRefused
from core.identity.model.proof import Proof
from core.identity.model.user import Identity
from ports.clock import Clock
from ports.identity_providers import (
    Authorization,
    CodeGiven,
    IdentityProvider,
    Proved,
    ProviderInfo,
    ProviderNotice,
    SignInAsked,
)


@frozen(kw_only=True)
class OidcProvider(IdentityProvider):
    """What all issuers have in common; methods without an underscore beside the port's are where they differ."""

    info: ProviderInfo
    issuer: Issuer
    client: Client
    scopes: tuple[str, ...] = ("email", "profile")
    clock: Clock

    @override
    async def authorization(self, asked: SignInAsked) -> Authorization:
        metadata = await self.issuer.metadata()
        redirect_uri = self.redirect_uri(asked)
        url = prepare_grant_uri(
            metadata.authorization_endpoint,
            client_id=self.client.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=("openid", *self.scopes),
            state=asked.state,
            nonce=asked.nonce,
            code_challenge=create_s256_code_challenge(asked.verifier),
            code_challenge_method="S256",
            **self.parameters(asked),
        )
        return Authorization(url=url, redirect_uri=redirect_uri, issuer=self.issuer.url)

    @override
    async def prove(self, given: CodeGiven) -> Proved:
        metadata = await self.issuer.metadata()
        self._check_sender(given, metadata)
        tokens = await self.client.exchange(given, metadata)
        signed = await signed_by(self.issuer, tokens.id_token)
        check_id_token(signed, self.expected(given, tokens))
        said = await self.said(signed.claims, tokens)
        return Proved(proof=self._proof(said, given), grant=self.grant(tokens))

    @override
    async def revoke(self, grant: str) -> None:
        """Nothing is to be handed back: no grant was kept."""

    @override
    async def notice(self, payload: str) -> ProviderNotice:
        raise ProofRefused(why="this provider sends no notices")

    def redirect_uri(self, asked: SignInAsked) -> str:
        """Return where the provider sends the person back."""
        return asked.target

    def parameters(self, asked: SignInAsked) -> dict[str, str]:
        """Return what else the person is sent with."""
        return {} if asked.login_hint is None else {"login_hint": asked.login_hint}

    def issuers(self) -> tuple[str, ...]:
        """Return how the issuer writes itself in ID tokens."""
        return (self.issuer.url,)

    def expected(self, given: CodeGiven, tokens: Tokens) -> Expected:
        """Return what the ID token must say."""
        return Expected(
            issuers=self.issuers(),
            audiences=self.client.audiences,
            nonce=given.nonce,
            access_token=tokens.access_token,
            now=self.clock.now(),
        )

    async def said(self, claims: Mapping[str, Any], tokens: Tokens) -> Mapping[str, Any]:
        """Return what the provider says of the person: more than the ID token does, where there is more."""
        endpoint = (await self.issuer.metadata()).userinfo_endpoint
        if endpoint is None or "email" in claims:
            return claims
        more = await self.issuer.web.get(endpoint, bearer=tokens.access_token)
        if more.get("sub") != claims["sub"]:  # OpenID Connect Core, section 5.3.2
            raise ProofRefused(why="the user info is somebody else's")
        return {**claims, **more}

    def verifies(self, said: Mapping[str, Any]) -> bool:
        """Tell whether the provider has seen that the address is the person's."""
        return is_true(said.get("email_verified"))

    def settles(self, email: str, said: Mapping[str, Any]) -> bool:  # noqa: ARG002 - what others look at
        """Tell whether the provider is the one to say whose address it is."""
        return False

    def name(self, said: Mapping[str, Any], given: CodeGiven) -> str:  # noqa: ARG002 - the same
        """Return the person's name."""
        return name_in(said.get("name"))

    def grant(self, tokens: Tokens) -> str | None:  # noqa: ARG002 - the same
        """Return what must be handed back one day."""
        return None

    def _check_sender(self, given: CodeGiven, metadata: Metadata) -> None:
        if not given.code:
            raise ProofRefused(why="there is no code")
        if given.issuer != self.issuer.url:
            raise ProofRefused(why="the sign-in was begun with another issuer")
        if given.issuer_named is None and metadata.names_itself:
            raise ProofRefused(why="its iss is missing")
        if given.issuer_named not in (None, self.issuer.url):  # RFC 9207: the code may be another issuer's
            raise ProofRefused(why="its iss is another issuer's")

    def _proof(self, said: Mapping[str, Any], given: CodeGiven) -> Proof:
        email = email_in(said)
        verified = email is not None and self.verifies(said)
        return Proof(
            identity=Identity(provider=self.issuer.url, provider_id=said["sub"]),
            email=email,
            email_verified=verified,
            email_settles=email is not None and verified and self.settles(email, said),
            name=self.name(said, given),
        )
