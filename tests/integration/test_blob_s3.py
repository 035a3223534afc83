"""Blobs in S3: what must be true of the bucket itself, and what happens when S3 does not play along."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.aws.blob_store import S3BlobStore, check
from composition.catalogue import adapters_of
from core.errors import Unavailable
from ports.blob_store import MIN_PART, BlobStore, UnfinishedUpload
from tests.conftest import OpenAdapter
from tests.contract.blobs import PNG, bytes_of, in_chunks, keys_of, noise, put
from tests.servers.aws import AwsAdmin

ENTRY = adapters_of("blob_store")["s3"]
MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
MIB = 1024 * 1024

Attempts = dict[str, Callable[[], Awaitable[object]]]


@pytest.fixture
async def store(open_adapter: OpenAdapter) -> S3BlobStore:
    return cast(S3BlobStore, await open_adapter(ENTRY))


@pytest.fixture
def bucket(aws_environment: dict[str, str]) -> str:
    return aws_environment["ODDIYA_S3_BUCKET"]


def unfinished(aws: AwsAdmin, bucket: str) -> list[str]:
    return [upload["Key"] for upload in aws.s3.list_multipart_uploads(Bucket=bucket).get("Uploads", [])]


async def test_no_upload_is_left_of_what_failed(store: BlobStore, aws_admin: AwsAdmin, bucket: str) -> None:
    async def failing() -> AsyncIterator[bytes]:
        yield bytes(20 * MIB)
        raise LookupError

    with pytest.raises(LookupError):
        await store.write("a", failing(), content_type=PNG)
    assert unfinished(aws_admin, bucket) == []


async def test_what_somebody_else_put_under_no_key_of_ours_is_passed_over_and_goes_with_its_prefix(
    store: BlobStore, aws_admin: AwsAdmin, bucket: str
) -> None:
    await put(store, "films/a")
    for strange in ("films/", "films//b", "films/b c", "films/한국", "films/d:e"):
        aws_admin.s3.put_object(Bucket=bucket, Key=strange, Body=b"x")
        aws_admin.s3.create_multipart_upload(Bucket=bucket, Key=strange)
    upload = await store.begin_upload("films/z", content_type=PNG)
    assert await keys_of(store, "films/") == ["films/a"]
    assert [one.key async for one in store.unfinished("films/")] == ["films/z"]
    await upload.abort()
    assert await store.delete_prefix("films/") == 6
    assert unfinished(aws_admin, bucket) == []


async def test_no_upload_is_left_of_what_was_cancelled_at_any_moment(
    store: BlobStore, aws_admin: AwsAdmin, bucket: str
) -> None:
    data = bytes(30 * MIB)
    await put(store, "a", b"old")
    for number in range(16):
        writing = asyncio.create_task(store.write("a", in_chunks(data), content_type=PNG))
        await asyncio.wait([writing], timeout=0.004 * 1.4**number)
        writing.cancel()
        await asyncio.wait([writing])
        assert unfinished(aws_admin, bucket) == []
        assert (await store.head("a")).size in (3, len(data))


async def test_delete_prefix_leaves_no_upload_of_another_process(
    store: BlobStore, open_adapter: OpenAdapter, aws_admin: AwsAdmin, bucket: str
) -> None:
    other = await open_adapter(ENTRY)
    for key in ("jobs/1/a", "jobs/1/b", "jobs/2/a"):
        await (await other.begin_upload(key, content_type=PNG)).part(1, b"data")
    await store.delete_prefix("jobs/1/")
    assert unfinished(aws_admin, bucket) == ["jobs/2/a"]


async def test_listings_and_deletions_of_more_than_a_page_are_complete(
    store: BlobStore, aws_admin: AwsAdmin, bucket: str
) -> None:
    keys = [f"many/{number:04}" for number in range(1100)]
    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(lambda key: aws_admin.s3.put_object(Bucket=bucket, Key=key, Body=b""), keys))) == 1100
    assert await keys_of(store, "many/") == keys
    assert await store.delete_prefix("many/") == 1100
    assert await keys_of(store) == []


async def test_what_is_too_large_for_one_copy_is_copied_in_parts(store: S3BlobStore) -> None:
    data = noise(2 * MIN_PART + 100)
    await put(store, "a", data, "video/mp4")
    store._largest_copy = MIN_PART
    copied = await store.copy("a", "b")
    assert (copied.size, copied.content_type) == (len(data), "video/mp4")
    assert await bytes_of(store, "b") == data


async def test_type_and_size_of_an_upload_are_among_what_is_signed(store: BlobStore) -> None:
    signed = await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE)
    query = parse_qs(urlsplit(signed.url).query)
    assert query["X-Amz-SignedHeaders"] == ["content-length;content-type;host"]
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]


async def test_signed_urls_lead_to_the_address_that_clients_know(open_adapter: OpenAdapter, bucket: str) -> None:
    store = await open_adapter(ENTRY, ODDIYA_S3_PUBLIC_URL="https://media.example:9000")
    await put(store, "a")
    for signed in (
        await store.sign_get("a", expires_in=MINUTE),
        await store.sign_put("a", content_type=PNG, size=3, expires_in=MINUTE),
    ):
        assert signed.url.startswith(f"https://media.example:9000/{bucket}/a?")


async def test_without_an_endpoint_signed_urls_lead_to_the_region_itself(open_adapter: OpenAdapter) -> None:
    store = await open_adapter(ENTRY, ODDIYA_AWS_ENDPOINT_URL="", ODDIYA_S3_BUCKET="oddiya-media")
    signed = await store.sign_get("a/b", expires_in=MINUTE)
    assert signed.url.startswith("https://oddiya-media.s3.ap-northeast-2.amazonaws.com/a/b?")


async def test_the_expiry_that_is_told_is_the_one_that_is_signed(store: BlobStore) -> None:
    signed = await store.sign_get("a", expires_in=timedelta(minutes=7))
    query = parse_qs(urlsplit(signed.url).query)
    signed_at = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert query["X-Amz-Expires"] == ["420"]
    assert signed.expires_at == signed_at + timedelta(minutes=7)


def attempts_at(store: BlobStore) -> Attempts:
    return {
        "head": lambda: store.head("a"),
        "read": lambda: bytes_of(store, "a"),
        "write": lambda: put(store, "a"),
        "write in parts": lambda: put(store, "a", bytes(9 * MIB)),
        "begin_upload": lambda: store.begin_upload("a", content_type=PNG),
        "copy": lambda: store.copy("a", "b"),
        "delete": lambda: store.delete(["a"]),
        "delete_prefix": lambda: store.delete_prefix("a"),
        "list": lambda: keys_of(store),
        "unfinished": lambda: anext(aiter(store.unfinished("a"))),
        "abandon": lambda: store.abandon(UnfinishedUpload(key="a", upload_id="u", begun_at=NOW)),
    }


async def test_an_s3_that_is_away_is_unavailable(open_adapter: OpenAdapter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    store = await open_adapter(ENTRY, ODDIYA_AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")
    async with asyncio.timeout(60):
        results = await asyncio.gather(*(attempt() for attempt in attempts_at(store).values()), return_exceptions=True)
    assert [type(result) for result in results] == [Unavailable] * len(results)
    assert str(results[0]) == "the blob storage is not available right now; try again in 1 s"


async def test_a_bucket_that_does_not_exist_is_unavailable(open_adapter: OpenAdapter) -> None:
    store = cast(S3BlobStore, await open_adapter(ENTRY, ODDIYA_S3_BUCKET="oddiya-nowhere"))
    attempts: Attempts = {**attempts_at(store), "check": lambda: check(store)}
    for name in ("head", "copy"):  # S3 answers these with a bare 404, also when the bucket is missing
        del attempts[name]
    for attempt in attempts.values():
        with pytest.raises(Unavailable):
            await attempt()


async def test_the_store_is_ready_when_its_bucket_answers(store: S3BlobStore) -> None:
    await check(store)


@asynccontextmanager
async def answering(
    open_adapter: OpenAdapter, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> AsyncIterator[BlobStore]:
    """Open a store on an S3 that answers everything in one way."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    async with TestServer(app) as server:
        yield cast(BlobStore, await open_adapter(ENTRY, ODDIYA_AWS_ENDPOINT_URL=str(server.make_url("/"))))


