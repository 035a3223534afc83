"""Reads a handler's signature: it is the contract."""

import inspect
from collections.abc import Callable, Iterator
from functools import reduce
from operator import or_
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints

from attrs import frozen

from core.errors import OddiyaError, TooMany, Unauthenticated, Unavailable
from entrypoints.http.accept import Accept, AcceptInput
from entrypoints.http.caller import PUBLIC, Caller, RequestInfo
from entrypoints.http.context import CallerInput, RequestInfoInput
from entrypoints.http.etags import IfMatch, IfMatchInput, Tagged, TaggedOutput
from entrypoints.http.files import FileOutput, FileReply, Media
from entrypoints.http.idempotency import Idempotency
from entrypoints.http.idempotency_key import IdempotencyKey, IdempotencyKeyInput
from entrypoints.http.intake import Intake
from entrypoints.http.json_answer import JsonOutput, NothingOutput
from entrypoints.http.json_body import JSON, FormBodyInput, TypedBodyInput
from entrypoints.http.merge_patch import MERGE_PATCH, MergePatch, MergePatchInput
from entrypoints.http.multipart.form_input import FormInput
from entrypoints.http.operation import Operation
from entrypoints.http.paging import Page, PageInput, PageOutput, PageRequest
from entrypoints.http.parts import BodyInput, ContractError, Input, Output
from entrypoints.http.path import PathInput
from entrypoints.http.query import QueryInput
from entrypoints.http.raw_body import RawBody, RawBodyInput
from entrypoints.http.redirect import Redirect, RedirectOutput
from entrypoints.http.refusals import Malformed
from entrypoints.http.reply import Reply, ReplyOutput
from entrypoints.http.route import Route, routes_of
from entrypoints.http.shapes.notes import noted
from entrypoints.http.shapes.unions import is_union
from entrypoints.http.sse import EventsOutput, EventStream, LastEventId, LastEventIdInput
from entrypoints.http.websocket import Handshake, HandshakeInput, WebSocket, WebSocketOutput

INPUTS: Final[dict[type, Callable[[str], Input]]] = {
    PageRequest: PageInput,
    IfMatch: IfMatchInput,
    IdempotencyKey: IdempotencyKeyInput,
    LastEventId: LastEventIdInput,
    RawBody: RawBodyInput,
    RequestInfo: RequestInfoInput,
    Accept: AcceptInput,
    Handshake: HandshakeInput,
}
OUTPUTS: Final[dict[Any, Callable[[Any], Output]]] = {
    Tagged: TaggedOutput,
    Page: PageOutput,
    Reply: ReplyOutput,
    EventStream: EventsOutput,
    WebSocket: WebSocketOutput,
}


@frozen
class Contract:
    """A route, what its handler takes and what it may return."""

    route: Route
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    handler: Callable[..., Any]

    @property
    def body(self) -> BodyInput | None:
        """The input that is made of the whole body, if there is one."""
        return next((one for one in self.inputs if isinstance(one, BodyInput)), None)

    @property
    def query_names(self) -> frozenset[str] | None:
        """All names that a query may have, or None where it may have any."""
        if self.route.ignores_unknown and any(isinstance(one, QueryInput) for one in self.inputs):
            return None
        return frozenset[str]().union(*(one.query_names for one in self.inputs))

    def refusals(self) -> Iterator[type[OddiyaError]]:
        """List what a client may be answered beside what it asked for."""
        yield from self.route.raises
        yield from (Malformed, TooMany, Unavailable)
        if self.route.security != PUBLIC:
            yield Unauthenticated
        if self.body is not None:
            yield from Intake.refusals
        if self.route.idempotency is not None:
            yield from Idempotency.refusals
        for one in self.inputs:
            yield from one.refusals

    def publish(self, operation: Operation) -> None:
        """Add everything to the document."""
        for one in self.inputs:
            one.publish(self.route, operation)
        for other in self.outputs:
            other.publish(self.route, operation)
        operation.refuse(self.refusals())


def contracts_of(routes_class: type) -> Iterator[Contract]:
    """Return the contracts of a class's handlers."""
    for route, handler in routes_of(routes_class):
        try:
            yield contract_of(route, handler)
        except TypeError as error:
            raise ContractError(f"{routes_class.__name__}.{handler.__name__}: {error}") from error


def contract_of(route: Route, handler: Callable[..., Any]) -> Contract:
    """Return a handler's contract."""
    hints = get_type_hints(handler, include_extras=True)
    returned = hints.pop("return", inspect.Signature.empty)
    inputs = tuple(_input(name, kind, route) for name, kind in hints.items())
    if missing := set(route.path_parameters) - hints.keys():
        raise ContractError(f"the path names {', '.join(sorted(missing))}, which the handler does not take")
    if sum(isinstance(one, (BodyInput, RawBodyInput)) for one in inputs) > 1:
        raise ContractError("a request has one body")
    if route.idempotency and any(isinstance(one, (RawBodyInput, FormInput)) for one in inputs):
        raise ContractError("a body that is not read whole cannot be told from another one")
    return Contract(route, inputs, _outputs(returned), handler)


def _input(name: str, kind: Any, route: Route) -> Input:
    if isinstance(kind, type) and issubclass(kind, Caller):
        return CallerInput(name)
    if isinstance(kind, type) and kind in INPUTS:
        return INPUTS[kind](name)
    if get_origin(kind) is MergePatch:
        return MergePatchInput(name, *get_args(kind), media=(MERGE_PATCH, JSON))
    if name in route.path_parameters:
        return PathInput(name, kind)
    if name == "query":
        return QueryInput(name, kind)
    if name == "body":
        return _body(name, kind, route)
    raise ContractError(f"the parameter {name} is neither in the path nor of a type that HTTP knows")


def _body(name: str, kind: Any, route: Route) -> Input:
    with_file = FormInput.among(name, kind)
    if with_file is not None:
        return with_file
    return FormBodyInput(name, kind) if route.forms else TypedBodyInput(name, kind)


def _outputs(returned: Any) -> tuple[Output, ...]:
    if returned is inspect.Signature.empty:
        raise ContractError("say what the handler returns")
    arms = get_args(returned) if is_union(returned) else (returned,)
    special = [one for one in map(_special, arms) if one is not None]
    plain = [arm for arm in arms if _special(arm) is None]
    return (*special, *([JsonOutput(reduce(or_, plain))] if plain else ()))


def _special(annotation: Any) -> Output | None:
    kind = noted(annotation).kind
    if kind is NoneType:
        return NothingOutput()
    if kind is Redirect:
        return RedirectOutput()
    if kind is FileReply:
        media = tuple(one.name for one in noted(annotation).of(Media))
        return FileOutput(media) if media else FileOutput()
    if get_origin(kind) in OUTPUTS:
        return OUTPUTS[get_origin(kind)](*get_args(kind))
    return None
