"""Lists in pages, held together by signed cursors."""

import hmac
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Annotated, Any, Final, Generic, TypeVar

from aiohttp import hdrs, web
from attrs import frozen
from typing_extensions import override

from core.base64url import decoded, encoded
from entrypoints.http.answers import Answers
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Input, Output, Present, Take
from entrypoints.http.query import IN_QUERY, texts_of
from entrypoints.http.refusals import BadCursor, Malformed
from entrypoints.http.route import Route
from entrypoints.http.shapes.constraints import Length, Range

T = TypeVar("T")
U = TypeVar("U")

SIGNATURE: Final = 16
ITEMS: Final = "items"
CURSOR: Final = "next_cursor"


@frozen(kw_only=True)
class Page(Generic[T]):
    """Some items of a list, and the position of the last one when more follow."""

    items: Sequence[T]
    next_position: str | None = None

    def of(self, present: Callable[[T], U]) -> "Page[U]":
        """Return the same page of other things."""
        return Page(items=[present(item) for item in self.items], next_position=self.next_position)


@frozen(kw_only=True)
class PageRequest:
    """How many items to show, after which position; None is before the first."""

    limit: int = 20
    position: str | None = None

    def cut(self, items: Sequence[T], position_of: Callable[[T], str]) -> Page[T]:
        """Make a page of up to `limit` + 1 items: the one too many only shows that there are more."""
        if len(items) <= self.limit:
            return Page(items=items)
        shown = items[: self.limit]
        return Page(items=shown, next_position=position_of(shown[-1]))


@frozen(kw_only=True)
class PageQuery:
    """What a client may ask for."""

    limit: Annotated[int, Range(min=1, max=100)] = 20
    cursor: Annotated[str, Length(max=1024)] | None = None


@frozen
class Cursors:
    """Signs positions, so that a client can hand them back and cannot make them up."""

    key: bytes

    def sign(self, scope: str, position: str) -> str:
        """Turn a position into a cursor of one list and owner."""
        plain = position.encode()
        return encoded(self._signature(scope, plain) + plain)

    def read(self, scope: str, cursor: str) -> str:
        """Turn a cursor back into the position."""
        try:
            signed = decoded(cursor)
        except ValueError as error:
            raise BadCursor from error
        signature, plain = signed[:SIGNATURE], signed[SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(scope, plain)):
            raise BadCursor
        return plain.decode()

    def _signature(self, scope: str, plain: bytes) -> bytes:
        return hmac.digest(self.key, scope.encode() + b"\0" + plain, sha256)[:SIGNATURE]


@frozen
class PageInput(Input):
    """The query's `limit` and `cursor`."""

    refusals = (Malformed, BadCursor)

    @property
    @override
    def query_names(self) -> frozenset[str]:
        return frozenset(("limit", "cursor"))

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        read, names = assembly.reading.of_text(PageQuery, root=IN_QUERY), self.query_names
        cursors = Cursors(assembly.service.cursor_key)

        def take(exchange: Exchange) -> PageRequest:
            mine = ((name, value) for name, value in exchange.request.query.items() if name in names)
            asked: PageQuery = read(texts_of(mine, frozenset(), root=IN_QUERY))
            if asked.cursor is None:
                return PageRequest(limit=asked.limit)
            return PageRequest(limit=asked.limit, position=cursors.read(_scope(route, exchange), asked.cursor))

        return take

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        limit, cursor = operation.schemas.fields(PageQuery, "input")
        operation.parameter("limit", "query", limit.schema, required=False, description="how many items at most")
        schema = cursor.schema["anyOf"][0]
        operation.parameter("cursor", "query", schema, required=False, description="`next_cursor` of the page before")


@frozen
class PageOutput(Output):
    """Presents pages, with the cursor of the next one in the body and in Link (RFC 8288)."""

    kind: Any
    answers = (Page,)

    @override
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        write = assembly.writing.write(Sequence[self.kind])  # type: ignore[name-defined] # a type known at run time only
        make = Answers.of_plain_json(assembly)
        cursors = Cursors(assembly.service.cursor_key)

        async def present(exchange: Exchange, page: Page[Any]) -> web.StreamResponse:
            position = page.next_position
            cursor = None if position is None else cursors.sign(_scope(route, exchange), position)
            answer = make.whole({ITEMS: write(page.items), CURSOR: cursor}, route.status[0])
            if cursor is not None:
                following = exchange.request.rel_url.update_query(cursor=cursor)
                answer.headers[hdrs.LINK] = f'<{following}>; rel="next"'
            return answer

        return present

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        items = {"type": "array", "items": operation.schemas.of(self.kind, "output")}
        cursor = {"anyOf": [{"type": "string"}, {"type": "null"}]}
        schema = {"type": "object", "properties": {ITEMS: items, CURSOR: cursor}, "required": [ITEMS, CURSOR]}
        headers = {"Link": "the next page, when there is one"}
        operation.answer(route.status[0], content={"application/json": schema}, headers=headers)


def _scope(route: Route, exchange: Exchange) -> str:
    return f"{route.path}\0{exchange.owner}"
