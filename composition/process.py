"""What a process is made of."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer

Background = Callable[[], Awaitable[None]]


class Container(Protocol):
    """What a composition root offers once it has its ports."""

    def routes(self) -> list[Any]:
        """Return the objects whose methods are the process's routes."""
        ...

    def background(self) -> list[Background]:
        """Return what runs beside the routes until the process ends."""
        ...


@frozen(kw_only=True)
class Process:
    """One service: the ports it opens, how they are wired, and the routes it serves."""

    name: str
    about: str
    ports: type
    container: type[DeclarativeContainer]
    routes: Sequence[type] = ()
