"""The sign-in providers that are configured, all of them OpenID issuers."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import ClientSession
from attrs import frozen
from typing_extensions import override

from adapters.oidc.any_issuer import AnyIssuerSettings, DevSettings
from adapters.oidc.apple import AppleSettings
from adapters.oidc.google import GoogleSettings
from adapters.oidc.kakao import KakaoSettings
from adapters.oidc.provider import OidcProvider
from adapters.oidc.web import open_session
from adapters.section import CannotOpen, setting
from core.identity.model.errors import ProviderNotFound
from ports.identity_providers import IdentityProvider, IdentityProviders, ProviderInfo


@frozen
class OidcProviders(IdentityProviders):
    """Finds providers by their id; nobody is asked anything before somebody signs in."""

    providers: Mapping[str, OidcProvider]

    @override
    def all(self) -> Sequence[ProviderInfo]:
        return [provider.info for provider in self.providers.values()]

    @override
    def get(self, provider_id: str) -> IdentityProvider:
        if provider_id not in self.providers:
            raise ProviderNotFound
        return self.providers[provider_id]


@frozen(kw_only=True, slots=False)
class Section(GoogleSettings, AppleSettings, KakaoSettings, AnyIssuerSettings, DevSettings):
    """How the providers know us; one of which nothing is set is left out."""

    patience: timedelta = setting(
        "ODDIYA_OIDC_TIMEOUT", "seconds in which a provider must have answered", default=timedelta(seconds=5)
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[IdentityProviders]:
    """Open what the providers are called with; a provider that is down keeps nobody from signing in elsewhere."""
    async with open_session(section.patience) as session:
        yield OidcProviders(_by_id(_providers(section, session)))


def _providers(section: Section, session: ClientSession) -> Iterator[OidcProvider]:
    for provider in (
        section.google(session),
        section.apple(session),
        section.kakao(session),
        section.any_issuer(session),
        section.dev(session),
    ):
        if provider is not None:
            yield provider


def _by_id(providers: Iterator[OidcProvider]) -> dict[str, OidcProvider]:
    found: dict[str, OidcProvider] = {}
    for provider in providers:
        if found.setdefault(provider.info.id, provider) is not provider:
            raise CannotOpen(f"ODDIYA_OIDC_ID is {provider.info.id!r}: another sign-in provider is called that")
    return found
