"""What a process is made of."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from attrs import AttrsInstance, frozen
from dependency_injector.containers import DeclarativeContainer

from entrypoints.http.route import routes_of

Background = Callable[[], Awaitable[None]]


SERVICE = "service"


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
    ports: type[AttrsInstance]
    container: type[DeclarativeContainer]
    routes: Sequence[type] = ()


def security_of(routes: type) -> set[str]:
    """Return the security schemes of a routes class."""
    return {route.security for route, _ in routes_of(routes)}


def is_internal(routes: type) -> bool:
    """Tell whether only other services may ask this."""
    return security_of(routes) == {SERVICE}
