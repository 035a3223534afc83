"""Settings that the providers share, and those that are more than text."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Self

from aiohttp import ClientSession
from attrs import frozen

from adapters.oidc.client import Client
from adapters.oidc.discovery import Issuer
from adapters.oidc.web import Web
from adapters.section import CannotOpen, need
from adapters.wire.public_url import PublicUrl, parts_of, public_url
from ports.clock import Clock

LONGEST_ISSUER = 255  # it is half of an identity
ISSUER_EXPECTS = "the https URL of an OpenID issuer, as its discovery document writes it"


class IssuerUrl(str):
    """An https URL, or an http one on this machine; kept as it is, for issuers are compared letter by letter."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Refuse what no issuer can be reached under."""
        parts = parts_of(text)
        if parts.username is not None or len(text) > LONGEST_ISSUER:
            raise ValueError(text)
        if parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
            raise ValueError(text)
        return super().__new__(cls, text)


class ProviderId(str):
    """What a provider is called in a path."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Refuse what does not stand in a path as it is."""
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", text):
            raise ValueError(text)
        return super().__new__(cls, text)


@frozen(kw_only=True, slots=False)  # the section inherits from several of these, which slots do not allow
class ProviderSettings:
    """What every provider needs."""

    clock: Clock = need("clock")
    public_url: PublicUrl = public_url()

    def issuer(self, url: str, *, name: str, session: ClientSession) -> Issuer:
        """Return an issuer that is to be asked by this session."""
        return Issuer(url=url, web=Web(session=session, name=name), clock=self.clock)


def client_of(issuer: Issuer, client_id: str, secret: Callable[[], str | None], others: tuple[str, ...] = ()) -> Client:
    """Return the client that an issuer knows under an id; tokens may also be for the other ids of ours."""
    return Client(client_id=client_id, secret=secret, audiences=frozenset({client_id, *others}), web=issuer.web)


def refuse_half(**told: object) -> None:
    """Refuse settings of which some are there, and others that they are nothing without are not."""
    missing = [env for env, value in told.items() if value is None]
    if missing and len(missing) < len(told):
        raise CannotOpen(f"{missing[0]} is missing: who sets one of {', '.join(told)} must set all")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
