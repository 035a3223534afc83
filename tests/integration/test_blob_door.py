"""Oddiya's own door for blobs: what browsers and players ask beyond the contract, and how it refuses."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientError, ClientResponse, ClientSession
from yarl import URL

from composition.catalogue import adapters_of
from ports.blob_store import BlobStore, SignedRequest
from tests.conftest import OpenAdapter
from tests.contract.blobs import PNG, bytes_of, put
from tests.servers.blob_door import behind_a_door

MINUTE = timedelta(minutes=1)
DATA = b"0123456789"


@pytest.fixture(params=["memory", "filesystem"])
async def store(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> AsyncIterator[BlobStore]:
    async with behind_a_door(adapters_of("blob_store")[request.param], open_adapter) as store:
        yield store


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def ask(
    client: ClientSession, signed: SignedRequest, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> tuple[ClientResponse, bytes]:
    async with client.request(method, URL(signed.url, encoded=True), headers=headers) as answer:
        return answer, await answer.read()


async def test_browsers_are_kept_from_running_what_was_uploaded(store: BlobStore, client: ClientSession) -> None:
    await put(store, "a", b"<script>alert(1)</script>", "text/html")
    answer, _ = await ask(client, await store.sign_get("a", expires_in=MINUTE))
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private"
    assert answer.headers["Content-Type"] == "text/html"
    assert "Content-Disposition" not in answer.headers


async def test_head_answers_like_get_without_the_bytes(store: BlobStore, client: ClientSession) -> None:
    await put(store, "a", DATA)
    signed = await store.sign_get("a", expires_in=MINUTE)
    answer, body = await ask(client, signed, method="HEAD")
    assert (answer.status, body) == (200, b"")
    assert answer.headers["Content-Length"] == "10"
    assert answer.headers["Accept-Ranges"] == "bytes"


async def test_what_the_client_has_already_is_not_sent_again(store: BlobStore, client: ClientSession) -> None:
    etag = (await put(store, "a", DATA)).etag
    signed = await store.sign_get("a", expires_in=MINUTE)
    for known in (f'"{etag}"', f'W/"{etag}"', f'"other", "{etag}"', "*"):
        answer, body = await ask(client, signed, headers={"If-None-Match": known})
        assert (answer.status, body) == (304, b"")
        assert answer.headers["ETag"] == f'"{etag}"'
    answer, body = await ask(client, signed, headers={"If-None-Match": '"other"'})
    assert (answer.status, body) == (200, DATA)


async def test_a_range_of_a_replaced_object_is_not_mixed_with_the_old_one(
    store: BlobStore, client: ClientSession
) -> None:
    etag = (await put(store, "a", DATA)).etag
    signed = await store.sign_get("a", expires_in=MINUTE)
    answer, body = await ask(client, signed, headers={"Range": "bytes=5-", "If-Range": f'"{etag}"'})
    assert (answer.status, body) == (206, b"56789")
    await put(store, "a", DATA[::-1])
    answer, body = await ask(client, signed, headers={"Range": "bytes=5-", "If-Range": f'"{etag}"'})
    assert (answer.status, body) == (200, DATA[::-1])


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "", "bytes=" + "9" * 99]
)
async def test_a_range_that_cannot_be_understood_is_passed_over(
    store: BlobStore, client: ClientSession, asked: str
) -> None:
    await put(store, "a", DATA)
    answer, body = await ask(client, await store.sign_get("a", expires_in=MINUTE), headers={"Range": asked})
    assert (answer.status, body) == (200, DATA)


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=999-1000", "bytes=-0"])
async def test_a_range_that_cannot_be_satisfied_tells_the_size(
    store: BlobStore, client: ClientSession, asked: str
) -> None:
    await put(store, "a", DATA)
    answer, body = await ask(client, await store.sign_get("a", expires_in=MINUTE), headers={"Range": asked})
    assert answer.status == 416
    assert answer.headers["Content-Range"] == "bytes */10"
    assert DATA not in body


async def test_refusals_are_problems(store: BlobStore, client: ClientSession) -> None:
    await put(store, "a", DATA)
    read = URL((await store.sign_get("a", expires_in=MINUTE)).url, encoded=True)
    gone = URL((await store.sign_get("gone", expires_in=MINUTE)).url, encoded=True)
    write = URL((await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)).url, encoded=True)

    async def chunked() -> AsyncIterator[bytes]:
        yield b"123"

    png = {"Content-Type": PNG}
    for asking, status, code in (
        (client.get(read.with_query(None)), 403, "blob-url-refused"),
        (client.get(gone), 404, "blob-not-found"),
        (client.get(read, headers={"Range": "bytes=10-"}), 416, "range-not-satisfiable"),
        (client.put(write, data=chunked(), headers=png), 411, "length-required"),
        (client.put(write, data=b"1234", headers=png), 413, "too-large"),
        (client.put(write, data=b"12", headers=png), 400, "not-as-signed"),
        (client.put(write, data=b"123", headers={"Content-Type": "text/html"}), 400, "not-as-signed"),
        (client.put(write, data=b"123", headers={**png, "Content-Encoding": "gzip"}), 415, "encoded-body"),
        (client.delete(write), 405, "method-not-allowed"),
        (client.post(write, data=b"123", headers=png), 405, "method-not-allowed"),
    ):
        async with asking as answer:
            assert (answer.status, answer.content_type) == (status, "application/problem+json")
            assert (await answer.json(content_type=None))["code"] == code
    assert await bytes_of(store, "a") == DATA


async def test_a_stored_object_is_answered_with_its_etag(store: BlobStore, client: ClientSession) -> None:
    signed = await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)
    async with client.put(URL(signed.url, encoded=True), data=b"123", headers=signed.headers) as answer:
        assert answer.status == 201
        assert answer.headers["ETag"] == f'"{(await store.head("a")).etag}"'


async def test_a_client_that_waits_for_a_refusal_need_not_send_its_body(store: BlobStore) -> None:
    signed = await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)
    url = urlsplit(signed.url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(
        f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: {PNG}\r\n"
        "Content-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n".encode()
    )
    answer = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_an_object_that_shrinks_while_it_is_sent_breaks_the_connection_off(
    store: BlobStore, client: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(store, "a", DATA)
    signed = await store.sign_get("a", expires_in=MINUTE)
    old = await store.head("a")
    await put(store, "a", b"01")

    async def head_before_the_replacement(_: str) -> object:
        return old

    monkeypatch.setattr(store, "head", head_before_the_replacement)
    with pytest.raises(ClientError):
        await asyncio.wait_for(ask(client, signed), 10)
