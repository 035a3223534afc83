"""However large an object is, a store on disk or in S3 holds only a bounded part of it in memory."""

import pytest

from composition.catalogue import adapters_of
from tests.conftest import environment_of
from tests.processes import python

FLOOD = """
import asyncio, sys
from contextlib import AsyncExitStack
from resource import RUSAGE_SELF, getrusage
from composition.opener import Opener
from composition.settings import Settings

MIB = 1024 * 1024

async def chunks(size):
    for _ in range(size // MIB):
        yield bytes(MIB)

async def through(store, size):
    await store.write("large", chunks(size), content_type="video/mp4")
    await store.copy("large", "copy")
    read = 0
    async for piece in store.read("large"):
        read += len(piece)
    assert read == size

async def main():
    async with AsyncExitStack() as stack:
        store = await Opener(Settings.read(), stack).open("blob_store")
        await through(store, 1 * MIB)
        before = getrusage(RUSAGE_SELF).ru_maxrss
        await through(store, int(sys.argv[1]) * MIB)
        unit = 1 if sys.platform == "darwin" else 1024
        print((getrusage(RUSAGE_SELF).ru_maxrss - before) * unit // MIB, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize(("name", "bound"), [("filesystem", 16), ("s3", 96)])
def test_a_large_object_passes_through_little_memory(
    name: str, bound: int, request: pytest.FixtureRequest, tmp_path: object
) -> None:
    environment = {
        "ODDIYA_BLOB_STORE": name,
        "ODDIYA_HOME": str(tmp_path),
        **environment_of(adapters_of("blob_store")[name], request),
    }
    with python(FLOOD, "256", environment=environment) as program:
        grown = int(program.line(within=120))
    assert grown < bound
