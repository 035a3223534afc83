"""One's own frames of videos."""

from datetime import timedelta
from functools import partial
from typing import Annotated, Final

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.errors import BadOrder, KeyOfAnotherOrder, OrdererGone, TooManyWaiting
from core.video.model.frames.errors import FrameNotFound, FramesNotFound, FramesNotReady
from core.video.model.job import Job, JobId
from core.video.use_cases.frames.create_frames import CreateFrames
from core.video.use_cases.frames.create_frames_of_stream import CreateFramesOfStream
from core.video.use_cases.frames.download_frames import DownloadFrames
from core.video.use_cases.frames.list_frames import ListFrames
from core.video.use_cases.frames.open_frame import OpenFrame
from core.video.use_cases.frames.read_frames import ReadFrames
from core.video.use_cases.frames.remove_frames import RemoveFrames
from entrypoints.http.answers import CACHED
from entrypoints.http.caller import Caller
from entrypoints.http.etags import strong
from entrypoints.http.files import FileReply, Media
from entrypoints.http.idempotency_key import IdempotencyKey
from entrypoints.http.paging import Page, PageRequest
from entrypoints.http.redirect import Redirect
from entrypoints.http.reply import Reply
from entrypoints.http.route import delete, get, post
from entrypoints.http.sse import EventStream, LastEventId
from entrypoints.video.frames_out import FramesOut, frames_out, listed_frames_out
from entrypoints.video.ids import JobInPath
from entrypoints.video.job_events import JobEvents
from entrypoints.video.job_out import OrderedOut, ordered_out
from entrypoints.video.new_frames import NewFrames, NewFramesOfVideo

ALL: Final = "/api/v1/frames"
ONE: Final = f"{ALL}/{{job_id}}"
TAG: Final = "frames"
REFUSED: Final = (BadOrder, KeyOfAnotherOrder, TooManyWaiting, OrdererGone)


@frozen(kw_only=True)
class FrameRoutes:
    """What people do with frames of their videos. Another's are not found, like some that do not exist."""

    create_frames: CreateFrames
    create_frames_of_stream: CreateFramesOfStream
    list_frames: ListFrames
    read_frames: ReadFrames
    download_frames: DownloadFrames
    open_frame: OpenFrame
    remove_frames: RemoveFrames
    look_every: timedelta = timedelta(seconds=0.5)

    @post(ALL, status=202, tags=TAG, raises=REFUSED)
    async def post_frames(
        self, caller: Caller, body: NewFrames | NewFramesOfVideo, key: IdempotencyKey
    ) -> Reply[OrderedOut]:
        """Order frames of a video of mine, which was uploaded before or comes along.

        They are extracted in the background: look at them, or listen to their events, until they are `COMPLETED`. In a
        form the part `order` comes before the `video`, or is left out; what the video is called does not matter.
        """
        job = await self._ordered(UserId(caller.user_id), body, key.value)
        return Reply(value=ordered_out(job), headers={"Location": f"{ALL}/{job.job_id}"})

    async def _ordered(self, caller: UserId, body: NewFrames | NewFramesOfVideo, key: str) -> Job:
        if isinstance(body, NewFrames):
            return await self.create_frames(caller=caller, key=key, video=body.video, asked=body.asked())
        asked = body.order.asked()
        return await self.create_frames_of_stream(caller=caller, key=key, video=body.video, asked=asked)

    @get(ALL, tags=TAG)
    async def get_all_frames(self, caller: Caller, page: PageRequest) -> Page[FramesOut]:
        """List my orders of frames, the newest first."""
        after = None if page.position is None else JobId(page.position)
        orders = await self.list_frames(caller=UserId(caller.user_id), limit=page.limit + 1, after=after)
        return page.cut(orders, lambda shown: shown.job.job_id).of(listed_frames_out)

    @get(ONE, tags=TAG, raises=(FramesNotFound,))
    async def get_frames(self, caller: Caller, job_id: JobInPath) -> FramesOut:
        """Show frames of mine, or how far they are."""
        return frames_out(await self.read_frames(caller=UserId(caller.user_id), job_id=job_id))

    @get(f"{ONE}/events", tags=TAG, raises=(FramesNotFound,))
    async def get_frames_events(
        self, caller: Caller, job_id: JobInPath, last_event_id: LastEventId
    ) -> EventStream[FramesOut]:
        """Be told how an order of mine goes on.

        `progress` whenever something has changed, and at last `completed`, `failed` or `cancelled`, after which the
        stream ends; `error` with a problem if the frames are deleted meanwhile. Each event tells everything.
        """
        look = partial(self.read_frames, caller=UserId(caller.user_id), job_id=job_id)
        events = JobEvents(look=look, present=frames_out, every=self.look_every)
        return EventStream(events.from_now(await look(), seen=last_event_id.value))

    @get(f"{ONE}/download", tags=TAG, raises=(FramesNotFound, FramesNotReady))
    async def get_frames_download(self, caller: Caller, job_id: JobInPath) -> Redirect:
        """Download my frames as a ZIP."""
        return Redirect(await self.download_frames(caller=UserId(caller.user_id), job_id=job_id))

    @get(f"{ONE}/frames/{{number}}", tags=TAG, raises=(FramesNotFound, FramesNotReady, FrameNotFound))
    async def get_frame(
        self, caller: Caller, job_id: JobInPath, number: int
    ) -> Annotated[FileReply, Media("image/jpeg"), Media("image/png")]:
        """Look at one frame of mine; they are numbered from 1."""
        frame = await self.open_frame(caller=UserId(caller.user_id), job_id=job_id, number=number)
        return FileReply(
            content_type=frame.content_type,
            read=frame.read,
            length=frame.size,
            etag=strong(frame.tag),
            headers={"Cache-Control": CACHED, "Content-Security-Policy": "sandbox; default-src 'none'"},
        )

    @delete(ONE, tags=TAG, raises=(FramesNotFound,))
    async def delete_frames(self, caller: Caller, job_id: JobInPath) -> None:
        """Cancel an order of mine that is not carried out yet, or delete the frames of one that is.

        A cancelled order stays in the list until it is deleted, too.
        """
        await self.remove_frames(caller=UserId(caller.user_id), job_id=job_id)
