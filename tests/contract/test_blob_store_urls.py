"""What `ports/blob_store.py` promises of signed URLs, kept by every adapter behind its door."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest
from aiohttp import ClientSession
from aiohttp.client_reqrep import ContentDisposition
from attrs import evolve, frozen
from yarl import URL

from ports.blob_store import BlobStore, SignedRequest
from tests.conftest import OpenAdapter
from tests.contract.blobs import PNG, bytes_of, keys_of, noise, put
from tests.contract.enrolled import enrolled
from tests.servers.blob_door import behind_a_door

MINUTE = timedelta(minutes=1)
REFUSED = (400, 403, 411, 413)
NAMES = (
    "film.mp4",
    "서울 여행.zip",
    "日本 🗾.zip",
    'say "hello".zip',
    "100% of a;b,c=d.zip",
    "back\\slash.zip",
    "a\r\nSet-Cookie: stolen=1\r\n\r\n.zip",
    "é.zip",
    "x" * 200,
)


@frozen
class Answered:
    """What a client got."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    disposition: ContentDisposition | None


@pytest.fixture(params=enrolled("blob_store"))
async def store(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> AsyncIterator[BlobStore]:
    async with behind_a_door(request.param, open_adapter) as store:
        yield store


@pytest.fixture
async def client() -> AsyncIterator["Client"]:
    async with ClientSession(auto_decompress=False, skip_auto_headers=["Content-Type"]) as session:
        yield Client(session)


@frozen
class Client:
    """Makes requests exactly as they were signed, or with what a test changes."""

    _session: ClientSession

    async def get(self, signed: SignedRequest, **headers: str) -> Answered:
        return await self.send(signed, headers={name.replace("_", "-"): value for name, value in headers.items()})

    async def put(self, signed: SignedRequest, body: bytes, **changed: str | None) -> Answered:
        headers = {**signed.headers, "Content-Length": str(len(body))}
        headers |= {name.replace("_", "-"): value for name, value in changed.items() if value is not None}
        for name in (name for name, value in changed.items() if value is None):
            headers.pop(name.replace("_", "-"))
        return await self.send(signed, headers=headers, body=body)

    async def send(
        self, signed: SignedRequest, *, headers: Mapping[str, str], body: bytes | AsyncIterator[bytes] = b""
    ) -> Answered:
        url = URL(signed.url, encoded=True)
        data = BytesIO(body) if isinstance(body, bytes) and body else body
        async with self._session.request(signed.method, url, headers=headers, data=data) as answer:
            return Answered(answer.status, answer.headers, await answer.read(), answer.content_disposition)


async def test_a_signed_get_answers_bytes_and_type(store: BlobStore, client: Client) -> None:
    data = noise(3_000_000)
    await put(store, "a/B_c.1", data, "video/mp4")
    signed = await store.sign_get("a/B_c.1", expires_in=MINUTE)
    answer = await client.send(signed, headers=signed.headers)
    assert (signed.method, answer.status, answer.body) == ("GET", 200, data)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Length"] == str(len(data))
    assert answer.headers["ETag"] == f'"{(await store.head("a/B_c.1")).etag}"'


async def test_a_signed_get_of_an_empty_object_answers_nothing(store: BlobStore, client: Client) -> None:
    await put(store, "a", b"")
    answer = await client.get(await store.sign_get("a", expires_in=MINUTE))
    assert (answer.status, answer.body) == (200, b"")


async def test_a_signed_get_of_what_does_not_exist_is_not_found(store: BlobStore, client: Client) -> None:
    assert (await client.get(await store.sign_get("a", expires_in=MINUTE))).status == 404


@pytest.mark.parametrize(
    ("asked", "content_range", "expected"),
    [
        ("bytes=0-3", "bytes 0-3/10", b"0123"),
        ("bytes=4-", "bytes 4-9/10", b"456789"),
        ("bytes=8-99", "bytes 8-9/10", b"89"),
        ("bytes=-3", "bytes 7-9/10", b"789"),
    ],
)
async def test_a_signed_get_answers_ranges(
    store: BlobStore, client: Client, asked: str, content_range: str, expected: bytes
) -> None:
    await put(store, "a", b"0123456789")
    answer = await client.get(await store.sign_get("a", expires_in=MINUTE), Range=asked)
    assert (answer.status, answer.body) == (206, expected)
    assert answer.headers["Content-Range"] == content_range


async def test_a_range_behind_the_end_cannot_be_satisfied(store: BlobStore, client: Client) -> None:
    await put(store, "a", b"0123456789")
    assert (await client.get(await store.sign_get("a", expires_in=MINUTE), Range="bytes=10-")).status == 416


@pytest.mark.parametrize("name", NAMES)
async def test_download_as_asks_to_save_under_that_name(store: BlobStore, client: Client, name: str) -> None:
    await put(store, "a", b"data")
    answer = await client.get(await store.sign_get("a", expires_in=MINUTE, download_as=name))
    assert (answer.status, answer.body) == (200, b"data")
    assert answer.disposition is not None
    assert answer.disposition.type == "attachment"
    assert answer.disposition.filename == "".join("_" if sign in "\r\n\\" else sign for sign in name)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Disposition"].isascii()


async def test_a_signed_put_stores_the_bytes_and_type_that_were_signed(store: BlobStore, client: Client) -> None:
    data = noise(3_000_000)
    signed = await store.sign_put("a/b", content_type="image/heic", size=len(data), expires_in=MINUTE)
    assert signed.method == "PUT"
    assert (await client.send(signed, headers=signed.headers, body=data)).status in (200, 201)
    blob = await store.head("a/b")
    assert (blob.size, blob.content_type) == (len(data), "image/heic")
    assert await bytes_of(store, "a/b") == data


async def test_a_signed_put_of_nothing_stores_an_empty_object(store: BlobStore, client: Client) -> None:
    signed = await store.sign_put("a", content_type=PNG, size=0, expires_in=MINUTE)
    assert (await client.put(signed, b"")).status in (200, 201)
    assert (await store.head("a")).size == 0


async def test_a_signed_put_may_be_used_again_until_it_expires(store: BlobStore, client: Client) -> None:
    signed = await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)
    assert [(await client.put(signed, data)).status in (200, 201) for data in (b"one", b"two")] == [True, True]
    assert await bytes_of(store, "a") == b"two"


