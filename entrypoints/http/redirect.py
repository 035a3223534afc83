"""An answer that sends the client elsewhere."""

from collections.abc import Mapping

from aiohttp import hdrs, web
from attrs import Factory, frozen
from typing_extensions import override

from entrypoints.http.answers import standing_headers
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Output, Present
from entrypoints.http.route import Route


@frozen
class Redirect:
    """Where to go, with headers of its own; 302 unless the method must be forgotten (303) or kept (307)."""

    location: str
    status: int = 302
    headers: Mapping[str, str] = Factory(dict)


@frozen
class RedirectOutput(Output):
    """Presents redirects."""

    answers = (Redirect,)

    @override
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        headers = standing_headers(assembly.service.name, None)

        async def present(_: Exchange, redirect: Redirect) -> web.StreamResponse:
            answer = web.Response(status=redirect.status, headers=headers)
            answer.headers.update(redirect.headers)
            answer.headers[hdrs.LOCATION] = redirect.location
            return answer

        return present

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        # RFC 9700 section 4.12: what was posted must not be posted on.
        operation.answer(302 if route.method == "GET" else 303, headers={"Location": "where to go"})
