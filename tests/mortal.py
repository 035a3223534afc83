"""Ports over which a process comes to its end at the n-th moment, and can do nothing more, without being a process."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any, Final

from attrs import Factory, define, frozen

BLOCKS: Final = frozenset({"begin", "look", "take"})


class Killed(BaseException):
    """The process is no more."""


@define
class Life:
    """Counts moments and ends at one of them; without a length it only notes what they are."""

    length: int | None = None
    moments: list[str] = Factory(list)

    def goes_on(self, moment: str) -> None:
        """Come to a moment, if there is one to come."""
        if self.length is not None and len(self.moments) >= self.length:
            raise Killed
        self.moments.append(moment)
        if len(self.moments) == self.length:
            raise Killed


@frozen
class Mortal:
    """Any port, with a moment before and after each call; so is what its blocks lend, and what is part of that."""

    _port: Any
    _name: str
    _life: Life

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._port, name)
        called = f"{self._name}.{name}"
        if iscoroutinefunction(attribute):
            return self._call(attribute, called)
        if isasyncgenfunction(attribute):
            return self._stream(attribute, called)
        if name in BLOCKS:
            return self._block(attribute, called)
        return Mortal(attribute, called, self._life) if name in {"jobs", "cleanups"} else attribute

    def _call(self, asked: Callable[..., Any], called: str) -> Callable[..., Any]:
        async def call(*positional: Any, **named: Any) -> Any:
            self._life.goes_on(f"before {called}")
            answer = await asked(*positional, **named)
            self._life.goes_on(f"after {called}")
            return answer

        return call

    def _stream(self, asked: Callable[..., Any], called: str) -> Callable[..., Any]:
        async def stream(*positional: Any, **named: Any) -> AsyncIterator[Any]:
            self._life.goes_on(f"before {called}")
            async for one in asked(*positional, **named):
                self._life.goes_on(f"within {called}")
                yield one
            self._life.goes_on(f"after {called}")

        return stream

    def _block(self, asked: Callable[..., Any], called: str) -> Callable[..., Any]:
        @asynccontextmanager
        async def block(*positional: Any, **named: Any) -> AsyncIterator[Any]:
            self._life.goes_on(f"before {called}")
            async with asked(*positional, **named) as lent:
                yield Mortal(lent, called, self._life)
                self._life.goes_on(f"at the end of {called}")
            self._life.goes_on(f"after {called}")

        return block
