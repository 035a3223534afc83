"""What a process that dies in the middle of a write leaves on disk or in S3 is found by who cleans up, and all goes."""

import signal
from pathlib import Path

import pytest

from composition.catalogue import adapters_of
from ports.blob_store import BlobStore
from tests.conftest import OpenAdapter, environment_of
from tests.contract.blobs import keys_of, put
from tests.processes import python

PROGRAM = """
import asyncio, os, signal, sys
from contextlib import AsyncExitStack
from pathlib import Path
from adapters.filesystem.blob_file import NewFile
from composition.opener import Opener
from composition.settings import Settings

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

async def chunks():
    for _ in range(9):
        yield bytes(1024 * 1024)
    print("writing", flush=True)
    await asyncio.Event().wait()

async def main(moment):
    async with AsyncExitStack() as stack:
        store = await Opener(Settings.read(), stack).open("blob_store")
        upload = await store.begin_upload("dead/parts", content_type="video/mp4")
        await upload.part(1, b"data")
        print("begun", flush=True)
        if moment == "in a write":
            await store.write("dead/write", chunks(), content_type="video/mp4")
        elif moment == "in a part":
            NewFile.take = die
            await upload.part(2, b"more")
        else:
            Path.unlink = die
            await upload.abort()

asyncio.run(main(sys.argv[1]))
"""


def die(environment: dict[str, str], moment: str) -> None:
    with python(PROGRAM, moment, environment=environment) as program:
        assert program.line() == "begun"
        if moment == "in a write":
            assert program.line() == "writing"
            program.kill(signal.SIGKILL)
        else:
            assert program.process.wait(timeout=30) == -signal.SIGKILL


async def abandon_all(store: BlobStore, prefix: str) -> list[str]:
    keys = []
    async for upload in store.unfinished(prefix):
        await store.abandon(upload)
        keys.append(upload.key)
    return sorted(keys)


@pytest.mark.parametrize("name", ["filesystem", "s3"])
async def test_what_is_left_of_a_write_and_of_an_upload_is_found_and_goes(
    name: str, open_adapter: OpenAdapter, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    entry = adapters_of("blob_store")[name]
    store: BlobStore = await open_adapter(entry)
    await put(store, "dead/kept")
    home = {"ODDIYA_HOME": str(tmp_path / "home"), "ODDIYA_BLOB_STORE": name}
    die({**home, **environment_of(entry, request)}, "in a write")
    assert await abandon_all(store, "alive/") == []
    assert await abandon_all(store, "dead/") == ["dead/parts", "dead/write"]
    assert await abandon_all(store, "") == []
    assert await keys_of(store) == ["dead/kept"]


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        ("in a write", ["dead/parts", "dead/write"]),
        ("in a part", ["dead/parts", "dead/parts"]),
        ("in an abort", ["dead/parts"]),
    ],
)
async def test_no_file_is_left_on_the_disk(
    moment: str, left: list[str], open_adapter: OpenAdapter, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    store: BlobStore = await open_adapter(adapters_of("blob_store")["filesystem"])
    die({"ODDIYA_HOME": str(home), "ODDIYA_BLOB_STORE": "filesystem"}, moment)
    assert await abandon_all(store, "") == left
    assert sorted(path.name for path in (home / "blobs").rglob("*")) == ["drafts", "objects", "uploads"]
