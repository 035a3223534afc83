"""The parts of a contract: each input and output knows how to do its work and how to publish it."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from aiohttp import web
from attrs import Factory, field, frozen

from core.errors import OddiyaError
from entrypoints.http.exchange import Exchange
from entrypoints.http.intake import Intake
from entrypoints.http.life import Life
from entrypoints.http.operation import Operation
from entrypoints.http.route import Route
from entrypoints.http.service import HttpService
from entrypoints.http.shapes.reading import Reading
from entrypoints.http.shapes.writing import Writing

Take = Callable[[Exchange], Any]
Present = Callable[[Exchange, Any], Awaitable[web.StreamResponse]]


class ContractError(TypeError):
    """A handler's signature cannot be a contract; raised when the application or its document is built."""


@frozen
class Assembly:
    """What the parts are put together with."""

    service: HttpService
    life: Life
    reading: Reading = Factory(Reading)
    writing: Writing = Factory(Writing)


@frozen
class Input(ABC):
    """One parameter of a handler."""

    name: str
    refusals: ClassVar[tuple[type[OddiyaError], ...]] = ()

    @property
    def query_names(self) -> frozenset[str]:
        """The names that this input reads from the query."""
        return frozenset()

    @abstractmethod
    def taker(self, route: Route, assembly: Assembly) -> Take:
        """Return the function that takes the value from a request, or raises what is wrong with it."""

    @abstractmethod
    def publish(self, route: Route, operation: Operation) -> None:
        """Add to the document what a client must send."""


@frozen
class BodyInput(Input):
    """A parameter that is made of the whole body; `media` lists the media types that the body may have."""

    kind: Any
    media: tuple[str, ...] = field(default=("application/json",), kw_only=True)

    def intake(self, route: Route, assembly: Assembly) -> Intake:
        """Return what takes the body in."""
        deadline = assembly.service.body_deadline.total_seconds()
        return Intake(media=self.media, limit=route.body_limit, deadline=deadline)


class Output(ABC):
    """What a handler returns; `answers` lists the Python types that this output presents."""

    answers: tuple[type, ...] = (object,)

    @abstractmethod
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        """Return the function that makes an answer out of what the handler returned."""

    @abstractmethod
    def publish(self, route: Route, operation: Operation) -> None:
        """Add to the document what a client will see."""
