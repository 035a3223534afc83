"""What is taken of a request, and what is refused."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from tests.http.asking import faults_in, problem_in

JSON = {"Content-Type": "application/json"}
PART = b'{"label": "a"}'


async def put_stop(client: ClientSession, body: bytes | BytesIO, **headers: str) -> Any:
    return client.put("/things/abc/stop", data=body, headers={**JSON, **headers})


@pytest.mark.parametrize(
    "sent", ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
async def test_json_is_taken_by_any_spelling_of_its_media_type(client: ClientSession, sent: str) -> None:
    body = b'{"kind": "visit", "where": "x"}'
    async with client.put("/things/a/stop", data=body, headers={"Content-Type": sent}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "sent",
    [
        "text/plain",
        "application/xml",
        "application/json; charset=utf-16",
        "application/jsonp",
        "",
        ";",
        "application/x-www-form-urlencoded",
    ],
)
async def test_another_media_type_is_415_and_told_which_to_use(client: ClientSession, sent: str) -> None:
    async with client.put("/things/a/stop", data=PART, headers={"Content-Type": sent}) as answer:
        await problem_in(answer, 415, "wrong-media-type")
        assert answer.headers["Accept"] == "application/json"


async def test_a_body_without_a_media_type_is_415(client: ClientSession) -> None:
    async with client.put("/things/a/stop", data=PART, skip_auto_headers={"Content-Type"}) as answer:
        await problem_in(answer, 415, "wrong-media-type")


async def test_a_compressed_body_is_415(client: ClientSession) -> None:
    async with client.put("/things/a/stop", data=b"x", headers={**JSON, "Content-Encoding": "gzip"}) as answer:
        await problem_in(answer, 415, "encoded-body")
        assert answer.headers["Accept-Encoding"] == "identity"


NO_JSON = {
    "nothing": b"",
    "a word": b"hello",
    "NaN": b"NaN",
    "infinity": b'{"label": 1e999}',
    "a number beyond all doubles": b'{"label": 1' + b"0" * 1000 + b"}",
    "half": b'{"label": "a"',
    "two": b"{} {}",
    "single quotes": b"{'label': 'a'}",
    "a comma too many": b'{"label": "a",}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "invalid UTF-8": b'{"label": "\xff"}',
    "overlong UTF-8": b'{"label": "\xc0\xae"}',
    "a lone surrogate": b'{"label": "\\ud800"}',
    "a raw control character": b'{"label": "\x01"}',
    "a deep nest": b"[" * 100_000,
    "a deep nest of objects": b'{"a":' * 50_000,
    "UTF-16": '{"label": "a"}'.encode("utf-16"),
}


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON.keys())
async def test_what_is_not_json_is_400(client: ClientSession, body: bytes) -> None:
    async with await put_stop(client, body) as answer:
        await problem_in(answer, 400, "not-json")


WRONG_JSON = {
    "null": b"null",
    "a number": b"1",
    "an array": b"[]",
    "a large integer": b'{"label": 1' + b"0" * 100 + b"}",
    "NUL": b'{"kind": "visit", "where": "\\u0000"}',
    "another tag": b'{"kind": "sleep"}',
    "many members": b"{" + b",".join(b'"k%d": 1' % number for number in range(20_000)) + b"}",
    "an array of arrays": b"[" + b"[]," * 80_000 + b"[]]",
}


@pytest.mark.parametrize("body", WRONG_JSON.values(), ids=WRONG_JSON.keys())
async def test_json_of_another_shape_is_422(client: ClientSession, body: bytes) -> None:
    async with await put_stop(client, body) as answer:
        await faults_in(answer)


async def test_faults_of_a_body_are_pointers_into_it(client: ClientSession) -> None:
    async with await put_stop(client, b'{"kind": "visit", "where": 1, "a/b": 2}') as answer:
        assert await faults_in(answer) == {"/where": "must be a string", "/a~1b": "is not known here"}


async def test_of_two_members_with_one_name_the_last_counts(client: ClientSession) -> None:
    async with await put_stop(client, b'{"kind": "visit", "where": "a", "where": "b"}') as answer:
        assert (await answer.json())["where"] == "b"


async def test_a_body_that_says_it_is_too_large_is_413_before_it_is_sent(service_url: str) -> None:
    host, _, port = service_url.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = "PUT /things/a/stop HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mina\r\n"
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n".encode())
    assert (await reader.readline()).split()[1] == b"413"
    writer.close()
    await writer.wait_closed()


async def test_a_body_that_turns_out_too_large_is_413(client: ClientSession) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 50_000

    async with client.put("/things/a/stop", data=pieces(), headers=JSON) as answer:
        await problem_in(answer, 413, "too-large")


async def test_a_body_of_exactly_the_limit_is_read(client: ClientSession) -> None:
    body = b'{"kind": "visit", "where": "x"}'
    async with await put_stop(client, BytesIO(body + b" " * (256 * 1024 - len(body)))) as answer:
        assert answer.status == 200
    async with await put_stop(client, BytesIO(body + b" " * (256 * 1024 + 1 - len(body)))) as answer:
        await problem_in(answer, 413, "too-large")


async def test_a_body_in_pieces_is_put_together(client: ClientSession) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in b'{"kind": "visit", "where": "x"}':
            yield bytes((byte,))
            await asyncio.sleep(0)

    async with client.put("/things/a/stop", data=pieces(), headers=JSON) as answer:
        assert await answer.json() == {"kind": "visit", "where": "x"}


async def test_a_raw_body_is_streamed_and_counted(client: ClientSession) -> None:
    async def pieces(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * 10_000

    async with client.put("/files/a/b", data=pieces(10)) as answer:
        assert await answer.json() == {"a/b": 100_000}
    async with client.put("/files/a/b", data=pieces(11)) as answer:
        await problem_in(answer, 413, "too-large")
    async with client.put("/files/a/b", data=b"x" * 100_001) as answer:
        await problem_in(answer, 413, "too-large")


async def test_a_form_is_read_where_forms_are_taken(client: ClientSession) -> None:
    form = FormData([("code", "c"), ("scopes", "a"), ("scopes", "b"), ("remember", "true")])
    async with client.post("/token", data=form) as answer:
        assert await answer.json() == {"access_token": "c-a-b-True"}
    async with client.post("/token", json={"code": "c", "scopes": ["a"]}) as answer:
        assert await answer.json() == {"access_token": "c-a-False"}


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        ("code=a&code=b", "/code"),
        ("scopes=a", "/code"),
        ("code=a&x=1", "/x"),
        ("code=%00", "/code"),
        ("code=a&remember=1", "/remember"),
        ("", "/code"),
    ],
)
async def test_faults_of_a_form_are_told(client: ClientSession, form: str, pointer: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with client.post("/token", data=form, headers=headers) as answer:
        assert pointer in await faults_in(answer)


@pytest.mark.parametrize(
    "form", [b"code", b"\xff=1", b"code=%ff", b"&".join(b"a=%d" % number for number in range(200))]
)
async def test_what_is_no_form_is_refused(client: ClientSession, form: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with client.post("/token", data=form, headers=headers) as answer:
        await problem_in(answer, 400, "not-form")


async def test_a_query_is_read_into_its_type(client: ClientSession) -> None:
    query = "size=large&tags=a&tags=b&least=3&most=2&sure=false&since=2025-05-01&before=2025-05-01T00:00:00Z&price=2.5"
    async with client.get(f"/things?{query}&limit=1") as answer:
        filters = (await answer.json())["items"][0]["filters"]
        for part in ("Size.LARGE", "('a', 'b')", "least=3", "most=2.0", "sure=False", "date(2025, 5, 1)", "'2.5'"):
            assert part in filters


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("size=huge", "size"),
        ("size=small&size=large", "size"),
        ("tags=A", "tags/0"),
        ("least=-1", "least"),
        ("least=1.0", "least"),
        ("sure=1", "sure"),
        ("since=1", "since"),
        ("before=2025-05-01T00:00:00", "before"),
        ("what=1", "what"),
        ("size=", "size"),
        ("tags=a&tags=b&tags=c&tags=d&tags=e&tags=f", "tags"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
    ],
)
async def test_faults_of_a_query_are_told(client: ClientSession, query: str, pointer: str) -> None:
    async with client.get(f"/things?{query}") as answer:
        assert f"/query/{pointer}" in await faults_in(answer)


async def test_a_route_without_a_query_refuses_one(client: ClientSession) -> None:
    async with client.get("/things/abc?verbose=1") as answer:
        assert await faults_in(answer) == {"/query/verbose": "is not known here"}


async def test_a_private_route_asks_who_calls(service_url: str) -> None:
    async with ClientSession(service_url) as stranger, stranger.get("/seen") as answer:
        await problem_in(answer, 401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_public_route_asks_nobody(service_url: str) -> None:
    async with ClientSession(service_url) as stranger, stranger.get("/files/a") as answer:
        assert answer.status == 200


async def test_a_handler_may_know_the_caller_and_the_request(client: ClientSession) -> None:
    async with client.get("/seen", headers={"User-Agent": "tester", "X-Request-Id": "r-1"}) as answer:
        assert await answer.json() == {
            "user_id": "mina",
            "request_id": "r-1",
            "method": "GET",
            "path": "/seen",
            "client_address": "127.0.0.1",
            "agent": "tester",
        }
