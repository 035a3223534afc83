"""What the HTTP layer must be given."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from attrs import Factory, field, frozen

from entrypoints.http.caller import Authenticator
from ports.clock import Clock
from ports.idempotency_ledger import IdempotencyLedger
from ports.ids import Ids
from ports.meter import Meter
from ports.tracing import Tracing

ReadyCheck = Callable[[], Awaitable[None]]
"""Returns when a dependency answers; raises when it does not."""


@frozen(kw_only=True)
class HttpService:
    """One process's name, ports and paces.

    `authenticators` are named after the security schemes of the routes; `cursor_key` signs paging cursors and is the
    same in all processes of the service. `title`, `description` and `security_schemes` are for the OpenAPI document. A
    whole body must arrive within `body_deadline`, the next piece of a streamed one within `body_idle`.
    """

    name: str
    version: str
    clock: Clock
    ids: Ids
    tracing: Tracing
    meter: Meter
    cursor_key: bytes = field(repr=False)
    title: str = ""
    description: str = ""
    security_schemes: Mapping[str, Mapping[str, object]] = Factory(dict)
    ledger: IdempotencyLedger | None = None
    authenticators: Mapping[str, Authenticator] = Factory(dict)
    ready_checks: Mapping[str, ReadyCheck] = Factory(dict)
    ready_deadline: timedelta = timedelta(seconds=1)
    ready_kept: timedelta = timedelta(seconds=1)
    body_deadline: timedelta = timedelta(seconds=30)
    body_idle: timedelta = timedelta(seconds=15)
    heartbeat: timedelta = timedelta(seconds=15)
    idempotency_lease: timedelta = timedelta(minutes=5)