async def test_a_deletion_that_s3_refuses_for_one_key_is_unavailable(open_adapter: OpenAdapter) -> None:
    refusal = "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>"

    async def refuse_one(_: web.Request) -> web.StreamResponse:
        return web.Response(text=refusal, content_type="application/xml")

    async with answering(open_adapter, refuse_one) as store:
        with pytest.raises(Unavailable, match="AccessDenied"):
            await store.delete(["a", "b"])


async def test_an_object_that_breaks_off_is_unavailable(open_adapter: OpenAdapter) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "1000000", "ETag": '"x"'})
        await answer.prepare(request)
        await answer.write(bytes(500_000))
        assert request.transport is not None
        request.transport.close()
        return answer

    async with answering(open_adapter, half) as store:
        with pytest.raises(Unavailable):
            await bytes_of(store, "a")


async def test_unfinished_uploads_of_more_than_a_page_are_all_told(open_adapter: OpenAdapter) -> None:
    def page(number: int, *, is_last: bool) -> str:
        marks = f"<NextKeyMarker>a/{number}</NextKeyMarker><NextUploadIdMarker>u{number}</NextUploadIdMarker>"
        initiated = f"<Initiated>2026-12-04T09:3{number}:00.000Z</Initiated>"
        return (
            f"<ListMultipartUploadsResult><IsTruncated>{str(not is_last).lower()}</IsTruncated>"
            f"{'' if is_last else marks}"
            f"<Upload><Key>a/{number}</Key><UploadId>u{number}</UploadId>{initiated}</Upload>"
            "</ListMultipartUploadsResult>"
        )

    async def two_pages(request: web.Request) -> web.StreamResponse:
        asked = dict(request.query)
        assert asked["prefix"] == "a/"
        if "key-marker" not in asked:
            return web.Response(text=page(1, is_last=False), content_type="application/xml")
        assert (asked["key-marker"], asked["upload-id-marker"]) == ("a/1", "u1")
        return web.Response(text=page(2, is_last=True), content_type="application/xml")

    async with answering(open_adapter, two_pages) as store:
        assert [upload async for upload in store.unfinished("a/")] == [
            UnfinishedUpload(key=f"a/{n}", upload_id=f"u{n}", begun_at=datetime(2026, 12, 4, 9, 30 + n, tzinfo=UTC))
            for n in (1, 2)
        ]


async def test_a_failing_s3_is_tried_again_and_then_unavailable(open_adapter: OpenAdapter) -> None:
    asked = []

    async def fail(request: web.Request) -> web.StreamResponse:
        asked.append(request.method)
        return web.Response(status=503)

    async with answering(open_adapter, fail) as store:
        with pytest.raises(Unavailable):
            await store.head("a")
    assert asked == ["HEAD"] * 3
