"""What the HTTP layer must be given."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from attrs import Factory, field, frozen

from entrypoints.http.caller import Authenticator, HopOf, no_hop
from ports.clock import Clock
from ports.idempotency_ledger import IdempotencyLedger
from ports.ids import Ids
from ports.meter import Meter
from ports.tracing import Tracing

Exposition = Callable[[], Awaitable[bytes]]
"""Returns the metrics in the Prometheus text format."""

ReadyCheck = Callable[[], Awaitable[None]]
"""Returns when a dependency answers; raises when it does not."""


@frozen(kw_only=True)
class HttpService:
    """One process's name, ports and paces.

    `authenticators` are named after the security schemes of the routes; `hop_of` finds what the gateway vouches for;
    `cursor_key` signs paging cursors and is the same in all processes of the service. `title`, `description` and
    `security_schemes` are for the OpenAPI document. A whole body must arrive within `body_deadline`, the next piece of
    a streamed one within `body_idle`. `exposition` tells the meter's numbers, unless it is told those of other
    processes too.
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
    exposition: Exposition = field()
    ledger: IdempotencyLedger | None = None
    authenticators: Mapping[str, Authenticator] = Factory(dict)
    hop_of: HopOf = no_hop
    ready_checks: Mapping[str, ReadyCheck] = Factory(dict)
    ready_deadline: timedelta = timedelta(seconds=1)
    ready_kept: timedelta = timedelta(seconds=1)
    body_deadline: timedelta = timedelta(seconds=30)
    body_idle: timedelta = timedelta(seconds=15)
    heartbeat: timedelta = timedelta(seconds=15)
    idempotency_lease: timedelta = timedelta(minutes=5)

    @exposition.default
    def _tell_own_numbers(self) -> Exposition:
        async def tell() -> bytes:
            return self.meter.exposition()

        return tell
