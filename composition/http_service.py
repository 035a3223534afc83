"""What an HTTP application stands on: opened ports, and who tells who asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from composition.opener import Opener, bundle_of
from composition.process import SERVICE, USER, asks_once, security_of
from composition.web import TITLE, VERSION, OnceOnly, ServiceSecrets, WebPorts
from entrypoints.hop import hop_authenticator, hop_reader
from entrypoints.http.caller import Authenticator
from entrypoints.http.metrics import BUILD_INFO
from entrypoints.http.service import HttpService
from entrypoints.service_secret import service_authenticator
from ports.idempotency_ledger import IdempotencyLedger


async def http_service(name: str, opener: Opener, routes: Sequence[Any]) -> HttpService:
    """Open what these routes need, and nothing else: a service may touch its own schema only."""
    ports = await bundle_of(WebPorts, opener)
    ledger = await _ledger(opener, routes)
    ports.meter.set(BUILD_INFO, name, VERSION, value=1)
    return HttpService(
        name=name,
        title=TITLE,
        version=VERSION,
        clock=ports.clock,
        ids=ports.ids,
        tracing=ports.tracing,
        meter=ports.meter,
        cursor_key=ports.installation_key,
        ledger=ledger,
        authenticators=_authenticators(opener, routes),
        hop_of=hop_reader(ports.hop_verifier),
        ready_checks=opener.checks(),
    )


def _authenticators(opener: Opener, routes: Sequence[Any]) -> Mapping[str, Authenticator]:
    schemes = {scheme for served in routes for scheme in security_of(type(served))}
    authenticators: dict[str, Authenticator] = {}
    if USER in schemes:
        authenticators[USER] = hop_authenticator
    if SERVICE in schemes:
        authenticators[SERVICE] = service_authenticator(opener.settings.section(ServiceSecrets).secrets.texts)
    return authenticators


async def _ledger(opener: Opener, routes: Sequence[Any]) -> IdempotencyLedger | None:
    if not any(asks_once(type(served)) for served in routes):
        return None
    return (await bundle_of(OnceOnly, opener)).idempotency_ledger
