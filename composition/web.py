"""What every process that serves HTTP is told and stands on."""

from datetime import timedelta
from importlib.metadata import version
from typing import Literal

from attrs import frozen

from adapters.section import setting
from adapters.wire.service_secrets import Secrets, service_secrets
from ports.clock import Clock
from ports.hop_signer import HopVerifier
from ports.idempotency_ledger import IdempotencyLedger
from ports.ids import Ids
from ports.meter import Meter
from ports.tracing import Tracing

TITLE = "Oddiya"
VERSION = version("oddiya")


@frozen(kw_only=True)
class Web:
    """Where a process listens, what it logs, and how it stops."""

    host: str = setting("ODDIYA_HOST", "an address to listen on", default="127.0.0.1")
    port: int = setting("PORT", "a port number, 0 for any", default=8080)
    drain: timedelta = setting(
        "ODDIYA_DRAIN_SECONDS", "seconds to go on serving, as not ready, after being told to stop", default=timedelta()
    )
    grace: timedelta = setting(
        "ODDIYA_GRACE_SECONDS", "seconds that requests in flight get to finish", default=timedelta(seconds=15)
    )
    log_level: Literal["debug", "info", "warning", "error"] = setting(
        "ODDIYA_LOG_LEVEL", "debug, info, warning or error", default="info"
    )
    log_format: Literal["json", "console"] = setting("ODDIYA_LOG_FORMAT", "json or console", default="json")


@frozen(kw_only=True)
class ServiceSecrets:
    """What other services prove themselves with."""

    secrets: Secrets = service_secrets()


@frozen(kw_only=True)
class WebPorts:
    """The ports behind every HTTP application."""

    clock: Clock
    ids: Ids
    tracing: Tracing
    meter: Meter
    installation_key: bytes
    hop_verifier: HopVerifier


@frozen(kw_only=True)
class OnceOnly:
    """The port behind routes that answer an Idempotency-Key."""

    idempotency_ledger: IdempotencyLedger
