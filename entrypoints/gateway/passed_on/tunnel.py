"""A WebSocket between a client and a service: bytes both ways, until one of them has had enough."""

import asyncio
from typing import Final

from attrs import define, field

from entrypoints.ending import ended
from entrypoints.gateway.answered.answer_to_client import upgrade_to_client
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.faults import HttpFault
from entrypoints.gateway.http1.heads import ResponseHead
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.passed_on.forwarding import Forwarding
from entrypoints.gateway.passed_on.websocket_frames import GOING_AWAY, TOO_BIG, Frames, FrameTooLong
from entrypoints.gateway.upstream.refusals import UpstreamBroke
from entrypoints.gateway.visit import Visit

GOODBYE: Final = 1.0  # seconds


async def tunnel(gateway: Gateway, visit: Visit, client: Wire, forwarding: Forwarding, answer: ResponseHead) -> None:
    """Pass on the service's consent, and then whatever either side says."""
    service = forwarding.wire
    if service is None or not forwarding.is_upgrade or answer.values.get(b"upgrade", b"").lower() != b"websocket":
        raise UpstreamBroke(what=forwarding.upstream.name)
    visit.status, visit.begun = answer.status, True
    client.write(upgrade_to_client(gateway, visit, answer))
    await Tunnel(gateway, client, service).run(visit)


@define(eq=False)
class Tunnel:
    """Carries both directions; when the gateway stops it says so, in a frame between two of the service's."""

    gateway: Gateway
    client: Wire
    service: Wire
    _down: Frames = field(factory=Frames, init=False)
    _is_ending: bool = field(default=False, init=False)

    async def run(self, visit: Visit) -> None:
        """Carry until one side hangs up, is silent for too long, or the gateway stops."""
        visit.hang_up = self.hang_up
        carrying = [
            asyncio.ensure_future(self._carry(self.client, self.service, Frames())),
            asyncio.ensure_future(self._carry(self.service, self.client, self._down)),
        ]
        try:
            # When one side has had enough, the other may still have something to say, such as goodbye.
            await asyncio.wait(carrying, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait(carrying, timeout=GOODBYE)
        finally:
            await ended(*carrying)

    def hang_up(self) -> None:
        """Say goodbye as soon as a frame ends."""
        self._is_ending = True
        self._say_goodbye()

    async def _carry(self, source: Wire, target: Wire, frames: Frames) -> None:
        try:
            while await self._carry_one(source, target, frames):
                self._say_goodbye()
        except FrameTooLong as fault:
            if fault.before and target.is_open:
                target.write(fault.before)
            if self._down.at_border:
                self.client.write(TOO_BIG)
        except HttpFault:
            pass
        target.end()

    async def _carry_one(self, source: Wire, target: Wire, frames: Frames) -> bool:
        pace = self.gateway.pace
        data = await source.piece(by=self.gateway.now() + pace.silence)
        if not data or not target.is_open:
            return False
        frames.follow(data)
        target.write(data)
        if target.is_full:
            await target.room(by=self.gateway.now() + pace.send)
        return True

    def _say_goodbye(self) -> None:
        if self._is_ending and self._down.at_border and self.client.is_open:
            self.client.write(GOING_AWAY)
            self.client.close()
