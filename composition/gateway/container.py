"""How the gateway is put together."""

import asyncio
from collections.abc import Mapping
from typing import Any

from attrs import Factory as Made
from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Callable, Dependency, Factory

from composition.gateway.settings import GatewaySettings
from entrypoints.gateway.answered.answer_fields import AnswerFields
from entrypoints.gateway.asked.cors import Cors
from entrypoints.gateway.clients import Clients
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.passing.admission import Admission
from entrypoints.gateway.passing.limits import Limits
from entrypoints.gateway.reading import Readings
from entrypoints.gateway.table.routing import Routing
from entrypoints.gateway.told.telling import Telling, TellLine
from entrypoints.gateway.upstream.upstream import Upstream
from entrypoints.http.life import Life
from ports.clock import Clock
from ports.hop_signer import HopSigner
from ports.ids import Ids
from ports.meter import Meter
from ports.rate_limiter import RateLimiter
from ports.sessions import RevokedSessions
from ports.token_signer import TokenVerifier
from ports.tracing import Tracing


@frozen(kw_only=True)
class GatewayPorts:
    """What the gateway needs."""

    clock: Clock
    ids: Ids
    meter: Meter
    tracing: Tracing
    rate_limiter: RateLimiter
    local_rate_limiter: RateLimiter
    token_verifier: TokenVerifier
    revoked_sessions: RevokedSessions
    hop_signer: HopSigner


@frozen(kw_only=True)
class Surroundings:
    """What is there before the gateway: the services it leads to, and where it tells of what it does."""

    upstreams: Mapping[str, Upstream]
    tell_line: TellLine
    processes: int
    life: Life = Made(Life)
    wires: set[Wire] = Made(set)


class GatewayContainer(DeclarativeContainer):
    """Ports in, the gateway out."""

    ports = Dependency(instance_of=GatewayPorts)
    told = Dependency(instance_of=GatewaySettings)
    around = Dependency(instance_of=Surroundings)
    rows: Any = Dependency()

    limits = Factory(
        Limits,
        shared=ports.provided.rate_limiter,
        local=ports.provided.local_rate_limiter,
        meter=ports.provided.meter,
        processes=around.provided.processes,
    )
    admission = Factory(
        Admission,
        limits=limits,
        allowances=told.provided.allowances,
        verifier=ports.provided.token_verifier,
        revoked_sessions=ports.provided.revoked_sessions,
    )
    gateway = Factory(
        Gateway,
        readings=Factory(Readings, Callable(Routing.of, rows)),
        admission=admission,
        upstreams=around.provided.upstreams,
        hop_signer=ports.provided.hop_signer,
        tracing=ports.provided.tracing,
        ids=ports.provided.ids,
        clock=ports.provided.clock,
        cors=Factory(Cors, origins=told.provided.cors_origins.origins, own=told.provided.own_origin),
        proxies=told.provided.trusted_proxies,
        clients=Factory(
            Clients,
            most=told.provided.most_connections,
            most_of_one=told.provided.connections_per_address,
            proxies=told.provided.trusted_proxies,
        ),
        answer_fields=Factory(AnswerFields, secure=told.provided.secure),
        telling=Factory(Telling, around.provided.tell_line, ports.provided.meter),
        life=around.provided.life,
        wires=around.provided.wires,
        now=Callable(lambda: asyncio.get_running_loop().time),
    )
