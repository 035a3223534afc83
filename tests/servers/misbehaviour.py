"""What a provider may do instead of answering."""

import gzip

from aiohttp import web

from tests.servers.oidc import OVER, Handler

MEGABYTE = bytes(2**20)


async def silence(request: web.Request) -> web.StreamResponse:
    await request.app[OVER].wait()
    return web.Response()


async def hanging_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def half_a_body(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Length": "1000"})
    await answer.prepare(request)
    await answer.write(b'{"id_token":')
    assert request.transport is not None
    request.transport.close()
    return answer


async def a_body_without_end(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    while True:
        await answer.write(MEGABYTE)


async def a_bomb(_: web.Request) -> web.StreamResponse:
    return web.Response(body=gzip.compress(bytes(50 * 2**20)), headers={"Content-Encoding": "gzip"})


async def a_packed_one(_: web.Request) -> web.StreamResponse:
    packed = gzip.compress(b'{"keys":[],"id_token":"e30.e30.e30","access_token":"access","token_type":"Bearer"}')
    return web.Response(body=packed, headers={"Content-Encoding": "gzip"})


async def a_redirect(request: web.Request) -> web.StreamResponse:
    return web.Response(status=307, headers={"Location": f"http://{request.host}/thief"})


async def a_500(_: web.Request) -> web.StreamResponse:
    return web.json_response({"error": "server_error", "error_description": "<script>"}, status=500)


async def html(_: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>it works</html>", content_type="text/html")


async def a_list(_: web.Request) -> web.StreamResponse:
    return web.json_response([])


async def a_deep_one(_: web.Request) -> web.StreamResponse:
    return web.Response(text="[" * 100_000)


async def ten_megabytes(_: web.Request) -> web.StreamResponse:
    return web.Response(body=b"{" + b" " * (10 * 2**20) + b"}")


async def another_language(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.write(b"+OK POP3 server ready\r\n")
    request.transport.close()
    return web.Response()


NO_ANSWERS: tuple[Handler, ...] = (silence, hanging_up)
BAD_ANSWERS: tuple[Handler, ...] = (
    half_a_body,
    a_body_without_end,
    a_bomb,
    a_packed_one,
    a_redirect,
    a_500,
    html,
    a_list,
    a_deep_one,
    ten_megabytes,
    another_language,
)
