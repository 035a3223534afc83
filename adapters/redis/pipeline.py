"""An open connection to Redis on which several turns' asks may be on their way."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from attrs import frozen
from redis.exceptions import NoScriptError, RedisError
from typing_extensions import override

from adapters.redis.client import Script
from adapters.redis.numbers import Answer, Answers
from adapters.redis.packing import packed
from adapters.redis.turn import Turn

READING_SECONDS: Final = 0.001  # with no delay at all, uvloop would not look at its sockets in between
BrokenOff = Callable[[Exception], None]


@frozen
class Program:
    """A script as a server knows it that has it, and spelled out for one that has forgotten it."""

    named: bytes
    spelled_out: bytes

    @classmethod
    def of(cls, script: Script) -> "Program":
        """Return a script's two forms."""
        return cls(packed(b"EVALSHA") + packed(script.digest.encode()), packed(b"EVAL") + packed(script.text.encode()))


class Pipeline(asyncio.Protocol):
    """Has turns answered in the order in which they were sent.

    One that is not answered in time ends the connection, since the answer may still come, and so does an answer that
    is none. Whatever ends it, the turns that are on their way fail, and `broken_off` hears of it, once.
    """

    def __init__(
        self, transport: asyncio.WriteTransport, program: Program, *, seconds: float, broken_off: BrokenOff
    ) -> None:
        transport.set_protocol(self)
        self._transport = transport
        self._program = program
        self._seconds = seconds
        self._broken_off: BrokenOff | None = broken_off
        self._loop = asyncio.get_running_loop()
        self._turns: deque[Turn] = deque()
        self._answers = Answers()
        self._timer: asyncio.TimerHandle | None = None

    def send(self, turn: Turn) -> None:
        """Ask."""
        turn.deadline = self._loop.time() + self._seconds
        self._write(turn, self._program.named)
        if self._timer is None:
            self._watch()

    def end(self, why: Exception) -> None:
        """Hang up."""
        if self._broken_off is None:
            return
        tell, self._broken_off = self._broken_off, None
        self._transport.abort()
        if self._timer is not None:
            self._timer.cancel()
        tell(why)
        while self._turns:
            self._turns.popleft().fail(why)

    @override
    def data_received(self, data: bytes) -> None:
        try:
            for answer in self._answers.cut(data):
                self._hand_out(answer)
        except (RedisError, ValueError, LookupError) as error:
            self.end(error)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.end(exc or ConnectionError("Redis has hung up"))

    def _write(self, turn: Turn, script: bytes) -> None:
        self._turns.append(turn)
        self._transport.write(turn.command(script))

    def _hand_out(self, answer: Answer) -> None:
        turn = self._turns[0]
        match answer:
            case list():
                turn.answer(answer)
            case NoScriptError():
                self._write(turn, self._program.spelled_out)
            case _:
                raise answer
        self._turns.popleft()

    def _watch(self) -> None:
        # One timer for all that is on its way, and not one for each: when it comes it is set for who is left.
        soonest = min((turn.deadline for turn in self._turns), default=None)
        self._timer = None if soonest is None else self._loop.call_at(soonest, self._look)

    def _look(self) -> None:
        now = self._loop.time()
        if self._has_due(now):
            # If it was this process that did not come round, the answer lies in the socket and will be read first.
            self._timer = self._loop.call_later(READING_SECONDS, self._give_up, now)
        else:
            self._watch()

    def _give_up(self, looked_at: float) -> None:
        # Turns that have come to be due since then may have their answers in the socket, too.
        if self._has_due(looked_at):
            self.end(TimeoutError("Redis did not answer in time"))
        else:
            self._watch()

    def _has_due(self, moment: float) -> bool:
        return any(turn.deadline <= moment for turn in self._turns)