@pytest.mark.parametrize("data", [b"", b"12", b"1234", b"1" * 100_000])
async def test_a_put_of_another_size_is_refused(store: BlobStore, client: Client, data: bytes) -> None:
    signed = await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)
    assert (await client.put(signed, data)).status in REFUSED
    assert await keys_of(store) == []


@pytest.mark.parametrize("content_type", ["image/jpeg", "image/png; charset=utf-8", "text/html", "", None])
async def test_a_put_of_another_type_is_refused(store: BlobStore, client: Client, content_type: str | None) -> None:
    signed = await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)
    assert (await client.put(signed, b"123", Content_Type=content_type)).status in REFUSED
    assert await keys_of(store) == []


async def test_a_put_that_does_not_announce_its_size_is_refused(store: BlobStore, client: Client) -> None:
    async def chunked() -> AsyncIterator[bytes]:
        yield b"123"

    signed = await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)
    answer = await client.send(signed, headers={"Content-Type": PNG}, body=chunked())
    assert answer.status in REFUSED
    assert await keys_of(store) == []


async def test_a_put_that_breaks_off_stores_nothing(store: BlobStore) -> None:
    await put(store, "kept", b"old")
    for key in ("kept", "new"):
        signed = await store.sign_put(key, content_type=PNG, size=1_000_000, expires_in=MINUTE)
        await _send_half(signed)
    assert await keys_of(store) == ["kept"]
    assert await bytes_of(store, "kept") == b"old"


