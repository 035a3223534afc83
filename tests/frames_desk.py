"""Orders of frames at the desk of the video service."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from typing import Any, Final

from attrs import define

from core.identity.model.user import UserId
from core.video.model.frames.frame_index import FrameRange
from core.video.model.frames.names import CONTACT_SHEET, frame_entry
from core.video.model.frames.wishes import AskedFrames
from core.video.model.job import Job
from core.video.model.kinds import frames_order
from core.video.model.storage import made_for, uploads_of
from core.video.use_cases.frames.create_frames import CreateFrames
from core.video.use_cases.frames.create_frames_of_stream import CreateFramesOfStream
from core.video.use_cases.frames.read_frames import ReadFrames
from core.video.use_cases.frames.remove_frames import RemoveFrames
from ports.blob_store import BlobStore
from tests.builders import an_id
from tests.contract.blobs import put
from tests.film_desk import Desk, a_desk
from tests.jobs import a_report_of_frames, a_result_of_frames

MP4: Final = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
HEADER: Final = 30


@define
class FramesDesk:
    """The desk, and where videos that come with an order are stored, which may be another store."""

    desk: Desk
    store: BlobStore

    @property
    def create_frames(self) -> CreateFrames:
        desk = self.desk
        return CreateFrames(works=desk.works, store=self.store, clock=desk.clock, ids=desk.ids)

    @property
    def create_frames_of_stream(self) -> CreateFramesOfStream:
        desk = self.desk
        return CreateFramesOfStream(works=desk.works, store=self.store, clock=desk.clock, ids=desk.ids)

    @property
    def read_frames(self) -> ReadFrames:
        return ReadFrames(works=self.desk.works, store=self.store)

    @property
    def remove_frames(self) -> RemoveFrames:
        return RemoveFrames(works=self.desk.works, store=self.store, clock=self.desk.clock)

    async def uploaded(
        self, content: bytes = MP4, *, content_type: str = "video/mp4", owner: UserId | None = None
    ) -> str:
        """Return the key of a video that somebody, Mina unless it is said, has sent."""
        key = f"{uploads_of(self.desk.mina if owner is None else owner)}{an_id()}.mp4"
        await put(self.store, key, content, content_type)
        return key

    async def ordered(self, key: str | None = None, *, video: str | None = None, **asked: Any) -> Job:
        """Order frames for Mina, of a new video unless another is given."""
        return await self.create_frames(
            caller=self.desk.mina,
            key=key or an_id(),
            video=video or await self.uploaded(),
            asked=AskedFrames(**asked),
        )

    async def sent(self, video: AsyncIterable[bytes], key: str | None = None, **asked: Any) -> Job:
        """Order frames for Mina, of a video that comes along."""
        return await self.create_frames_of_stream(
            caller=self.desk.mina, key=key or an_id(), video=video, asked=AskedFrames(**asked)
        )

    async def completed(self, job: Job, frames: Sequence[bytes] = (b"one", b"two", b"three")) -> Job:
        """Let a worker deliver frames."""
        archive, index = a_zip(job, frames)
        folder = made_for(job)
        keys = {f"{name}_key": f"{folder}{name}" for name in ("zip", "index", "sheet")}
        for (key, content_type), data in zip(
            ((keys["zip_key"], "application/zip"), (keys["index_key"], "x/x"), (keys["sheet_key"], "image/jpeg")),
            (archive, index, b"a sheet"),
            strict=True,
        ):
            await put(self.store, key, data, content_type)
        result = a_result_of_frames(**keys, report=a_report_of_frames(frames=len(frames)))
        claimed = await self.desk.claimed(job)
        return await self.desk.saved(claimed.completed("token", result, now=self.desk.clock.now()))

    async def all(self) -> list[Job]:
        """Return all orders of frames of Mina's."""
        return await self.desk.all(kind="frames")


async def a_frames_desk() -> FramesDesk:
    desk = await a_desk()
    return FramesDesk(desk, desk.store)


def a_zip(job: Job, frames: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return a ZIP of frames, and what tells where in it each of them is."""
    whole, index = io.BytesIO(), b""
    with zipfile.ZipFile(whole, "w") as archive:
        for number, frame in enumerate(frames, start=1):
            name = frame_entry(number, frames_order(job).wishes.format)
            index += FrameRange(offset=whole.tell() + HEADER + len(name), size=len(frame)).record()
            archive.writestr(name, frame)
        archive.writestr(CONTACT_SHEET, b"a sheet")
    return whole.getvalue(), index


async def in_pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    """Send bytes piece by piece."""
    for at in range(0, len(data), size):
        await asyncio.sleep(0)
        yield data[at : at + size]
