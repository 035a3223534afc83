"""A provider that is there only to take grants back."""

from collections.abc import Sequence

from attrs import define, field
from typing_extensions import override

from core.identity.model.errors import ProviderNotFound
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


@define
class GrantTaker(IdentityProvider):
    """Takes grants back; while it has a `trouble`, that is its answer."""

    trouble: Exception | None = None
    asked: int = 0
    taken: list[str] = field(factory=list)

    @override
    async def revoke(self, grant: str) -> None:
        self.asked += 1
        if self.trouble:
            raise self.trouble
        self.taken.append(grant)

    @override
    async def authorization(self, asked: SignInAsked) -> Authorization:
        raise NotImplementedError

    @override
    async def prove(self, given: CodeGiven) -> Proved:
        raise NotImplementedError

    @override
    async def notice(self, payload: str) -> ProviderNotice:
        raise NotImplementedError


@define
class OnlyApple(IdentityProviders):
    """Knows one provider."""

    apple: GrantTaker = field(factory=GrantTaker)

    @override
    def all(self) -> Sequence[ProviderInfo]:
        return [ProviderInfo(id="apple", name="Apple")]

    @override
    def get(self, provider_id: str) -> IdentityProvider:
        if provider_id != "apple":
            raise ProviderNotFound
        return self.apple
