"""Inputs that are no part of what a client writes: who asks, and what else is known of the request."""

from attrs import frozen
from typing_extensions import override

from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Input, Take
from entrypoints.http.route import Route


@frozen
class CallerInput(Input):
    """Who asks; the route's security has already seen to it that somebody does."""

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        return lambda exchange: exchange.caller

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        """Add nothing: security is published for the route as a whole."""


@frozen
class RequestInfoInput(Input):
    """What is known of the request beside its contract."""

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        return lambda exchange: exchange.info

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        """Add nothing: clients are promised nothing of it."""
