"""Whether the things that a process depends on answer."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

import structlog
from attrs import define, field, frozen
from typing_extensions import Doc

from core.errors import OddiyaError
from entrypoints.http.service import ReadyCheck

log = structlog.get_logger()


@frozen(kw_only=True)
class Dependency:
    """The state of one thing that the process depends on."""

    status: Literal["up", "down"]
    detail: Annotated[str | None, Doc("why it is down")] = None


@define
class Readiness:
    """Asks all dependencies at once, each with a deadline, and keeps what they said for a moment.

    However often it is asked, the dependencies are asked once per moment.
    """

    _checks: Mapping[str, ReadyCheck]
    _deadline: timedelta
    _kept: timedelta
    _lock: asyncio.Lock = field(init=False, factory=asyncio.Lock)
    _seen: Mapping[str, Dependency] = field(init=False, factory=dict)
    _fresh_until: float = field(init=False, default=float("-inf"))

    async def look(self) -> Mapping[str, Dependency]:
        """Return the state of each dependency."""
        async with self._lock:
            loop = asyncio.get_running_loop()
            if loop.time() >= self._fresh_until:
                states = await asyncio.gather(*(self._state(check) for check in self._checks.values()))
                self._remember(dict(zip(self._checks, states, strict=True)))
                self._fresh_until = loop.time() + self._kept.total_seconds()
        return self._seen

    async def _state(self, check: ReadyCheck) -> Dependency:
        try:
            async with asyncio.timeout(self._deadline.total_seconds()):
                await check()
        except TimeoutError:
            return Dependency(status="down", detail=f"did not answer within {self._deadline.total_seconds():g} s")
        except OddiyaError as error:
            return Dependency(status="down", detail=str(error))
        except Exception as error:  # noqa: BLE001 - its text may hold addresses and passwords; its name does not
            return Dependency(status="down", detail=type(error).__name__)
        return Dependency(status="up")

    def _remember(self, states: Mapping[str, Dependency]) -> None:
        for name, state in states.items():
            if state != self._seen.get(name, Dependency(status="up")):
                log.warning("a dependency changed", dependency=name, state=state.status, reason=state.detail)
        self._seen = states
