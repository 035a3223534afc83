"""What `ports/blob_store.py` promises of uploads that nobody completes, kept by every adapter."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve, frozen

from composition.catalogue import Entry
from core.errors import NotFound
from ports.blob_store import BlobStore, BlobUpload, UnfinishedUpload
from tests.conftest import OpenAdapter
from tests.contract.blobs import PNG, bytes_of, keys_of, put
from tests.contract.enrolled import enrolled

COARSELY = timedelta(seconds=2)  # some stores tell the second and no more


@frozen
class Pair:
    """Two processes that keep objects at the same place."""

    here: BlobStore
    there: BlobStore


@pytest.fixture(params=enrolled("blob_store"))
async def pair(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Pair:
    entry: Entry = request.param
    here = await open_adapter(entry)
    # What is in one process's memory, only that process can see.
    return Pair(here, here if entry.name == "memory" else await open_adapter(entry))


async def begin(store: BlobStore, *keys: str) -> list[BlobUpload]:
    uploads = [await store.begin_upload(key, content_type=PNG) for key in keys]
    for upload in uploads:
        await upload.part(1, b"data")
    return uploads


async def found(store: BlobStore, prefix: str = "") -> list[UnfinishedUpload]:
    return [upload async for upload in store.unfinished(prefix)]


async def keys_unfinished(store: BlobStore, prefix: str = "") -> list[str]:
    return sorted(upload.key for upload in await found(store, prefix))


async def test_an_upload_is_unfinished_from_its_beginning_to_its_end(pair: Pair) -> None:
    assert await found(pair.there) == []
    first, second = [await pair.here.begin_upload(key, content_type=PNG) for key in ("a/b", "a/c")]
    assert await keys_unfinished(pair.there) == ["a/b", "a/c"]
    await first.part(1, b"data")
    assert await keys_unfinished(pair.there) == ["a/b", "a/c"]
    await first.complete()
    assert await keys_unfinished(pair.there) == ["a/c"]
    await second.abort()
    assert await found(pair.there) == []


async def test_what_is_complete_is_not_unfinished(pair: Pair) -> None:
    await put(pair.here, "a", b"whole")
    await put(pair.here, "b", bytes(9 * 1024 * 1024))
    await pair.here.copy("a", "c")
    assert await found(pair.there) == []


async def test_uploads_are_told_by_the_beginning_of_their_keys(pair: Pair) -> None:
    await begin(pair.here, "a", "a/b", "ab", "b/a", "X/a")
    for prefix, keys in (
        ("", ["X/a", "a", "a/b", "ab", "b/a"]),
        ("a", ["a", "a/b", "ab"]),
        ("a/", ["a/b"]),
        ("a/b", ["a/b"]),
        ("x", []),
        ("a/b/", []),
        ("no key begins so", []),
    ):
        assert await keys_unfinished(pair.there, prefix) == keys


async def test_many_uploads_are_all_told_those_of_one_key_as_well(pair: Pair) -> None:
    for _ in range(3):
        for number in range(15):
            await pair.here.begin_upload(f"many/{number:02}", content_type=PNG)
    uploads = await found(pair.there, "many/")
    assert sorted(upload.key for upload in uploads) == sorted([f"many/{number:02}" for number in range(15)] * 3)
    assert len({(upload.key, upload.upload_id) for upload in uploads}) == 45


@pytest.fixture
def punctual(pair: Pair, request: pytest.FixtureRequest) -> Pair:
    """Stores that tell the time."""
    if request.node.callspec.params["pair"].name == "s3":
        because = "to the server that stands in for it every upload is of the year 2010"
        request.applymarker(pytest.mark.xfail(reason=because, strict=True))
    return pair


async def test_it_is_told_when_an_upload_was_begun(punctual: Pair) -> None:
    before = datetime.now(UTC)  # noqa: TID251 - the adapters' clock is this one
    await begin(punctual.here, "a")
    after = datetime.now(UTC)  # noqa: TID251 - the same
    (begun,) = await found(punctual.there)
    assert before - COARSELY <= begun.begun_at <= after + COARSELY


async def test_when_an_upload_was_begun_stays_as_it_grows(pair: Pair) -> None:
    (upload,) = await begin(pair.here, "a")
    (begun,) = await found(pair.there)
    assert begun.begun_at.tzinfo is UTC
    await upload.part(2, b"more")
    assert await found(pair.there) == [begun]


async def test_an_abandoned_upload_is_forgotten_whoever_began_it(pair: Pair) -> None:
    await put(pair.here, "a", b"old")
    doomed, other = await begin(pair.here, "a", "b")
    (upload,) = await found(pair.there, "a")
    await pair.there.abandon(upload)
    assert await keys_unfinished(pair.here) == ["b"]
    with pytest.raises(NotFound):
        await doomed.part(2, b"more")
    with pytest.raises(NotFound):
        await doomed.complete()
    await doomed.abort()
    await other.complete()
    assert await keys_of(pair.here) == ["a", "b"]
    assert await bytes_of(pair.here, "a") == b"old"


async def test_of_uploads_of_one_key_one_is_abandoned(pair: Pair) -> None:
    await begin(pair.here, "a", "a")
    one, other = await found(pair.there)
    await pair.there.abandon(one)
    assert await found(pair.here) == [other]


async def test_abandoning_is_quiet_about_what_is_not_there_any_more(pair: Pair) -> None:
    complete, aborted, twice = await begin(pair.here, "complete", "aborted", "twice")
    uploads = await found(pair.there)
    await complete.complete()
    await aborted.abort()
    for upload in (*uploads, *uploads):
        await pair.there.abandon(upload)
    for never in ("never", "../objects/complete", "uploads/..", "drafts/never"):
        await pair.there.abandon(evolve(uploads[0], upload_id=never))
    with pytest.raises(NotFound):
        await twice.complete()
    assert await found(pair.here) == []
    assert await bytes_of(pair.here, "complete") == b"data"


async def test_uploads_that_are_abandoned_on_the_way_do_not_disturb(pair: Pair) -> None:
    await begin(pair.here, *(f"a/{number}" for number in range(5)))
    seen = []
    async for upload in pair.there.unfinished("a/"):
        seen.append(upload.key)
        await pair.here.abandon(upload)
    assert sorted(seen) == [f"a/{number}" for number in range(5)]
    assert await found(pair.there) == []
