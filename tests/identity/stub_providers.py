"""Providers for tests of what stands before them: they know who a code is for, and remember which codes they saw."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from attrs import define, field
from typing_extensions import override

from core.errors import OddiyaError
from core.identity.model.errors import ProofRefused, ProviderNotFound
from core.identity.model.proof import Proof
from core.identity.model.user import Identity
from ports.identity_providers import (
    Authorization,
    CodeGiven,
    IdentityProvider,
    IdentityProviders,
    Proved,
    ProviderInfo,
    ProviderNotice,
    SignInAsked,
)

OWN_CALLBACK = "https://api.oddiya.test/oauth2/callback/apple"


@define(kw_only=True)
class TestsProvider(IdentityProvider):
    """One provider. `approve` is the person there who says yes; `shown` are the codes that we brought here."""

    __test__ = False
    issuer: str
    posts_forms: bool = False
    names_itself: bool = False
    grant: str | None = None
    failure: OddiyaError | None = None
    asked: list[SignInAsked] = field(factory=list)
    shown: list[CodeGiven] = field(factory=list)
    _people: dict[str, tuple[SignInAsked, Proof]] = field(factory=dict)

    def approve(self, state: str, sub: str, *, email: str | None = None, name: str = "") -> str:
        """Return the code that the provider sends back to us."""
        asked = next(asked for asked in self.asked if asked.state == state)
        code = f"code-{len(self._people)}-of-{self.issuer}"
        self._people[code] = (asked, self._proof(sub, email, name))
        return code

    @override
    async def authorization(self, asked: SignInAsked) -> Authorization:
        self.asked.append(asked)
        redirect_uri = OWN_CALLBACK if self.posts_forms else asked.target
        query = urlencode({"state": asked.state, "redirect_uri": redirect_uri, "login_hint": asked.login_hint or ""})
        return Authorization(url=f"{self.issuer}/authorize?{query}", redirect_uri=redirect_uri, issuer=self.issuer)

    @override
    async def prove(self, given: CodeGiven) -> Proved:
        if given.issuer_named not in ((self.issuer,) if self.names_itself else (self.issuer, None)):
            raise ProofRefused(why="its iss is another issuer's, or missing")
        self.shown.append(given)
        if self.failure is not None:
            raise self.failure
        asked, proof = self._people.pop(given.code, (None, None))
        if asked is None or proof is None or (given.nonce, given.verifier) != (asked.nonce, asked.verifier):
            raise ProofRefused(why="the provider does not take the code")
        if given.person is not None:
            proof = self._proof(proof.identity.provider_id, proof.email, json.loads(given.person)["name"])
        return Proved(proof=proof, grant=self.grant)

    @override
    async def revoke(self, grant: str) -> None:
        raise AssertionError("nothing here hands a grant back")

    @override
    async def notice(self, payload: str) -> ProviderNotice:
        if not payload.startswith("signed "):
            raise ProofRefused(why="nobody signed it")
        told = json.loads(payload.removeprefix("signed "))
        identity = Identity(provider=self.issuer, provider_id=told["sub"]) if "sub" in told else None
        return ProviderNotice(notice_id=told["jti"], kind=told["kind"], identity=identity)

    def _proof(self, sub: str, email: str | None, name: str) -> Proof:
        identity = Identity(provider=self.issuer, provider_id=sub)
        return Proof(identity=identity, email=email, email_verified=email is not None, name=name)


@define
class TestsProviders(IdentityProviders):
    """Providers by id."""

    __test__ = False
    by_id: Mapping[str, TestsProvider]

    @override
    def all(self) -> Sequence[ProviderInfo]:
        return [ProviderInfo(id=one, name=one.title()) for one in self.by_id]

    @override
    def get(self, provider_id: str) -> TestsProvider:
        if provider_id not in self.by_id:
            raise ProviderNotFound
        return self.by_id[provider_id]


def three_providers() -> TestsProviders:
    """Return one like Google, one like Apple, and one more."""
    return TestsProviders(
        {
            "google": TestsProvider(issuer="https://google.test", names_itself=True),
            "apple": TestsProvider(issuer="https://apple.test", posts_forms=True, grant="apple's refresh token"),
            "kakao": TestsProvider(issuer="https://kakao.test"),
        }
    )
