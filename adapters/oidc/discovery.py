"""What an issuer says of itself (OpenID Connect Discovery 1.0)."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from attrs import define, field, frozen
from authlib.oidc.discovery import get_well_known_url

from adapters.oidc.kept import Kept
from adapters.oidc.keys import Key, keys_in
from adapters.oidc.web import Web
from ports.clock import Clock


@frozen(kw_only=True)
class Metadata:
    """An issuer's endpoints, and what it promises: to name itself (RFC 9207), to take a client's secret in a form."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    names_itself: bool
    takes_secret_in_form: bool


@define(kw_only=True)
class Issuer:
    """An OpenID issuer; what it says of itself is asked for once in a while, and its keys when one is missing."""

    url: str
    web: Web
    clock: Clock
    _metadata: Kept[Metadata] = field(init=False)
    _keys: Kept[tuple[Key, ...]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._metadata = Kept(fetch=self._fetch_metadata, clock=self.clock)
        self._keys = Kept(fetch=self._fetch_keys, clock=self.clock)

    async def metadata(self) -> Metadata:
        """Return what the issuer says of itself."""
        return await self._metadata.get()

    async def keys(self) -> Sequence[Key]:
        """Return the keys that the issuer signs with."""
        return await self._keys.get()

    async def newer_keys(self) -> Sequence[Key]:
        """Return the keys, asked for once more unless that was a moment ago."""
        return await self._keys.renewed()

    async def _fetch_metadata(self) -> Metadata:
        document = await self.web.get(get_well_known_url(self.url, external=True))
        if document.get("issuer") != self.url:  # section 4.3: whoever answers speaks for somebody else
            raise self.web.bad("its discovery document names another issuer")
        methods = document.get("token_endpoint_auth_methods_supported")
        return Metadata(
            authorization_endpoint=self._endpoint(document, "authorization_endpoint"),
            token_endpoint=self._endpoint(document, "token_endpoint"),
            jwks_uri=self._endpoint(document, "jwks_uri"),
            userinfo_endpoint=self._endpoint(document, "userinfo_endpoint")
            if "userinfo_endpoint" in document
            else None,
            names_itself=document.get("authorization_response_iss_parameter_supported") is True,
            takes_secret_in_form=isinstance(methods, list) and "client_secret_post" in methods,
        )

    async def _fetch_keys(self) -> tuple[Key, ...]:
        keys = keys_in(await self.web.get((await self.metadata()).jwks_uri))
        if not keys:
            raise self.web.bad("it publishes no key that can be used")
        return keys

    def _endpoint(self, document: Mapping[str, Any], name: str) -> str:
        url = document.get(name)
        if not isinstance(url, str) or not leads_out(url, safely=self.url.startswith("https:")):
            raise self.web.bad(f"its {name} is not a URL that can be used")
        return url


def leads_out(url: str, *, safely: bool) -> bool:
    """Tell whether a URL is one that can be called: an issuer that is reached safely has no other endpoints."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    schemes = ("https",) if safely else ("https", "http")
    return parts.scheme in schemes and bool(parts.hostname) and parts.username is None and not parts.fragment
