"""Makes whole answers, with everything that is the same each time prepared beforehand."""

from typing import Any, Final

from aiohttp import hdrs, web
from attrs import frozen
from cattrs.fns import identity
from multidict import CIMultiDict

from entrypoints.http.parts import Assembly
from entrypoints.http.shapes.writing import Writer
from entrypoints.http.whole import WholeAnswer

NOT_STORED: Final = "no-store"
CACHED: Final = "private, no-cache"


def standing_headers(server: str, content_type: str | None, *, cache: str = NOT_STORED) -> "CIMultiDict[str]":
    """Return the headers of every answer; without `Server`, aiohttp would name itself and its version."""
    headers = CIMultiDict(
        {hdrs.SERVER: server, hdrs.CACHE_CONTROL: cache, "X-Content-Type-Options": "nosniff"},
    )
    if content_type is not None:
        headers[hdrs.CONTENT_TYPE] = content_type
    return headers


@frozen
class Answers:
    """Makes the answers of one route."""

    _write: Writer
    _headers: "CIMultiDict[str]"
    _bare: "CIMultiDict[str]"

    @classmethod
    def of_json(cls, assembly: Assembly, kind: Any, *, cache: str = NOT_STORED) -> "Answers":
        """Return what makes answers out of values of a type."""
        name = assembly.service.name
        return cls(
            assembly.writing.of(kind),
            standing_headers(name, "application/json", cache=cache),
            standing_headers(name, None, cache=cache),
        )

    @classmethod
    def of_plain_json(cls, assembly: Assembly) -> "Answers":
        """Return what makes answers out of what is JSON already."""
        name = assembly.service.name
        return cls(Writer(identity), standing_headers(name, "application/json"), standing_headers(name, None))

    def whole(self, value: object, status: int) -> web.Response:
        """Answer with a value."""
        return WholeAnswer(self._write(value), status, self._headers)

    def empty(self, status: int) -> web.Response:
        """Answer without a body."""
        return web.Response(status=status, headers=self._bare)
