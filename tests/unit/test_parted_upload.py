"""Bytes are stored in parts as they come, a few at a time, and leave nothing where they do not come to their end."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from core.errors import Unavailable
from core.video.use_cases.steps.parted_upload import PART, part_size, parted_upload
from ports.blob_store import MIN_PART
from tests.frames_rig import PaperBlobStore, nothing_happens

KEY = "frames/mina/1/frames.zip"
ZIP = "application/zip"
DOWN = Unavailable(what="the blob store")


async def stored(store: PaperBlobStore) -> dict[str, bytes]:
    return {blob.key: b"".join([piece async for piece in store.read(blob.key)]) async for blob in store.list()}


async def turns_pass() -> None:
    """Let everybody go on who can: nothing here waits for anything but another task."""
    for _ in range(100):
        await asyncio.sleep(0)


@pytest.mark.parametrize("pieces", [[], [b""], [b"abc"], [b"abcd"], [b"a", b"bcdefgh", b"", b"ijklmnop"]])
async def test_an_object_is_there_with_all_its_bytes_once_the_block_is_left(pieces: list[bytes]) -> None:
    store = PaperBlobStore(nothing_happens)
    async with parted_upload(store, KEY, content_type=ZIP, part=4) as upload:
        for piece in pieces:
            await upload.write(piece)
        assert await stored(store) == {}
    assert await stored(store) == {KEY: b"".join(pieces)}
    assert (await store.head(KEY)).content_type == ZIP


async def test_while_a_part_is_on_its_way_another_one_is_filled_and_then_waits() -> None:
    gates = {number: asyncio.Event() for number in range(4)}
    gates[0].set()

    async def wait(number: int) -> None:
        await gates[number].wait()

    store = PaperBlobStore(wait)
    async with parted_upload(store, KEY, content_type=ZIP, part=4) as upload:
        await upload.write(b"aaaabbb")
        writing = asyncio.create_task(upload.write(b"bcc"))
        await turns_pass()
        assert (writing.done(), store.on_their_way) == (False, 1)
        for gate in gates.values():
            gate.set()
        await writing
    assert await stored(store) == {KEY: b"aaaabbbbcc"}
    assert store.most_at_once == 1


@pytest.mark.parametrize("failing", [0, 1, 3])
@pytest.mark.parametrize("refuses", [False, True])
async def test_a_part_that_cannot_be_stored_ends_it_all(failing: int, *, refuses: bool) -> None:
    async def fail(number: int) -> None:
        if number == failing:
            raise DOWN

    store = PaperBlobStore(fail)
    store.refuses_to_abort = refuses
    with pytest.raises(Unavailable) as raised:
        async with parted_upload(store, KEY, content_type=ZIP, part=4) as upload:
            for _ in range(10):
                await upload.write(b"abc")
    assert raised.value is DOWN
    assert (await stored(store), store.begun, store.on_their_way) == ({}, [], 0)


async def test_whoever_is_cancelled_leaves_nothing_and_stops_sending() -> None:
    forever = asyncio.Event()

    async def wait(_: int) -> None:
        await forever.wait()

    store = PaperBlobStore(wait)

    async def upload_it() -> None:
        async with parted_upload(store, KEY, content_type=ZIP, part=4) as upload:
            await upload.write(b"aaaabb")
            await forever.wait()

    uploading = asyncio.create_task(upload_it())
    await turns_pass()
    assert store.on_their_way == 1
    uploading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await uploading
    assert (await stored(store), store.begun, store.on_their_way) == ({}, [], 0)


async def test_what_goes_wrong_in_the_block_is_what_is_raised() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"abc"
        raise LookupError

    store = PaperBlobStore(nothing_happens)
    with pytest.raises(LookupError):
        async with parted_upload(store, KEY, content_type=ZIP, part=4) as upload:
            async for piece in pieces():
                await upload.write(piece)
    assert (await stored(store), store.begun) == ({}, [])


def test_parts_grow_so_that_ten_thousand_of_them_hold_more_than_any_video_can_make() -> None:
    sizes = [part_size(number, least=PART) for number in range(1, 10_001)]
    assert sizes == sorted(sizes)
    assert (min(sizes) >= MIN_PART, max(sizes)) == (True, 80 * 1024**2)
    assert sum(sizes) > 300 * 1024**3
    assert sum(sizes[:2_000]) > 9 * 1024**3
