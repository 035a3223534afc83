"""Tells of every request: a line of the log, and numbers."""

from collections.abc import Callable, Mapping
from time import perf_counter

from attrs import frozen

from entrypoints.gateway.told.metrics import GATEWAY_SECONDS, REFUSED
from entrypoints.gateway.visit import Visit
from ports.meter import Meter

TellLine = Callable[[Mapping[str, object]], None]
"""Writes one line of the access log, of fields that are all our own and harmless."""


@frozen
class Telling:
    """Knows where to tell it."""

    _line: TellLine
    meter: Meter

    def tell(self, visit: Visit) -> None:
        """Tell of a request that is over."""
        seconds = perf_counter() - visit.started
        route, service = visit.led_to
        if not visit.is_stream:
            self.meter.observe(GATEWAY_SECONDS, visit.method, route, str(visit.status), service, value=seconds)
        line: dict[str, object] = {
            "request_id": visit.request_id,
            "trace_id": visit.trace_id,
            "method": visit.method,
            "route": route,
            "service_asked": service,
            "status": visit.status,
            "ms": int(seconds * 1_000_000) / 1000,
            "client": visit.address,
        }
        if visit.claims is not None:
            line["user_id"] = visit.claims.user_id
        if visit.code is not None:
            line["problem"] = visit.code
            self.meter.add(REFUSED, visit.code)
        self._line(line)
