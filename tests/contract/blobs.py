"""What the contract tests of blob stores write and read."""

from collections.abc import AsyncIterator
from hashlib import shake_128

from ports.blob_store import Blob, BlobStore

PNG = "image/png"


async def in_chunks(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def noise(size: int, *, seed: int = 0) -> bytes:
    return shake_128(str(seed).encode()).digest(size)


async def put(store: BlobStore, key: str, data: bytes = b"something", content_type: str = PNG) -> Blob:
    return await store.write(key, in_chunks(data), content_type=content_type)


async def bytes_of(store: BlobStore, key: str, *, start: int = 0, stop: int | None = None) -> bytes:
    return b"".join([piece async for piece in store.read(key, start=start, stop=stop)])


async def keys_of(store: BlobStore, prefix: str = "") -> list[str]:
    return [blob.key async for blob in store.list(prefix)]
