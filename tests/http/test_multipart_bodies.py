"""A route that takes JSON, or a form with a file that is read as it arrives."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Any

import orjson
import pytest
from aiohttp import ClientSession, FormData
from attrs import define, field, frozen

from entrypoints.http.app import http_app
from entrypoints.http.idempotency_key import IdempotencyKey
from entrypoints.http.multipart.arriving_form import FilePart
from entrypoints.http.multipart.form_input import FORM_DATA, MostBytes
from entrypoints.http.openapi import openapi_document
from entrypoints.http.parts import ContractError
from entrypoints.http.route import post
from entrypoints.http.server import Serving, serve
from entrypoints.http.shapes.constraints import Range
from tests.builders import an_id
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service
from tests.http.forms import BOUNDARY, FORM, a_form, a_part
from tests.http.wire import Said, wired

MOST = 1_000_000
LIMIT = 1000
SHORT = timedelta(milliseconds=150)


@frozen(kw_only=True)
class Size:
    """How large it is to be."""

    width: Annotated[int, Range(min=1, max=100)] = 10


@frozen(kw_only=True)
class Named(Size):
    """A file that is there already."""

    key: str


@frozen(kw_only=True)
class Sent:
    """A file that comes along."""

    file: Annotated[FilePart, MostBytes(MOST)]
    note: str
    size: Size = Size()


@frozen(kw_only=True)
class Came:
    """What came, as the test is told."""

    note: str
    width: int
    bytes: int


@define
class Routes:
    """Says what came, and stops in the middle if it is told to."""

    most: int = 10**9
    came: int = 0
    pieces: list[int] = field(factory=list)
    broke: asyncio.Event = field(factory=asyncio.Event)

    @post("/files", body_limit=LIMIT)
    async def post_file(self, body: Named | Sent) -> Came:
        """Take a file."""
        if isinstance(body, Named):
            return Came(note=body.key, width=body.width, bytes=0)
        try:
            async for piece in body.file:
                self.came += len(piece)
                self.pieces.append(len(piece))
                if self.came > self.most:
                    break
        except BaseException:
            self.broke.set()
            raise
        assert self.came > self.most or [piece async for piece in body.file] == []
        return Came(note=body.note, width=body.size.width, bytes=self.came)

    @post("/keyed")
    async def post_keyed(self, body: Named | Sent, key: IdempotencyKey) -> str:
        """Take a file once."""
        return f"{key.value} {type(body).__name__}"


@pytest.fixture
def routes() -> Routes:
    return Routes()


@pytest.fixture
async def client(routes: Routes) -> AsyncIterator[ClientSession]:
    async with a_client(a_service(ledger=None), routes) as client:
        yield client


@pytest.fixture
async def serving(routes: Routes) -> AsyncIterator[Serving]:
    async with serve(http_app(a_service(ledger=None), [routes]), "127.0.0.1", 0, linger=SHORT) as serving:
        yield serving


NOTE = a_part("note", b'"hello"')
SIZE = a_part("size", b'{"width": 7}', head=b"Content-Type: application/json; charset=utf-8\r\n")
FILE = a_part("file", b"abc" * 1000, disposition=b'form-data; name="file"; filename="a.mp4"')


def send(client: ClientSession, body: object, content_type: str = FORM) -> Any:
    return client.post("/files", data=body, headers={"Content-Type": content_type})


def head_of(length: int, *more: str) -> bytes:
    lines = [
        "POST /files HTTP/1.1", "Host: x", "Authorization: Bearer mina", f"Content-Type: {FORM}",
        f"Content-Length: {length}", *more, "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


async def test_the_body_may_be_json(client: ClientSession) -> None:
    async with client.post("/files", json={"key": "a", "width": 3}) as answer:
        assert (answer.status, await answer.json()) == (200, {"note": "a", "width": 3, "bytes": 0})
    async with client.post("/files", json={"width": 101}) as answer:
        assert set(await faults_in(answer)) == {"/key", "/width"}
    async with client.post("/files", json={"key": "a" * LIMIT}) as answer:
        await problem_in(answer, 413, "too-large")
    async with send(client, b"{", "application/json") as answer:
        await problem_in(answer, 400, "not-json")


async def test_json_may_take_its_time(serving: Serving) -> None:
    head = head_of(11).replace(FORM.encode(), b"application/json")
    async with wired(serving.url) as wire:
        await wire.send(head + b'{"key":')
        await asyncio.sleep(0.01)
        await wire.send(b'"a"}')
        assert orjson.loads((await wire.answer()).body)["note"] == "a"


async def test_the_body_may_be_a_form(client: ClientSession) -> None:
    async with send(client, a_form(SIZE, NOTE, FILE)) as answer:
        assert (answer.status, await answer.json()) == (200, {"note": "hello", "width": 7, "bytes": 3000})


async def test_a_text_with_a_default_may_be_left_out(client: ClientSession) -> None:
    async with send(client, a_form(NOTE, FILE)) as answer:
        assert (await answer.json())["width"] == 10


async def test_a_form_as_clients_write_it_is_read(client: ClientSession) -> None:
    async def video() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 1000

    form = FormData()
    form.add_field("note", '"부산"')
    form.add_field("size", '{"width":1}', content_type="text/plain")
    form.add_field("file", video(), filename='부산 "1".mp4', content_type="video/mp4")
    async with client.post("/files", data=form) as answer:
        assert (answer.status, await answer.json()) == (200, {"note": "부산", "width": 1, "bytes": 10_000})


async def test_an_empty_file_is_a_file(client: ClientSession) -> None:
    async with send(client, a_form(NOTE, a_part("file", b""))) as answer:
        assert (await answer.json())["bytes"] == 0


FAULTS: dict[str, tuple[bytes, set[str]]] = {
    "no file": (a_form(NOTE), {"/file"}),
    "nothing": (a_form(), {"/file"}),
    "no note": (a_form(FILE), {"/note"}),
    "the note after the file": (a_form(FILE, NOTE), {"/note"}),
    "the size after the file": (a_form(NOTE, FILE, SIZE), {"/size"}),
    "two files": (a_form(NOTE, FILE, FILE), {"/file"}),
    "two notes": (a_form(NOTE, NOTE, FILE), {"/note"}),
    "something unknown": (a_form(NOTE, a_part("a/b", b"{}"), FILE), {"/a~1b"}),
    "something unknown after the file": (a_form(NOTE, FILE, a_part("x", b"{}")), {"/x"}),
    "a bad size": (a_form(NOTE, a_part("size", b'{"width": 0, "x": 1}'), FILE), {"/size/width", "/size/x"}),
    "a note of another type": (a_form(a_part("note", b"1"), FILE), {"/note"}),
}  # fmt: skip


@pytest.mark.parametrize(("body", "pointers"), FAULTS.values(), ids=FAULTS.keys())
async def test_what_has_not_the_published_shape_is_422_with_each_pointer(
    client: ClientSession, body: bytes, pointers: set[str]
) -> None:
    async with send(client, body) as answer:
        assert set(await faults_in(answer)) == pointers


async def test_what_is_no_form_is_400(client: ClientSession) -> None:
    whole = a_form(NOTE, FILE)
    refused: list[tuple[bytes, str, str]] = [
        (whole, "multipart/form-data", "bad-multipart"),
        (whole, f"{FORM}x", "bad-multipart"),
        (b"hello" + whole, FORM, "bad-multipart"),
        (whole[:-20], FORM, "bad-multipart"),
        (whole + b"bye", FORM, "bad-multipart"),
        (a_form(a_part("note", b"hello"), FILE), FORM, "not-json"),
        (a_form(a_part("note", b'"hi"', head=b"Content-Type: image/png\r\n"), FILE), FORM, "bad-multipart"),
    ]
    for body, content_type, code in refused:
        async with send(client, body, content_type) as answer:
            await problem_in(answer, 400, code)


async def test_another_media_type_is_415(client: ClientSession) -> None:
    async with send(client, a_form(NOTE, FILE), "multipart/mixed; boundary=x") as answer:
        await problem_in(answer, 415, "wrong-media-type")
        assert answer.headers["Accept"] == "application/json, multipart/form-data"


async def test_a_text_that_is_too_large_is_413_before_the_rest_is_read(serving: Serving) -> None:
    begun = a_form(a_part("note", b'"' + b"x" * 2 * LIMIT))[:-10]
    async with wired(serving.url) as wire:
        await wire.send(head_of(MOST) + begun)
        assert (await wire.answer()).problem()["code"] == "too-large"


async def test_a_form_that_is_announced_as_too_large_is_413_at_once(serving: Serving) -> None:
    async with wired(serving.url) as wire:
        await wire.send(head_of(2 * MOST))
        assert (await wire.answer()).problem()["code"] == "too-large"


async def test_a_form_that_turns_out_too_large_is_413(client: ClientSession, routes: Routes) -> None:
    async def too_much() -> AsyncIterator[bytes]:
        yield a_form(NOTE, a_part("file", b""))[: -len(BOUNDARY) - 8]
        for _ in range(200):
            yield b"x" * 10_000

    async with send(client, too_much()) as answer:
        await problem_in(answer, 413, "too-large")
    assert MOST / 2 < routes.came < MOST + 30_000


async def test_a_file_that_nobody_reads_to_its_end_is_answered_all_the_same(routes: Routes, serving: Serving) -> None:
    routes.most = 2000
    async with wired(serving.url) as wire:
        await wire.send(head_of(MOST) + a_form(NOTE, a_part("file", b"x" * 3000))[:-30])
        assert orjson.loads((await wire.answer()).body)["note"] == "hello"


async def test_a_form_that_stops_in_the_middle_is_408_after_a_while(routes: Routes) -> None:
    app = http_app(a_service(ledger=None, body_idle=SHORT), [routes])
    async with serve(app, "127.0.0.1", 0, linger=SHORT) as serving:
        for begun in (a_form(NOTE)[:40], a_form(NOTE, FILE)[:-30]):
            async with wired(serving.url) as wire:
                await wire.send(head_of(MOST) + begun)
                said = await wire.answer()
                assert (said.status, said.problem()["code"]) == (408, "too-slow")
    assert routes.broke.is_set()


async def test_a_client_that_goes_away_ends_it(routes: Routes) -> None:
    async with serve(http_app(a_service(ledger=None), [routes]), "127.0.0.1", 0) as serving:
        async with wired(serving.url) as wire:
            await wire.send(head_of(MOST) + a_form(NOTE, FILE)[:-30])
            while routes.came < 1000:
                await asyncio.sleep(0.005)
        async with asyncio.timeout(10):
            await routes.broke.wait()


async def test_who_waits_to_be_asked_for_the_body_is_asked_once_it_may_come(serving: Serving) -> None:
    body = a_form(NOTE, FILE)
    async with wired(serving.url) as wire:
        await wire.send(head_of(len(body), "Expect: 100-continue"))
        assert (await wire.answer()).status == 100
        await wire.send(body)
        assert (await wire.answer()).status == 200
    for head in (
        head_of(len(body), "Expect: 100-continue").replace(b"Bearer mina", b""),
        head_of(2 * MOST, "Expect: 100-continue"),
        head_of(len(body), "Expect: 100-continue").replace(BOUNDARY, b""),
    ):
        assert (await refused(serving, head)).status in {400, 401, 413}


async def refused(serving: Serving, head: bytes) -> Said:
    async with wired(serving.url) as wire:
        await wire.send(head)
        return await wire.answer()


async def test_without_its_key_a_file_is_not_read(client: ClientSession) -> None:
    headers = {"Content-Type": FORM}
    async with client.post("/keyed", data=a_form(NOTE, FILE), headers=headers) as answer:
        await problem_in(answer, 400, "bad-header")
    headers["Idempotency-Key"] = key = an_id()
    async with client.post("/keyed", data=a_form(NOTE, FILE), headers=headers) as answer:
        assert await answer.json() == f"{key} Sent"


async def test_a_large_file_comes_in_pieces_of_bounded_size(client: ClientSession, routes: Routes) -> None:
    body = a_form(NOTE, a_part("file", b"x" * (MOST - 1)))
    async with send(client, body) as answer:
        assert (await answer.json())["bytes"] == MOST - 1
    assert max(routes.pieces) <= 512 * 1024


def test_both_media_types_are_published() -> None:
    document = openapi_document(title="Files", version="1", routes=[Routes])
    operation = document["paths"]["/files"]["post"]
    content = operation["requestBody"]["content"]
    assert list(content) == ["application/json", FORM_DATA]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Named"}
    form = content[FORM_DATA]["schema"]
    assert form["required"] == ["note", "file"]
    assert form["properties"]["file"] == {"type": "string", "contentMediaType": "application/octet-stream"}
    assert form["properties"]["size"] == {"$ref": "#/components/schemas/Size"}
    assert "bad-multipart" in operation["responses"]["400"]["description"]
    assert {"408", "413", "415", "422"} <= set(operation["responses"])


@frozen
class TwoFiles:
    one: FilePart
    two: FilePart


class TwoFilesRoutes:
    @post("/files")
    async def handle(self, body: Named | TwoFiles) -> None: ...


class TwoFormsRoutes:
    @post("/files")
    async def handle(self, body: Named | Sent | TwoFiles) -> None: ...


class OnceRoutes:
    @post("/files", idempotency="required")
    async def handle(self, body: Named | Sent) -> None: ...


@pytest.mark.parametrize("routes_class", [TwoFilesRoutes, TwoFormsRoutes, OnceRoutes])
def test_what_cannot_be_read_is_found_before_anybody_asks(routes_class: type) -> None:
    with pytest.raises(ContractError):
        openapi_document(title="Files", version="1", routes=[routes_class])
