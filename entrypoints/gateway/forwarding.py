"""One request on its way to its service."""

import asyncio
from collections.abc import Callable
from math import inf
from typing import Final

from attrs import define, field

from core.errors import OddiyaError
from entrypoints.ending import ended
from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import BrokenOff, HttpFault, NothingSaid, TooLate
from entrypoints.gateway.http1.framing import LAST_CHUNK, Chunked, chunk
from entrypoints.gateway.http1.heads import ResponseHead, response_head
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.refusals import refusal_of
from entrypoints.gateway.upstream.refusals import UpstreamBroke, UpstreamSlow
from entrypoints.gateway.upstream.upstream import Upstream
from entrypoints.http.refusals import TooLarge

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SWITCHED: Final = 101
FIRST_FINAL: Final = 200


@define(eq=False, kw_only=True)
class Forwarding:
    """Sends a request to a service and waits for the head of the answer.

    It is sent once more if the service closed a connection that had been used before without a word, which happens
    when both sides were about to: only what is safe to repeat, and has no body.
    """

    upstream: Upstream
    client: Wire
    method: str
    head: bytes
    body: Body
    body_limit: int
    answer_within: float
    body_within: float
    now: Callable[[], float]
    is_upgrade: bool = False
    wire: Wire | None = field(default=None, init=False)
    _upload: "asyncio.Task[None] | None" = field(default=None, init=False)
    _failure: OddiyaError | None = field(default=None, init=False)

    @property
    def is_uploading(self) -> bool:
        """Tell whether the client's body is still under way."""
        return self._upload is not None and not self._upload.done()

    async def send(self) -> ResponseHead:
        """Return the head of the answer."""
        is_again = False
        while True:
            wire = self.wire = await self.upstream.lend()
            try:
                self._begin(wire)
                return await self._answer(wire)
            except HttpFault as fault:
                may_repeat = isinstance(fault, NothingSaid) and wire.was_used and self._is_repeatable
                self.drop(was_slow=isinstance(fault, TooLate) and self._failure is None)
                if not may_repeat or is_again:
                    raise self._told(fault) from fault
                is_again = True

    def answer_body(self, answer: ResponseHead) -> Body:
        """Return the body of the answer, which is still on the wire."""
        return Body(self._lent, answer.framing)

    def turn_into_stream(self) -> None:
        """Count the connection among those that have no natural end."""
        self.upstream.turns_into_stream(self._lent)

    async def finish(self, *, is_reusable: bool) -> None:
        """Give the connection to the service back after a whole answer; whatever is still uploaded is cut short."""
        if self._upload is not None:
            is_reusable = is_reusable and self._upload.done() and self._failure is None
            await ended(self._upload)
        if self.wire is None:
            return
        if not is_reusable:
            self.wire.close()
        self.upstream.give_back(self.wire)
        self.wire = None

    def drop(self, *, was_slow: bool = False) -> None:
        """Hang up on the service; `was_slow` if that is why."""
        if self._upload is not None:
            self._upload.cancel()
        if self.wire is not None:
            self.upstream.drop(self.wire, was_slow=was_slow)
            self.wire = None

    @property
    def _lent(self) -> Wire:
        if self.wire is None:
            raise BrokenOff
        return self.wire

    @property
    def _is_repeatable(self) -> bool:
        return self.method in SAFE and self.body.is_whole and self.body.taken == 0

    def _begin(self, wire: Wire) -> None:
        wire.deadline = self.now() + self.answer_within
        if self.body.is_whole:
            wire.write(self.head)
        else:
            self._begin_body(wire)

    def _begin_body(self, wire: Wire) -> None:
        try:
            piece = self.body.at_hand()
        except HttpFault as fault:
            raise refusal_of(fault, patience=self.body_within) from fault
        self._check_size()
        wire.write(self.head + self._wrapped(piece))
        if not self.body.is_whole:
            wire.deadline = inf
            self._upload = asyncio.create_task(self._send_rest(wire))
        elif self._is_chunked:
            wire.write(LAST_CHUNK)

    async def _answer(self, wire: Wire) -> ResponseHead:
        silence: type[BrokenOff] = NothingSaid
        while True:
            raw = await wire.head()
            if not raw:
                raise silence
            silence = BrokenOff
            head = response_head(raw, to=self.method)
            if head.status >= FIRST_FINAL or head.status == SWITCHED:
                return head

    async def _send_rest(self, wire: Wire) -> None:
        try:
            await self._stream(wire)
        except OddiyaError as error:
            self._failure = error
        except HttpFault as fault:
            if wire.is_open:
                self._failure = refusal_of(fault, patience=self.body_within)
        if self._failure is not None:
            wire.abort()

    async def _stream(self, wire: Wire) -> None:
        while wire.is_open:
            self.client.deadline = self.now() + self.body_within
            piece = await self.body.piece()
            self.client.deadline = inf
            if not piece:
                break
            self._check_size()
            wire.write(self._wrapped(piece))
            if wire.is_full:
                wire.deadline = self.now() + self.answer_within
                await wire.room()
                wire.deadline = inf
        if self._is_chunked and wire.is_open:
            wire.write(LAST_CHUNK)
        wire.deadline = self.now() + self.answer_within

    @property
    def _is_chunked(self) -> bool:
        return isinstance(self.body.framing, Chunked)

    def _wrapped(self, piece: bytes) -> bytes:
        return chunk(piece) if piece and self._is_chunked else piece

    def _check_size(self) -> None:
        if self.body.taken > self.body_limit:
            raise TooLarge(limit=self.body_limit)

    def _told(self, fault: HttpFault) -> OddiyaError:
        if self._failure is not None:
            return self._failure
        what = self.upstream.name
        return UpstreamSlow(what=what) if isinstance(fault, TooLate) else UpstreamBroke(what=what)
