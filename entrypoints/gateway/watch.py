"""Looks, several times a second, for what nobody else would notice: waits that are over, and streams that must end."""

import asyncio
from collections.abc import Collection
from typing import Final

import structlog
from attrs import define, field

from entrypoints.gateway.door import Door
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.told.metrics import CLIENT_CONNECTIONS, STREAMS, UPSTREAM_CONNECTIONS, UPSTREAM_OPEN_BREAKER

EVERY: Final = 0.25
TURNS: Final = 4  # what is less urgent is done every so many times

log = structlog.get_logger()


@define(eq=False)
class Watch:
    """Sweeps the wires of a gateway; looks after its streams, its connections to services, and its gauges."""

    gateway: Gateway
    doors: Collection[Door]
    _turn: int = field(default=0, init=False)

    async def run(self) -> None:
        """Look for as long as the gateway runs."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                self.look()
            except Exception:
                # Without it nothing would ever be too late.
                log.exception("the gateway's watch failed unexpectedly")

    def look(self) -> None:
        """Look once."""
        now = self.gateway.now()
        for wire in tuple(self.gateway.wires):
            wire.sweep(now)
        self._turn = (self._turn + 1) % TURNS
        if self._turn == 0:
            self._end_streams()
            self._look_for_the_lost()
            for upstream in self.gateway.upstreams.values():
                upstream.tidy(now)
            self._measure()

    def _end_streams(self) -> None:
        moment = self.gateway.clock.now()
        for door in tuple(self.doors):
            visit = door.visit
            if visit is None or visit.claims is None or visit.hang_up is None:
                continue
            if moment >= visit.claims.expires_at or self.gateway.admission.is_over(visit.claims):
                visit.hang_up()

    def _look_for_the_lost(self) -> None:
        for door in tuple(self.doors):
            # Who leaves a WebSocket may have said something before, and that is still to arrive.
            if door.visit is None or not door.visit.is_stream:
                door.wire.look()

    def _measure(self) -> None:
        meter = self.gateway.telling.meter
        meter.set(CLIENT_CONNECTIONS, value=len(self.doors))
        for name, upstream in self.gateway.upstreams.items():
            meter.set(UPSTREAM_CONNECTIONS, name, "idle", value=upstream.idle)
            meter.set(UPSTREAM_CONNECTIONS, name, "lent", value=upstream.lent)
            meter.set(STREAMS, name, value=upstream.streams)
            meter.set(UPSTREAM_OPEN_BREAKER, name, value=float(upstream.is_given_up))
