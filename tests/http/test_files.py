"""Bytes, and ranges of them."""

from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import ClientSession
from attrs import define
from typing_extensions import override

from core.errors import Unavailable
from entrypoints.http.files import FileReply
from entrypoints.http.route import get
from tests.http.asking import problem_in
from tests.http.conftest import a_client, a_service

RANGES = [
    ("bytes=0-0", b"0", "bytes 0-0/10"),
    ("bytes=2-4", b"234", "bytes 2-4/10"),
    ("bytes=7-", b"789", "bytes 7-9/10"),
    ("bytes=-3", b"789", "bytes 7-9/10"),
    ("bytes=-99", b"0123456789", "bytes 0-9/10"),
    ("bytes=5-99", b"56789", "bytes 5-9/10"),
]


async def test_a_file_is_sent_whole(client: ClientSession) -> None:
    async with client.get("/files/0123456789") as answer:
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["Content-Length"] == "10"
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert await answer.read() == b"0123456789"


@pytest.mark.parametrize(("asked", "sent", "told"), RANGES)
async def test_a_range_is_sent_as_206(client: ClientSession, asked: str, sent: bytes, told: str) -> None:
    async with client.get("/files/0123456789", headers={"Range": asked}) as answer:
        assert answer.status == 206
        assert answer.headers["Content-Range"] == told
        assert answer.headers["Content-Length"] == str(len(sent))
        assert await answer.read() == sent


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
async def test_a_range_after_the_end_is_416(client: ClientSession, asked: str) -> None:
    async with client.get("/files/0123456789", headers={"Range": asked}) as answer:
        await problem_in(answer, 416, "range-not-satisfiable")
        assert answer.headers["Content-Range"] == "bytes */10"


@pytest.mark.parametrize(
    "asked", ["bytes=1-2,4-5", "lines=1-2", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=٣-4"]
)
async def test_what_is_no_single_range_of_bytes_is_ignored(client: ClientSession, asked: str) -> None:
    async with client.get("/files/0123456789", headers={"Range": asked}) as answer:
        assert answer.status == 200
        assert await answer.read() == b"0123456789"


@pytest.mark.parametrize(
    ("condition", "status"), [('"file"', 206), ('"other"', 200), ("Thu, 01 May 2025 00:00:00 GMT", 200)]
)
async def test_a_range_of_what_has_changed_is_all_of_it(client: ClientSession, condition: str, status: int) -> None:
    headers = {"Range": "bytes=0-1", "If-Range": condition}
    async with client.get("/files/0123456789", headers=headers) as answer:
        assert answer.status == status


async def test_a_file_that_the_client_has_is_304(client: ClientSession) -> None:
    async with client.get("/files/a", headers={"If-None-Match": '"file"'}) as answer:
        assert (answer.status, answer.headers["ETag"], await answer.read()) == (304, '"file"', b"")


async def test_head_of_a_file_tells_its_length(client: ClientSession) -> None:
    async with client.head("/files/0123456789") as answer:
        assert (answer.status, answer.headers["Content-Length"], await answer.read()) == (200, "10", b"")


async def test_a_name_is_decoded(client: ClientSession) -> None:
    async with client.get("/files/%EA%B2%BD/a%2Fb") as answer:
        assert await answer.text() == "경/a/b"


@define
class Unmeasured:
    """A file whose length nobody knows."""

    closed: bool = False

    @get("/unmeasured")
    async def read(self) -> FileReply:
        """Read it."""

        async def pieces(_: int, __: int | None) -> AsyncIterator[bytes]:
            try:
                yield b"ab"
                yield b"cd"
            finally:
                self.closed = True

        headers: Mapping[str, str] = {"Content-Disposition": "attachment"}
        return FileReply(content_type="application/zip", read=pieces, headers=headers)


async def test_a_file_of_unknown_length_is_sent_in_pieces_and_has_no_ranges() -> None:
    routes = Unmeasured()
    async with (
        a_client(a_service(), routes) as client,
        client.get("/unmeasured", headers={"Range": "bytes=0-1"}) as answer,
    ):
        assert answer.status == 200
        assert answer.headers["Transfer-Encoding"] == "chunked"
        assert answer.headers["Content-Disposition"] == "attachment"
        assert "Accept-Ranges" not in answer.headers
        assert await answer.read() == b"abcd"
    assert routes.closed


class Nothing(AsyncIterator[bytes]):
    """What a store that is away gives."""

    @override
    async def __anext__(self) -> bytes:
        raise Unavailable(what="the store")


class Away:
    @get("/away")
    async def read(self) -> FileReply:
        """Fail at the first byte."""
        return FileReply(content_type="text/plain", read=lambda _, __: Nothing(), length=5)


async def test_a_file_that_cannot_be_read_at_all_is_a_problem() -> None:
    async with a_client(a_service(), Away()) as client, client.get("/away") as answer:
        await problem_in(answer, 503, "unavailable")


async def test_an_empty_file_is_sent() -> None:
    class Empty:
        @get("/empty")
        async def read(self) -> FileReply:
            """Send nothing."""
            return FileReply.of_bytes(b"", content_type="text/plain")

    async with a_client(a_service(), Empty()) as client, client.get("/empty") as answer:
        assert (answer.status, answer.headers["Content-Length"], await answer.read()) == (200, "0", b"")
