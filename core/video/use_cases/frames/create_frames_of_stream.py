"""Ordering frames of a video that comes with the order."""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator

from attrs import Factory, define, frozen

from core.identity.model.user import UserId
from core.video.model.frames.containers import ENOUGH, TAKEN, Container, container_of
from core.video.model.frames.order import FramesOrder
from core.video.model.frames.ordering import AskedOrder, bad_video
from core.video.model.frames.wishes import AskedFrames, FrameWishes
from core.video.model.job import Job
from core.video.model.photo import StoredFile
from core.video.model.retention import Retention
from core.video.model.sizes import LARGEST_VIDEO
from core.video.model.uploads import key_of_upload
from core.video.use_cases.steps.take_order import TakeOrder
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.ids import Ids
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class CreateFramesOfStream:
    """Store a video as it comes, and order frames of it, once for each Idempotency-Key.

    - The same video and wishes again return the same job, and another one under the same key is `KeyOfAnotherOrder`;
      to tell, a video that comes again is read to its end, and not stored.
    - What makes no sense, is no video by its first bytes, or is too large is `BadOrder`, as soon as that is known.
    - Of a video for which no order was taken nothing is left.
    """

    works: Works[VideoWork]
    store: BlobStore
    clock: Clock
    ids: Ids
    retention: Retention = Retention()

    async def __call__(self, *, caller: UserId, key: str, video: AsyncIterable[bytes], asked: AskedFrames) -> Job:
        """Store and order."""
        wishes = asked.wishes()
        stream = Stream(video)
        async with self.works.look() as work:
            known = await work.jobs.keyed(key, owner=caller)
        container = await stream.container()
        if known is not None:
            async for _ in stream:
                pass
            return AskedOrder(wishes=wishes, digest=stream.digest).answered_by(known)
        return await self._ordered(caller, key, wishes, await self._stored(caller, stream, container), stream.digest)

    async def _stored(self, caller: UserId, stream: "Stream", container: Container) -> StoredFile:
        key = key_of_upload(self.ids.new(), owner=caller, content_type=container.content_type)
        blob = await self.store.write(key, stream, content_type=container.content_type)
        return StoredFile(key=key, etag=blob.etag, size=blob.size, content_type=blob.content_type)

    async def _ordered(self, caller: UserId, key: str, wishes: FrameWishes, file: StoredFile, digest: str) -> Job:
        order = FramesOrder(video=file, wishes=wishes, digest=digest)
        take = TakeOrder(works=self.works, clock=self.clock, ids=self.ids, retention=self.retention)
        taken = None
        try:
            taken = await take(caller=caller, key=key, order=order)
        finally:
            if taken is None or taken.order != order:
                await self.store.delete([file.key])
        return AskedOrder(wishes=wishes, digest=digest).answered_by(taken)


@define
class Stream:
    """A video as it comes: looked at, counted and digested on the way."""

    _source: AsyncIterable[bytes]
    _head: bytes = b""
    _size: int = 0
    _digest: "hashlib._Hash" = Factory(hashlib.sha256)
    _rest: AsyncIterator[bytes] = Factory(lambda self: aiter(self._source), takes_self=True)

    @property
    def digest(self) -> str:
        """The digest of what has passed."""
        return self._digest.hexdigest()

    async def container(self) -> Container:
        """Say what it is by its first bytes, which are not lost; `BadOrder` for what is not taken."""
        while len(self._head) < ENOUGH and (piece := await anext(self._rest, None)) is not None:
            self._head += piece
        container = container_of(self._head)
        if container is None:
            raise bad_video(f"is no video: its first bytes are those of no {TAKEN}")
        return container

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Pass it on; `BadOrder` for more of it than is taken."""
        yield self._passed(self._head)
        async for piece in self._rest:
            yield self._passed(piece)

    def _passed(self, piece: bytes) -> bytes:
        self._size += len(piece)
        if self._size > LARGEST_VIDEO:
            raise bad_video(f"has more than {LARGEST_VIDEO} bytes")
        self._digest.update(piece)
        return piece
