"""URLs of objects in S3, where the bucket is part of the path and where it is part of the host."""

from datetime import timedelta

import pytest

from composition.catalogue import adapters_of
from ports.blob_store import BlobStore
from tests.conftest import OpenAdapter
from tests.contract.test_blob_store_urls import strange_urls

ENTRY = adapters_of("blob_store")["s3"]
MINUTE = timedelta(minutes=1)
AT_AMAZON = "https://oddiya-media.s3.ap-northeast-2.amazonaws.com"
OTHERS = (
    "https://oddiya-media2.s3.ap-northeast-2.amazonaws.com/a/one.jpg",
    "https://evil.oddiya-media.s3.ap-northeast-2.amazonaws.com/a/one.jpg",
    "https://oddiya-media.s3.ap-northeast-2.amazonaws.com.evil.example/a/one.jpg",
    "https://oddiya-media.s3.us-east-1.amazonaws.com/a/one.jpg",
    "https://oddiya-media.evil.example/a/one.jpg",
    "https://s3.ap-northeast-2.amazonaws.com/oddiya-media/a/one.jpg",
    "https://s3.ap-northeast-2.amazonaws.com/other/a/one.jpg",
    "http://oddiya-media.s3.ap-northeast-2.amazonaws.com/a/one.jpg",
    "https://media.example:9000/oddiya-media/a/one.jpg",
)


@pytest.fixture
async def at_amazon(open_adapter: OpenAdapter) -> BlobStore:
    store: BlobStore = await open_adapter(ENTRY, ODDIYA_AWS_ENDPOINT_URL="", ODDIYA_S3_BUCKET="oddiya-media")
    return store


async def test_a_bucket_in_the_host_is_known_by_its_host_alone(at_amazon: BlobStore) -> None:
    signed = await at_amazon.sign_get("a/one.jpg", expires_in=MINUTE)
    assert signed.url.startswith(f"{AT_AMAZON}/a/one.jpg?")
    assert await at_amazon.key_of(signed.url) == await at_amazon.key_of(f"{AT_AMAZON}/a/one.jpg") == "a/one.jpg"
    for other in (*OTHERS, *strange_urls(f"{AT_AMAZON}/a/one.jpg")):
        assert await at_amazon.key_of(other) is None, other


async def test_a_bucket_in_the_path_is_known_by_host_and_path(open_adapter: OpenAdapter) -> None:
    environment = {"ODDIYA_S3_PUBLIC_URL": "https://media.example:9000", "ODDIYA_S3_BUCKET": "oddiya-media"}
    store: BlobStore = await open_adapter(ENTRY, **environment)
    place = "https://media.example:9000/oddiya-media"
    assert await store.key_of(f"{place}/a/one.jpg") == "a/one.jpg"
    for other in (
        "https://media.example:9000/oddiya-media2/a/one.jpg",
        "https://media.example:9000/a/one.jpg",
        "https://media.example:9000/other/oddiya-media/a/one.jpg",
        "https://media.example:9001/oddiya-media/a/one.jpg",
        f"{AT_AMAZON}/a/one.jpg",
        *strange_urls(f"{place}/a/one.jpg"),
    ):
        assert await store.key_of(other) is None, other
