"""A blob store is a dictionary, whatever is done to it in whatever order."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from attrs import define, field
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from typing_extensions import override

from composition.catalogue import Entry
from composition.opener import Opener
from composition.settings import Settings
from core.errors import NotFound
from ports.blob_store import MIN_PART, BlobNotFound, BlobStore, BlobUpload
from tests.conftest import environment_of
from tests.contract.blobs import bytes_of, in_chunks
from tests.contract.enrolled import enrolled

KEYS = ("a", "a/b", "a/b/c", "a/b-", "a-", "a.b", "A", "ab", "b/a", "a" * 64, "a" * 65 + "/B", "a" * 64 + "/-")
TYPES = ("image/png", "video/mp4; codecs=avc1", "text/plain")
LARGE = b"large" * (MIN_PART // 5 + 1)

T = TypeVar("T")
keys = st.sampled_from(KEYS)
prefixes = st.sampled_from(sorted({key[:length] for key in KEYS for length in (1, 2, 3, 5, 64, 66) if key[:length]}))
types = st.sampled_from(TYPES)
chunks = st.lists(st.binary(max_size=40), max_size=4)
positions = st.integers(0, 50)
parts = st.one_of(st.binary(max_size=20), st.binary(max_size=20), st.just(LARGE))


@define
class ModelUpload:
    """An upload as a dictionary sees it."""

    upload: BlobUpload
    key: str
    content_type: str
    parts: dict[int, bytes] = field(factory=dict)
    is_open: bool = True


class BlobStoreMachine(RuleBasedStateMachine):
    """Does the same to a store and to a dictionary."""

    uploads: Bundle[ModelUpload] = Bundle("uploads")

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.store: BlobStore = self.run(Opener(Settings.read(environment), self.stack).open("blob_store"))
        self.model: dict[str, tuple[bytes, str]] = {}
        self.begun: list[ModelUpload] = []

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @rule(key=keys, data=chunks, content_type=types)
    def write(self, key: str, data: list[bytes], content_type: str) -> None:
        blob = self.run(self.store.write(key, in_chunks(*data), content_type=content_type))
        self.model[key] = (b"".join(data), content_type)
        assert (blob.key, blob.size, blob.content_type) == (key, len(b"".join(data)), content_type)

    @rule(key=keys, data=chunks)
    def fail_to_write(self, key: str, data: list[bytes]) -> None:
        async def failing() -> AsyncIterator[bytes]:
            for chunk in data:
                yield chunk
            raise LookupError

        with pytest.raises(LookupError):
            self.run(self.store.write(key, failing(), content_type="text/html"))

    @rule(key=keys, start=positions, stop=st.none() | positions)
    def read(self, key: str, start: int, stop: int | None) -> None:
        if key in self.model:
            assert self.run(bytes_of(self.store, key, start=start, stop=stop)) == self.model[key][0][start:stop]
        else:
            with pytest.raises(BlobNotFound):
                self.run(bytes_of(self.store, key, start=start, stop=stop))

    @rule(source=keys, copy=keys)
    def copy_object(self, source: str, copy: str) -> None:
        if source in self.model:
            self.run(self.store.copy(source, copy))
            self.model[copy] = self.model[source]
        else:
            with pytest.raises(BlobNotFound):
                self.run(self.store.copy(source, copy))

    @rule(some=st.lists(keys, max_size=4))
    def delete(self, some: list[str]) -> None:
        self.run(self.store.delete(some))
        for key in some:
            self.model.pop(key, None)

    @rule(prefix=prefixes)
    def delete_prefix(self, prefix: str) -> None:
        doomed = [key for key in self.model if key.startswith(prefix)]
        assert self.run(self.store.delete_prefix(prefix)) == len(doomed)
        for key in doomed:
            del self.model[key]
        for begun in self.begun:
            begun.is_open = begun.is_open and not begun.key.startswith(prefix)

    @rule(prefix=prefixes)
    def list_prefix(self, prefix: str) -> None:
        assert self.listed(prefix) == sorted(key for key in self.model if key.startswith(prefix))

    @rule(target=uploads, key=keys, content_type=types)
    def begin_upload(self, key: str, content_type: str) -> ModelUpload:
        upload = self.run(self.store.begin_upload(key, content_type=content_type))
        self.begun.append(ModelUpload(upload, key, content_type))
        return self.begun[-1]

    @rule(begun=uploads, number=st.integers(1, 4), data=parts)
    def send_part(self, begun: ModelUpload, number: int, data: bytes) -> None:
        if begun.is_open:
            self.run(begun.upload.part(number, data))
            begun.parts[number] = data
        else:
            with pytest.raises(NotFound):
                self.run(begun.upload.part(number, data))

    @rule(begun=uploads)
    def complete(self, begun: ModelUpload) -> None:
        ordered = [data for _, data in sorted(begun.parts.items())]
        if not begun.is_open:
            with pytest.raises(NotFound):
                self.run(begun.upload.complete())
        elif any(len(data) < MIN_PART for data in ordered[:-1]):
            with pytest.raises(ValueError, match="every part but the last"):
                self.run(begun.upload.complete())
        else:
            self.run(begun.upload.complete())
            self.model[begun.key] = (b"".join(ordered), begun.content_type)
            begun.is_open = False

    @rule(begun=uploads)
    def abort(self, begun: ModelUpload) -> None:
        self.run(begun.upload.abort())
        begun.is_open = False

    @invariant()
    def holds_what_the_dictionary_holds(self) -> None:
        assert self.listed("") == sorted(self.model)
        for key, (data, content_type) in self.model.items():
            blob = self.run(self.store.head(key))
            assert (blob.size, blob.content_type) == (len(data), content_type)

    def listed(self, prefix: str) -> list[str]:
        async def listed() -> list[str]:
            return [blob.key async for blob in self.store.list(prefix)]

        return self.run(listed())

    @override
    def teardown(self) -> None:
        for letter in {key[0] for key in KEYS}:
            self.run(self.store.delete_prefix(letter))
        self.run(self.stack.aclose())
        self.runner.close()


FEW = {"s3": 4}  # of which every step is several requests


@pytest.mark.parametrize("entry", enrolled("blob_store"))
def test_a_blob_store_is_a_dictionary(entry: Entry, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    environment = {**environment_of(entry, request), "ODDIYA_BLOB_STORE": entry.name}
    homes = (tmp_path / str(number) for number in count())

    class Machine(BlobStoreMachine):
        def __init__(self) -> None:
            super().__init__({**environment, "ODDIYA_HOME": str(next(homes))})

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=FEW.get(entry.name, 20), stateful_step_count=25, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
