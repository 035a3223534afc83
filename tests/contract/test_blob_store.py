"""What `ports/blob_store.py` promises of objects, kept by every adapter."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, timedelta
from typing import cast

import pytest

from core.errors import NotFound
from ports.blob_store import MIN_PART, BlobNotFound, BlobStore, InvalidKey
from tests.conftest import OpenAdapter
from tests.contract.blobs import PNG, bytes_of, in_chunks, keys_of, noise, put
from tests.contract.enrolled import enrolled

MIB = 1024 * 1024
KEYS = (
    "a",
    "Photos/2026/IMG_0001.JPG",
    ".hidden",
    "...",
    "a..b/c...",
    "-",
    "a/.b/_",
    "x" * 512,
    "X." * 256,
    "x" * 64 + ".." + "/" + "y" * 300,
    "/".join("abcdefgh" * 32)[:511],
)
NO_KEYS = (
    "",
    "/",
    "/a",
    "a/",
    "a//b",
    ".",
    "..",
    "../a",
    "a/..",
    "a/../b",
    "a/./b",
    "x" * 513,
    "a b",
    "a\n",
    "a\0",
    "a\\b",
    "a%2e",
    "서울",
    "a=b",
    "a+b",
    "a~b",
)


@pytest.fixture(params=enrolled("blob_store"))
async def store(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> BlobStore:
    return cast(BlobStore, await open_adapter(request.param))


@pytest.mark.parametrize("key", KEYS)
async def test_a_key_of_the_permitted_characters_keeps_an_object(store: BlobStore, key: str) -> None:
    await put(store, key, key.encode())
    assert await bytes_of(store, key) == key.encode()
    assert await keys_of(store) == [key]


@pytest.mark.parametrize("key", NO_KEYS)
async def test_any_other_text_is_an_invalid_key(store: BlobStore, key: str) -> None:
    minute = timedelta(minutes=1)
    attempts: list[Callable[[], Awaitable[object]]] = [
        lambda: store.head(key),
        lambda: bytes_of(store, key),
        lambda: put(store, key),
        lambda: store.begin_upload(key, content_type=PNG),
        lambda: store.copy(key, "b"),
        lambda: store.copy("b", key),
        lambda: store.delete(["b", key]),
        lambda: store.sign_get(key, expires_in=minute),
        lambda: store.sign_put(key, content_type=PNG, size=1, expires_in=minute),
    ]
    await put(store, "b")
    for attempt in attempts:
        with pytest.raises(InvalidKey) as refused:
            await attempt()
        assert refused.value.key == key
    assert await keys_of(store) == ["b"]


async def test_a_key_and_a_longer_key_below_it_exist_together(store: BlobStore) -> None:
    keys = ["a", "a/b", "a/b/c"]
    for key in keys:
        await put(store, key, key.encode())
    assert [await bytes_of(store, key) for key in keys] == [b"a", b"a/b", b"a/b/c"]
    await store.delete(["a/b"])
    assert await keys_of(store) == ["a", "a/b/c"]


async def test_keys_that_differ_in_capitals_only_are_different(store: BlobStore) -> None:
    for key in ("Seoul/A", "seoul/A", "seoul/a"):
        await put(store, key, key.encode())
    assert await keys_of(store) == ["Seoul/A", "seoul/A", "seoul/a"]
    assert await bytes_of(store, "Seoul/A") == b"Seoul/A"


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, 8 * MIB, 8 * MIB + 1, 17 * MIB])
async def test_what_was_written_is_read(store: BlobStore, size: int) -> None:
    data = noise(size)
    blob = await put(store, "a", data)
    assert (blob.key, blob.size, blob.content_type) == ("a", size, PNG)
    assert await bytes_of(store, "a") == data


async def test_chunks_may_be_of_any_size_and_empty(store: BlobStore) -> None:
    await store.write("a", in_chunks(b"", b"x", b"", b"yz" * MIB, b""), content_type=PNG)
    assert await bytes_of(store, "a") == b"x" + b"yz" * MIB


async def test_an_object_of_no_chunks_is_empty(store: BlobStore) -> None:
    blob = await store.write("a", in_chunks(), content_type=PNG)
    assert blob.size == 0
    assert await bytes_of(store, "a") == b""


async def test_a_write_tells_what_head_and_list_tell(store: BlobStore) -> None:
    written = await put(store, "a/b", b"data", "text/plain; charset=utf-8")
    assert await store.head("a/b") == written
    assert [blob async for blob in store.list()] == [written]
    assert written.content_type == "text/plain; charset=utf-8"
    assert written.modified_at.tzinfo is UTC


async def test_writing_replaces_what_was_there(store: BlobStore) -> None:
    await put(store, "a", b"old" * 100, "image/gif")
    await put(store, "a", b"new", PNG)
    assert await bytes_of(store, "a") == b"new"
    assert (await store.head("a")).content_type == PNG


async def test_the_etag_changes_whenever_the_bytes_do(store: BlobStore) -> None:
    etags = [(await put(store, "a", data)).etag for data in (b"", b"one", b"two", b"onetwo")]
    assert len(set(etags)) == len(etags)
    assert (await store.head("a")).etag == etags[-1]


async def test_a_failing_write_leaves_what_was_there(store: BlobStore) -> None:
    async def failing(size: int) -> AsyncIterator[bytes]:
        yield b"x" * size
        raise LookupError

    await put(store, "kept", b"old")
    for key in ("kept", "new"):
        for size in (1, 9 * MIB):
            with pytest.raises(LookupError):
                await store.write(key, failing(size), content_type=PNG)
    assert await keys_of(store) == ["kept"]
    assert await bytes_of(store, "kept") == b"old"


@pytest.mark.parametrize("size", [1, 9 * MIB])
async def test_a_cancelled_write_leaves_what_was_there(store: BlobStore, size: int) -> None:
    waiting = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"x" * size
        waiting.set()
        await asyncio.Event().wait()

    await put(store, "kept", b"old")
    writing = asyncio.create_task(store.write("kept", endless(), content_type=PNG))
    await asyncio.wait_for(waiting.wait(), 10)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await keys_of(store) == ["kept"]
    assert await bytes_of(store, "kept") == b"old"


async def test_nothing_of_a_write_is_visible_before_its_end(store: BlobStore) -> None:
    seen = []

    async def looking() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"new" * (3 * MIB)
            seen.append(await bytes_of(store, "a"))

    await put(store, "a", b"old")
    await store.write("a", looking(), content_type=PNG)
    assert seen == [b"old"] * 3
    assert (await store.head("a")).size == 27 * MIB


async def test_a_reader_sees_one_whole_object_while_it_is_replaced(store: BlobStore) -> None:
    old, new = b"o" * (2 * MIB), b"n" * (3 * MIB)
    await put(store, "a", old)
    seen = bytearray()
    async for piece in store.read("a"):
        seen += piece
        await put(store, "a", new)
    assert seen == old
    assert await bytes_of(store, "a") == new


async def test_of_writers_at_once_one_wins_with_the_whole_of_its_bytes(store: BlobStore) -> None:
    wanted = [bytes([letter]) * (MIB + letter) for letter in b"abcdef"]
    await asyncio.gather(*(put(store, "a", data, f"text/x-{data[:1].decode()}") for data in wanted))
    data = await bytes_of(store, "a")
    assert data in wanted
    assert (await store.head("a")).content_type == f"text/x-{data[:1].decode()}"


async def test_what_does_not_exist_is_not_found(store: BlobStore) -> None:
    await put(store, "a/b")
    for attempt in (
        lambda: store.head("a"),
        lambda: bytes_of(store, "a"),
        lambda: bytes_of(store, "a", start=5, stop=5),
        lambda: bytes_of(store, "a", start=5),
        lambda: store.copy("a", "b"),
    ):
        with pytest.raises(BlobNotFound) as missing:
            await attempt()
        assert missing.value.key == "a"
    assert await keys_of(store) == ["a/b"]


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        (0, None, b"0123456789"),
        (0, 10, b"0123456789"),
        (0, 1, b"0"),
        (3, 7, b"3456"),
        (3, None, b"3456789"),
        (9, 10, b"9"),
        (9, 999, b"9"),
        (0, 0, b""),
        (5, 5, b""),
        (7, 3, b""),
        (10, None, b""),
        (10, 20, b""),
        (999, None, b""),
    ],
)
async def test_a_range_is_read_from_start_to_before_stop(
    store: BlobStore, start: int, stop: int | None, expected: bytes
) -> None:
    await put(store, "a", b"0123456789")
    assert await bytes_of(store, "a", start=start, stop=stop) == expected


async def test_a_range_begins_at_the_beginning_at_the_earliest(store: BlobStore) -> None:
    await put(store, "a", b"0123456789")
    with pytest.raises(ValueError, match="-1"):
        await bytes_of(store, "a", start=-1)


async def test_there_is_no_range_in_an_empty_object(store: BlobStore) -> None:
    await put(store, "a", b"")
    assert await bytes_of(store, "a", start=0, stop=5) == b""
    assert await bytes_of(store, "a", start=3) == b""


async def test_a_range_of_a_large_object_is_read_exactly(store: BlobStore) -> None:
    data = noise(9 * MIB + 5, seed=1)
    await put(store, "a", data)
    assert await bytes_of(store, "a", start=MIB - 1, stop=9 * MIB + 1) == data[MIB - 1 : 9 * MIB + 1]


async def test_a_large_object_is_read_in_small_pieces(store: BlobStore) -> None:
    await put(store, "a", bytes(9 * MIB))
    assert max([len(piece) async for piece in store.read("a")]) <= MIB


async def test_copy_stores_bytes_and_type_under_the_target_too(store: BlobStore) -> None:
    data = noise(2 * MIB, seed=2)
    await put(store, "a/b", data, "image/webp")
    await put(store, "a", b"old")
    copied = await store.copy("a/b", "a")
    assert (copied.key, copied.size, copied.content_type) == ("a", len(data), "image/webp")
    assert copied == await store.head("a")
    await store.delete(["a/b"])
    assert await bytes_of(store, "a") == data


async def test_an_object_copied_onto_itself_stays(store: BlobStore) -> None:
    await put(store, "a", b"data")
    assert (await store.copy("a", "a")).size == 4
    assert await bytes_of(store, "a") == b"data"


async def test_a_failed_copy_leaves_what_was_there(store: BlobStore) -> None:
    await put(store, "a", b"old")
    with pytest.raises(BlobNotFound):
        await store.copy("missing", "a")
    assert await bytes_of(store, "a") == b"old"


async def test_deleting_is_quiet_about_what_does_not_exist(store: BlobStore) -> None:
    for key in ("a", "b", "c/d"):
        await put(store, key)
    await store.delete(["a", "missing", "c/d", "c", "a"])
    await store.delete([])
    assert await keys_of(store) == ["b"]


async def test_thousands_of_objects_are_deleted_at_once(store: BlobStore) -> None:
    for key in ("k/0000", "k/1999", "k/2000", "kept"):
        await put(store, key)
    await store.delete(f"k/{number:04}" for number in range(2001))
    assert await keys_of(store) == ["kept"]


async def test_list_goes_through_keys_in_ascending_order(store: BlobStore) -> None:
    keys = ["a", "a-", "a-/x", "a.b", "a/b", "a/b/c", "a/b-", "a0", "aB", "B", "b", "_", "a" * 64, "a" * 65, "a" * 64]
    keys += ["a" * 64 + "/x", "a" * 64 + "-", "a" * 64 + "0/y", "a" * 130 + "/z", "0"]
    for key in set(keys):
        await put(store, key)
    assert await keys_of(store) == sorted(set(keys))


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", ["a", "a/b", "a/bc/d", "a/be", "ab", "b"]),
        ("a", ["a", "a/b", "a/bc/d", "a/be", "ab"]),
        ("a/", ["a/b", "a/bc/d", "a/be"]),
        ("a/b", ["a/b", "a/bc/d", "a/be"]),
        ("a/bc/", ["a/bc/d"]),
        ("a/bc/d", ["a/bc/d"]),
        ("a/bc/d/", []),
        ("a/bcd", []),
        ("c", []),
        ("/", []),
        ("a//", []),
        ("../a", []),
        ("서", []),
        ("a/b+", []),
        ("x" * 2000, []),
    ],
)
async def test_list_gives_the_keys_that_begin_with_the_prefix(
    store: BlobStore, prefix: str, expected: list[str]
) -> None:
    for key in ("a", "a/b", "a/bc/d", "a/be", "ab", "b"):
        await put(store, key)
    assert await keys_of(store, prefix) == expected


async def test_a_listing_bears_deletions_on_its_way(store: BlobStore) -> None:
    for key in ("a", "b/c", "b/d", "e"):
        await put(store, key)
    seen = []
    async for blob in store.list():
        seen.append(blob.key)
        await store.delete([blob.key])
    assert seen == ["a", "b/c", "b/d", "e"]
    assert await keys_of(store) == []


async def test_delete_prefix_forgets_what_begins_with_it_and_counts(store: BlobStore) -> None:
    for key in ("a", "a/b", "a/c/d", "ab", "b/a"):
        await put(store, key)
    assert await store.delete_prefix("a/") == 2
    assert await keys_of(store) == ["a", "ab", "b/a"]
    assert await store.delete_prefix("a") == 2
    assert await store.delete_prefix("a") == 0
    assert await keys_of(store) == ["b/a"]


async def test_a_prefix_that_no_key_has_deletes_nothing(store: BlobStore) -> None:
    await put(store, "a")
    assert [await store.delete_prefix(prefix) for prefix in ("b", "/", "a//", "../", "서", "a+")] == [0] * 6
    assert await keys_of(store) == ["a"]


async def test_an_empty_prefix_deletes_nothing(store: BlobStore) -> None:
    await put(store, "a")
    with pytest.raises(ValueError, match="prefix"):
        await store.delete_prefix("")
    assert await keys_of(store) == ["a"]


async def test_delete_prefix_forgets_unfinished_uploads(store: BlobStore) -> None:
    doomed = await store.begin_upload("jobs/1/film.mp4", content_type="video/mp4")
    kept = await store.begin_upload("jobs/2/film.mp4", content_type="video/mp4")
    await doomed.part(1, b"doomed")
    await kept.part(1, b"kept")
    assert await store.delete_prefix("jobs/1/") == 0
    with pytest.raises(NotFound):
        await doomed.complete()
    await kept.complete()
    assert await keys_of(store) == ["jobs/2/film.mp4"]


async def test_parts_may_be_sent_in_any_order_and_at_once(store: BlobStore) -> None:
    data = noise(3 * MIN_PART + 17, seed=3)
    upload = await store.begin_upload("a", content_type="video/mp4")
    numbers = [4, 2, 1, 3]
    await asyncio.gather(*(upload.part(n, data[(n - 1) * MIN_PART : n * MIN_PART]) for n in numbers))
    blob = await upload.complete()
    assert (blob.size, blob.content_type) == (len(data), "video/mp4")
    assert blob == await store.head("a")
    assert await bytes_of(store, "a") == data


async def test_part_numbers_may_have_gaps(store: BlobStore) -> None:
    upload = await store.begin_upload("a", content_type=PNG)
    await upload.part(10_000, b"end")
    await upload.part(7, b"x" * MIN_PART)
    await upload.complete()
    assert await bytes_of(store, "a") == b"x" * MIN_PART + b"end"


async def test_the_same_number_again_replaces_the_part(store: BlobStore) -> None:
    upload = await store.begin_upload("a", content_type=PNG)
    await upload.part(1, b"first, and longer")
    await upload.part(1, b"second")
    await upload.complete()
    assert await bytes_of(store, "a") == b"second"


async def test_a_part_before_the_last_is_not_too_small(store: BlobStore) -> None:
    upload = await store.begin_upload("a", content_type=PNG)
    await upload.part(1, b"x" * (MIN_PART - 1))
    await upload.part(2, b"y")
    with pytest.raises(ValueError, match="part 1"):
        await upload.complete()
    assert await keys_of(store) == []
    await upload.part(1, b"x" * MIN_PART)
    assert (await upload.complete()).size == MIN_PART + 1


@pytest.mark.parametrize("number", [0, -1, 10_001])
async def test_parts_are_numbered_from_one(store: BlobStore, number: int) -> None:
    upload = await store.begin_upload("a", content_type=PNG)
    with pytest.raises(ValueError, match="numbered"):
        await upload.part(number, b"x")
    await upload.abort()


async def test_an_upload_without_parts_makes_an_empty_object(store: BlobStore) -> None:
    await put(store, "a", b"old")
    upload = await store.begin_upload("a", content_type="text/plain")
    blob = await upload.complete()
    assert (blob.size, blob.content_type) == (0, "text/plain")
    assert await bytes_of(store, "a") == b""


async def test_nothing_of_an_upload_is_visible_before_it_is_complete(store: BlobStore) -> None:
    await put(store, "a", b"old")
    for key in ("a", "b"):
        upload = await store.begin_upload(key, content_type=PNG)
        await upload.part(1, b"new")
        assert await keys_of(store) == ["a"]
        assert await bytes_of(store, "a") == b"old"
        await upload.abort()


async def test_an_aborted_upload_is_forgotten(store: BlobStore) -> None:
    await put(store, "a", b"old")
    upload = await store.begin_upload("a", content_type=PNG)
    await upload.part(1, b"new")
    await upload.abort()
    await upload.abort()
    with pytest.raises(NotFound):
        await upload.part(2, b"more")
    with pytest.raises(NotFound):
        await upload.complete()
    assert await bytes_of(store, "a") == b"old"


async def test_an_abort_does_not_undo_a_complete_upload(store: BlobStore) -> None:
    upload = await store.begin_upload("a", content_type=PNG)
    await upload.part(1, b"new")
    await upload.complete()
    await upload.abort()
    await upload.abort()
    assert await bytes_of(store, "a") == b"new"


async def test_a_complete_upload_is_over(store: BlobStore) -> None:
    upload = await store.begin_upload("a", content_type=PNG)
    await upload.part(1, b"new")
    await upload.complete()
    with pytest.raises(NotFound):
        await upload.part(2, b"more")
    with pytest.raises(NotFound):
        await upload.complete()
    assert await bytes_of(store, "a") == b"new"


async def test_uploads_of_one_key_do_not_mix(store: BlobStore) -> None:
    one = await store.begin_upload("a", content_type="text/x-one")
    two = await store.begin_upload("a", content_type="text/x-two")
    await one.part(1, b"one")
    await two.part(1, b"two")
    await two.complete()
    assert await bytes_of(store, "a") == b"two"
    await one.complete()
    assert await bytes_of(store, "a") == b"one"
    assert (await store.head("a")).content_type == "text/x-one"
