"""An answer whose headers or status the handler chooses."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from aiohttp import hdrs, web
from attrs import Factory, frozen
from typing_extensions import override

from entrypoints.http.answers import Answers
from entrypoints.http.etags import is_unchanged, strong
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, ContractError, Output, Present
from entrypoints.http.route import Route

T = TypeVar("T")


@frozen(kw_only=True)
class Reply(Generic[T]):
    """A value with headers of its own; the status is one that the route declares, the first when none is named."""

    value: T
    headers: Mapping[str, str] = Factory(dict)
    status: int | None = None
    version: int | str | None = None


@frozen
class ReplyOutput(Output):
    """Presents replies; of `Reply[None]` there is no body."""

    kind: Any
    answers = (Reply,)

    @override
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        make = Answers.of_json(assembly, self.kind if self._has_body else str)

        async def present(exchange: Exchange, reply: Reply[Any]) -> web.StreamResponse:
            status = reply.status or route.status[0]
            if status not in route.status:
                raise ContractError(f"{route.method} {route.path} declares {route.status} and no status {status}")
            unchanged = reply.version is not None and is_unchanged(exchange, strong(reply.version))
            if unchanged:
                answer = make.empty(304)
            else:
                answer = make.whole(reply.value, status) if self._has_body else make.empty(status)
            if reply.version is not None:
                answer.headers[hdrs.ETAG] = strong(reply.version)
            answer.headers.update(reply.headers)
            return answer

        return present

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        content = {"application/json": operation.schemas.of(self.kind, "output")} if self._has_body else None
        for status in route.status:
            headers = {"Location": "where the new resource is"} if status in (201, 202) else None
            operation.answer(status, content=content, headers=headers)

    @property
    def _has_body(self) -> bool:
        return self.kind is not type(None)
