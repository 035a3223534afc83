"""Ports that kill their process, as by -9, before or after the n-th thing that is asked of them."""

import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

from attrs import Factory, define, frozen


@define
class Fuse:
    """Counts moments and burns through at one of them; without a length it only notes what they are."""

    length: int | None = None
    moments: list[str] = Factory(list)

    def burn(self, moment: str) -> None:
        """Come to a moment."""
        self.moments.append(moment)
        if len(self.moments) == self.length:
            os.kill(os.getpid(), signal.SIGKILL)


@frozen
class Deadly:
    """Any port, with a moment before and after each call."""

    _port: Any
    _name: str
    _fuse: Fuse

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._port, name)
        called = f"{self._name}.{name}"
        if iscoroutinefunction(attribute):
            return self._call(attribute, called)
        if isasyncgenfunction(attribute):
            return self._stream(attribute, called)
        if name in {"begin", "folder"}:
            return self._block(attribute, called, lent=False)
        if name == "extract":
            return self._block(attribute, called, lent=True)
        if name == "feed":
            return Deadly(attribute, called, self._fuse)
        return attribute

    def _call(self, asked: Callable[..., Any], called: str) -> Callable[..., Any]:
        async def call(*positional: Any, **named: Any) -> Any:
            self._fuse.burn(f"before {called}")
            answer = await asked(*positional, **named)
            self._fuse.burn(f"after {called}")
            return Deadly(answer, called, self._fuse) if called.endswith(".begin_upload") else answer

        return call

    def _stream(self, asked: Callable[..., Any], called: str) -> Callable[..., Any]:
        async def stream(*positional: Any, **named: Any) -> AsyncIterator[Any]:
            self._fuse.burn(f"before {called}")
            async for one in asked(*positional, **named):
                self._fuse.burn(f"within {called}")
                yield one
            self._fuse.burn(f"after {called}")

        return stream

    def _block(self, asked: Callable[..., Any], called: str, *, lent: bool) -> Callable[..., Any]:
        @asynccontextmanager
        async def block(*positional: Any, **named: Any) -> AsyncIterator[Any]:
            self._fuse.burn(f"before {called}")
            async with asked(*positional, **named) as entered:
                yield Deadly(entered, called, self._fuse) if lent else entered
                self._fuse.burn(f"at the end of {called}")
            self._fuse.burn(f"after {called}")

        return block
