"""One request under way, as far as it is known: what is logged, measured, and told to whoever looks after streams."""

from collections.abc import Callable

from core.identity.model.session import AccessClaims
from entrypoints.gateway.reading import NOWHERE
from entrypoints.gateway.table.row import Row
from entrypoints.http.request_id import TRACE_ID

CLIENT_GONE = 499


class Visit:
    """Grows while the request goes from step to step.

    - `started` is by the clock that measures (perf_counter), which no deadline goes by.
    - `left` are the fields that tell what is left of an allowance.
    - `origin` is the header Origin; `code` that of the problem it was answered with.
    - `keeps` tells whether the client's connection can be used again; `begun` whether the answer has.
    - `lingers`: the rest of the request is still on its way, and nobody wants it.
    - `is_stream`: the answer has no natural end; then `hang_up` ends it, in good order if the client can be told.

    What stands in the class is what holds until it is known better: most of it never is, and costs no request anything.
    """

    method: str = "_OTHER"
    request_id: str = ""
    traceparent: str = ""
    origin: bytes | None = None
    row: Row | None = None
    claims: AccessClaims | None = None
    left: bytes = b""
    status: int = CLIENT_GONE
    code: str | None = None
    keeps: bool = False
    begun: bool = False
    lingers: bool = False
    is_stream: bool = False
    hang_up: Callable[[], object] | None = None

    def __init__(self, started: float, peer: str) -> None:
        self.started = started
        self.peer = self.address = peer

    def settle(self, *, may_keep: bool, is_whole: bool) -> None:
        """Decide what becomes of the connection, by what both sides want and whether the request has come whole."""
        self.keeps = may_keep and is_whole
        self.lingers = not is_whole

    @property
    def trace_id(self) -> str:
        """The trace that the request belongs to."""
        return self.traceparent[TRACE_ID]

    @property
    def led_to(self) -> tuple[str, str]:
        """The row's prefix, of which there are but so many, and the service that the request was for."""
        return (NOWHERE, "") if self.row is None else (self.row.prefix, self.row.service)