async def _send_half(signed: SignedRequest) -> None:
    """Send half of the body, and wait until the server has given up on the rest."""
    url = urlsplit(signed.url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    headers = "".join(f"{name}: {value}\r\n" for name, value in {"Host": url.netloc, **signed.headers}.items())
    writer.write(f"PUT {url.path}?{url.query} HTTP/1.1\r\n{headers}\r\n".encode() + bytes(500_000))
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    assert not answer.startswith(b"HTTP/1.1 2")


async def test_a_changed_signature_is_refused(store: BlobStore, client: Client) -> None:
    await put(store, "a", b"old")
    get = await store.sign_get("a", expires_in=MINUTE)
    write = await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)
    for changed in _changed(get.url):
        assert (await client.get(evolve(get, url=changed))).status in REFUSED, changed
    for changed in _changed(write.url):
        assert (await client.put(evolve(write, url=changed), b"new")).status in REFUSED, changed
    assert await bytes_of(store, "a") == b"old"


def _changed(url: str) -> list[str]:
    """Return the URL with each parameter changed, or left out, and without any."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query)
    queries: list[list[tuple[str, str]]] = [[]]
    for at, (name, value) in enumerate(query):
        queries.append(query[:at] + query[at + 1 :])
        queries += [[*query[:at], (name, other), *query[at + 1 :]] for other in _like(value)]
    return [urlunsplit(parts._replace(query=urlencode(changed))) for changed in queries]


def _like(value: str) -> list[str]:
    other = "1" if value[-1] == "0" else "0"
    changed = [value[:-1] + other, other + value[1:], value[1:] + value[:1], value + "0", value[:-1], ""]
    return [like for like in changed if like != value]


async def test_a_signature_is_good_for_its_own_key_only(store: BlobStore, client: Client) -> None:
    await put(store, "a/one", b"one")
    await put(store, "a/two", b"two")
    get = await store.sign_get("a/one", expires_in=MINUTE)
    write = await store.sign_put("a/one", content_type=PNG, size=3, expires_in=MINUTE)
    for other in ("a/two", "a/on", "a/one/x", "A/one", "a/../a/two", "a%2Ftwo"):
        assert (await client.get(_moved(get, other))).status in REFUSED, other
        assert (await client.put(_moved(write, other), b"new")).status in REFUSED, other
    assert await keys_of(store) == ["a/one", "a/two"]
    assert await bytes_of(store, "a/two") == b"two"


def _moved(signed: SignedRequest, key: str) -> SignedRequest:
    assert "/a/one?" in signed.url
    return evolve(signed, url=signed.url.replace("/a/one?", f"/{key}?"))


async def test_a_signature_is_good_for_its_own_method_only(store: BlobStore, client: Client) -> None:
    await put(store, "a", b"old")
    get = await store.sign_get("a", expires_in=MINUTE)
    write = await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)
    assert (await client.put(evolve(get, method="PUT", headers=write.headers), b"new")).status in REFUSED
    assert (await client.get(evolve(write, method="GET"))).status in REFUSED
    assert await bytes_of(store, "a") == b"old"


async def test_an_expired_signature_is_refused(store: BlobStore, client: Client) -> None:
    await put(store, "a", b"old")
    get = await store.sign_get("a", expires_in=timedelta(seconds=1))
    write = await store.sign_put("a", content_type=PNG, size=3, expires_in=timedelta(seconds=1))
    async with asyncio.timeout(10):
        while datetime.now(UTC) < max(get.expires_at, write.expires_at):  # noqa: TID251 - the adapters' clock is this one
            await asyncio.sleep(0.05)
    assert (await client.get(get)).status in REFUSED
    assert (await client.put(write, b"new")).status in REFUSED
    assert await bytes_of(store, "a") == b"old"


async def test_a_signed_request_tells_until_when_it_is_good(store: BlobStore) -> None:
    get = await store.sign_get("a", expires_in=MINUTE)
    write = await store.sign_put("a", content_type=PNG, size=3, expires_in=2 * MINUTE)
    left = (get.expires_at - datetime.now(UTC), write.expires_at - datetime.now(UTC))  # noqa: TID251 - as above
    assert timedelta(seconds=50) < left[0] <= MINUTE
    assert timedelta(seconds=110) < left[1] <= 2 * MINUTE


async def test_a_refused_answer_tells_nothing_of_the_object(store: BlobStore, client: Client) -> None:
    await put(store, "a", b"secret bytes")
    signed = await store.sign_get("a", expires_in=MINUTE)
    answer = await client.get(evolve(signed, url=signed.url.partition("?")[0]))
    assert answer.status in REFUSED
    assert b"secret bytes" not in answer.body
    assert "ETag" not in answer.headers


async def test_a_url_of_the_stores_own_tells_its_key(store: BlobStore) -> None:
    for key in ("a", "uploads/mina/B_c-1.jpg", "grant", "x" * 512):
        for signed in (
            await store.sign_get(key, expires_in=MINUTE),
            await store.sign_get(key, expires_in=MINUTE, download_as="서울 여행?.zip"),
            await store.sign_put(key, content_type=PNG, size=3, expires_in=MINUTE),
        ):
            bare = signed.url.partition("?")[0]
            told = [await store.key_of(url) for url in (signed.url, bare, f"{bare}?", f"{bare}?a=1?b/c")]
            assert told == [key] * 4


async def test_a_url_of_anybody_elses_tells_no_key(store: BlobStore) -> None:
    url = (await store.sign_get("a/one.jpg", expires_in=MINUTE)).url.partition("?")[0]
    assert await store.key_of(url) == "a/one.jpg"
    for other in strange_urls(url):
        assert await store.key_of(other) is None, other


def strange_urls(url: str) -> list[str]:
    """Return what is not quite the URL, which leads to "a/one.jpg": some of it leads elsewhere, some nowhere."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    name, _, port = host.partition(":")
    top = path.removesuffix("a/one.jpg")
    places = (
        f"{host}@evil.example", f"evil.example@{host}", f"mina:secret@{host}", f"{host}.evil.example", f"evil.{host}",
        f"evil.example/{host}", f"{host}\\@evil.example", f"{host}#@evil.example", f"{host}%2eevil.example",
        "evil.example", "127.0.0.1:1", "[::1]", "169.254.169.254", f"{name}:1{port}", f"{name}.:{port}", "",
    )  # fmt: skip
    paths = (
        f"{top}a//one.jpg", f"{top}a/./one.jpg", f"{top}a/../a/one.jpg", f"{top}../{top}a/one.jpg", f"{top}%61/one.jpg",
        f"{top}a%2fone.jpg", f"{top}a/%2e%2e/one.jpg", f"{top}a\\one.jpg", f"{top}a/one.jpg/", f"{top}/a/one.jpg",
        f"/{top}a/one.jpg", f"{top}a/one.jpg#", f"{top}a/one.jpg#?", f"{top}a/one.jpg?a#b", f"{top}a/one.jpg;v=1",
        f"{top}a/one.jpg\n", f"{top}a/one.jpg\0", f"{top}a/one .jpg", f"{top}a/óne.jpg", f"{top}", f"{top}?a/one.jpg",
        f"{top}{'x' * 513}", *((f"x{path}", f"other/{path}") if top else ()),
    )  # fmt: skip
    schemes = (
        "ftp",
        "file",
        "http+unix",
        scheme.upper(),
        f" {scheme}",
        f"{scheme}s" if scheme == "http" else "http",
        "",
    )
    return [
        *(f"{scheme}://{place}/{path}" for place in places),
        *(f"{scheme}://{host}/{strange}" for strange in paths),
        *(f"{other}://{rest}" for other in schemes),
        f"{scheme}:/{rest}", f"{scheme}:{rest}", f"//{rest}", rest, f"/{path}", path, "a/one.jpg", "", "?", "#",
    ]  # fmt: skip
