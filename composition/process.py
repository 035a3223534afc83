"""What a process is made of."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from attrs import AttrsInstance, frozen
from dependency_injector.containers import DeclarativeContainer

from composition.opener import Opener, bundle_of
from composition.settings import Settings
from entrypoints.http.route import routes_of

Background = Callable[[], Awaitable[None]]

SERVICE = "service"
USER = "user"


class Container(Protocol):
    """What a composition root offers once it has its ports."""

    def routes(self) -> list[Any]:
        """Return the objects whose methods are the process's routes."""
        ...

    def background(self) -> list[Background]:
        """Return what runs beside the routes until the process ends."""
        ...


@frozen(kw_only=True)
class Nothing:
    """What a process is told that needs no telling."""


def _always(_: Settings) -> bool:
    return True


@frozen(kw_only=True)
class Process:
    """One service: the ports it opens, what it is told, how they are wired, and the routes it serves.

    A container takes `ports`, and `told` where there is something to tell. `oddiya up` runs the process if it is
    `wanted`.
    """

    name: str
    about: str
    ports: type[AttrsInstance]
    container: type[DeclarativeContainer]
    routes: Sequence[type] = ()
    told: type[AttrsInstance] = Nothing
    wanted: Callable[[Settings], bool] = _always


async def wired(process: Process, opener: Opener) -> Container:
    """Open a process's ports and put them together."""
    given: dict[str, Any] = {"ports": await bundle_of(process.ports, opener)}
    if process.told is not Nothing:
        given["told"] = opener.settings.section(process.told)
    container: Container = process.container(**given)
    return container


def security_of(routes: type) -> set[str]:
    """Return the security schemes of a routes class."""
    return {route.security for route, _ in routes_of(routes)}


def asks_once(routes: type) -> bool:
    """Tell whether any of the routes takes an Idempotency-Key."""
    return any(route.idempotency is not None for route, _ in routes_of(routes))


def is_internal(routes: type) -> bool:
    """Tell whether only other services may ask this."""
    return security_of(routes) == {SERVICE}
