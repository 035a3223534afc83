"""What every process that serves HTTP is told and stands on."""

from datetime import timedelta
from importlib.metadata import version
from typing import Literal

from attrs import field, frozen

from adapters.section import setting
from ports.clock import Clock
from ports.idempotency_ledger import IdempotencyLedger
from ports.ids import Ids
from ports.meter import Meter
from ports.sessions import RevokedSessions
from ports.token_signer import TokenVerifier
from ports.tracing import Tracing

TITLE = "Oddiya"
VERSION = version("oddiya")
MOST_SECRETS = 2
SHORTEST_SECRET = 32


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


def _secrets_of(text: str) -> tuple[str, ...]:
    secrets = tuple(secret.strip() for secret in text.split(","))
    if len(secrets) > MOST_SECRETS or min(map(len, secrets)) < SHORTEST_SECRET:
        raise ValueError("too many secrets, or too short ones")
    return secrets


@frozen
class Secrets:
    """One or two long secrets, given with a comma between them; two are valid while one replaces the other."""

    texts: tuple[str, ...] = field(converter=_secrets_of, repr=False)


@frozen(kw_only=True)
class ServiceSecrets:
    """What other services prove themselves with."""

    secrets: Secrets = setting(
        "ODDIYA_SERVICE_SECRETS", "one or two secrets of 32 characters or more, comma-separated", secret=True
    )


@frozen(kw_only=True)
class UserAuthentication:
    """The ports that tell who a user is by their access token."""

    token_verifier: TokenVerifier
    revoked_sessions: RevokedSessions


@frozen(kw_only=True)
class WebPorts:
    """The ports behind every HTTP application."""

    clock: Clock
    ids: Ids
    tracing: Tracing
    meter: Meter
    installation_key: bytes


@frozen(kw_only=True)
class OnceOnly:
    """The port behind routes that answer an Idempotency-Key."""

    idempotency_ledger: IdempotencyLedger
