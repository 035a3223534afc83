"""What `ports/blob_signer.py` promises, kept by every adapter."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import cast
from urllib.parse import parse_qsl, urlsplit

import pytest
from attrs import evolve

from core.errors import Forbidden
from ports.blob_signer import BlobSigner, Grant
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

LATER = datetime(2999, 12, 31, 23, 59, 59, 123456, UTC)
GET = Grant(method="GET", key="a/B_c-1.mp4", expires_at=LATER)
PUT = Grant(method="PUT", key="a", expires_at=LATER, content_type="image/png", size=12)


@pytest.fixture(params=enrolled("blob_signer"))
async def signer(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> BlobSigner:
    return cast(BlobSigner, await open_adapter(request.param, ODDIYA_PUBLIC_URL="https://media.example:8443/files/"))


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True))


def read(signer: BlobSigner, grant: Grant, query: Mapping[str, str] | None = None) -> Grant:
    given = query_of(signer.url(grant)) if query is None else query
    return signer.read(method=grant.method, key=grant.key, query=given)


@pytest.mark.parametrize(
    "grant",
    [
        GET,
        PUT,
        evolve(PUT, size=0),
        evolve(PUT, size=2**60, content_type='text/plain; charset="utf-8"'),
        evolve(GET, download_as='서울 "여행" 🗾\r\n&grant=x.zip'),
        evolve(GET, download_as=""),
        evolve(GET, key="k" * 512),
        evolve(GET, expires_at=datetime(2999, 1, 1, tzinfo=timezone(timedelta(hours=9)))),
    ],
)
def test_read_returns_the_grant_that_the_url_was_given(signer: BlobSigner, grant: Grant) -> None:
    assert read(signer, grant) == grant


def test_the_url_is_absolute_and_lies_under_the_public_one(signer: BlobSigner) -> None:
    url = urlsplit(signer.url(GET))
    assert (url.scheme, url.netloc, url.path) == ("https", "media.example:8443", "/files/blobs/a/B_c-1.mp4")
    assert url.query.isascii()


def test_a_changed_query_is_forbidden(signer: BlobSigner) -> None:
    for grant in (GET, PUT):
        query = query_of(signer.url(grant))
        for name, value in query.items():
            for at in range(len(value)):
                for sign in {"A", "0", "-", "é"} - {value[at]}:
                    with pytest.raises(Forbidden):
                        read(signer, grant, {**query, name: value[:at] + sign + value[at + 1 :]})
            for other in (value + "0", value + "=", value[:-1], value.upper(), " " + value, "", "\udcff"):
                with pytest.raises(Forbidden):
                    read(signer, grant, {**query, name: other})


def test_a_query_with_more_or_less_in_it_is_forbidden(signer: BlobSigner) -> None:
    query = query_of(signer.url(GET))
    for changed in ({}, {**query, "more": "1"}, *({name: query[name]} for name in query)):
        with pytest.raises(Forbidden):
            read(signer, GET, changed)


def test_parts_of_two_urls_do_not_go_together(signer: BlobSigner) -> None:
    one, two = query_of(signer.url(GET)), query_of(signer.url(evolve(GET, download_as="other")))
    differing = [name for name in one if one[name] != two[name]]
    assert len(differing) > 1
    for name in differing:
        with pytest.raises(Forbidden):
            read(signer, GET, {**one, name: two[name]})


@pytest.mark.parametrize("key", ["a/B_c-1.mp", "a/B_c-1.mp4/", "a/b_c-1.mp4", "/a/B_c-1.mp4", "", "a/../a/B_c-1.mp4"])
def test_a_grant_is_for_its_own_key_only(signer: BlobSigner, key: str) -> None:
    query = query_of(signer.url(GET))
    with pytest.raises(Forbidden):
        signer.read(method="GET", key=key, query=query)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "get", ""])
def test_a_grant_to_read_is_not_for_another_method(signer: BlobSigner, method: str) -> None:
    with pytest.raises(Forbidden):
        signer.read(method=method, key=GET.key, query=query_of(signer.url(GET)))


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "put"])
def test_a_grant_to_write_is_not_for_another_method(signer: BlobSigner, method: str) -> None:
    with pytest.raises(Forbidden):
        signer.read(method=method, key=PUT.key, query=query_of(signer.url(PUT)))


def test_a_head_request_may_use_a_grant_for_get(signer: BlobSigner) -> None:
    assert signer.read(method="HEAD", key=GET.key, query=query_of(signer.url(GET))) == GET


async def test_a_grant_expires(signer: BlobSigner) -> None:
    expires_at = datetime.now(UTC) + timedelta(seconds=1)  # noqa: TID251 - the adapters' clock is this one
    grant = evolve(GET, expires_at=expires_at)
    query = query_of(signer.url(grant))
    assert read(signer, grant, query) == grant
    async with asyncio.timeout(10):
        while datetime.now(UTC) < expires_at:  # noqa: TID251 - as above
            await asyncio.sleep(0.02)
    with pytest.raises(Forbidden):
        read(signer, grant, query)


def test_a_grant_that_has_expired_already_is_forbidden(signer: BlobSigner) -> None:
    with pytest.raises(Forbidden):
        read(signer, evolve(GET, expires_at=datetime(2020, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("entry", enrolled("blob_signer"))
async def test_signers_with_one_key_read_each_others_urls(open_adapter: OpenAdapter, entry: object) -> None:
    key = "0123456789abcdef" * 4
    one = await open_adapter(entry, ODDIYA_SIGNING_KEY=key)
    two = await open_adapter(entry, ODDIYA_SIGNING_KEY=key)
    other = await open_adapter(entry, ODDIYA_SIGNING_KEY=key[::-1])
    assert read(two, GET, query_of(one.url(GET))) == GET
    with pytest.raises(Forbidden):
        read(other, GET, query_of(one.url(GET)))
