"""Orders of films and of frames, and jobs in every state, to test with."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from core.identity.model.user import UserId
from core.video.model.film import FilmReport, FilmResult, PieceMade, SkippedPhoto
from core.video.model.frames.found import FoundVideo, FramesReport, FramesResult, SkippedInstant
from core.video.model.frames.order import FramesOrder
from core.video.model.frames.wishes import FrameWishes
from core.video.model.job import Failure, Job, JobId, Lease, Progress
from core.video.model.order import FilmOrder, Wishes
from core.video.model.photo import StoredFile
from tests.builders import an_id

NOW: Final = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)


def a_stored_photo(key: str = "uploads/mina/1.jpg", **changed: Any) -> StoredFile:
    """Return a photo of 3 MB in the blob store."""
    return StoredFile(**{"key": key, "etag": "e1", "size": 3_000_000, "content_type": "image/jpeg", **changed})


def an_order(**changed: Any) -> FilmOrder:
    """Return an order of a film of two photos."""
    photos = (a_stored_photo(), a_stored_photo("uploads/mina/2.jpg"))
    return FilmOrder(**{"template": "basic", "photos": photos, "wishes": Wishes(title="Busan"), **changed})


def a_stored_video(key: str = "uploads/mina/1.mp4", **changed: Any) -> StoredFile:
    """Return a video of 9 MB in the blob store."""
    return StoredFile(**{"key": key, "etag": "e2", "size": 9_000_000, "content_type": "video/mp4", **changed})


def an_order_of_frames(**changed: Any) -> FramesOrder:
    """Return an order of a frame of each second of a video."""
    return FramesOrder(**{"video": a_stored_video(), "wishes": FrameWishes(), **changed})


def a_lease(token: str = "token", *, until: datetime = NOW + MINUTE, worker: str = "worker-1") -> Lease:
    """Return a lease of a minute."""
    return Lease(token=token, worker=worker, until=until)


def a_failure(code: str = "unavailable") -> Failure:
    """Return a failure that may pass."""
    return Failure(code=code, detail="the film store is not available right now")


def a_report(**changed: Any) -> FilmReport:
    """Return how a small film was made."""
    made = {"engine": "still", "width": 64, "height": 96, "fps": 30, "frames": 165, "size": 12_345, "took": 0.125}
    return FilmReport(**{**made, "peak_memory": 99_000_000, **changed})


def a_result(**changed: Any) -> FilmResult:
    """Return a film that was made."""
    return FilmResult(
        **{"film_key": "films/mina/1/film.mp4", "poster_key": "films/mina/1/p.jpg", "report": a_report(), **changed}
    )


def a_found_video(**changed: Any) -> FoundVideo:
    """Return what a small video is."""
    found = {"container": "mp4", "codec": "h264", "width": 64, "height": 96, "seconds": 2.5, "frames": 75}
    return FoundVideo(**{**found, **changed})


def a_report_of_frames(**changed: Any) -> FramesReport:
    """Return how three frames were extracted."""
    made = {"video": a_found_video(), "strategy": "full", "frames": 3, "size": 12_345, "took": 0.125}
    return FramesReport(**{**made, "peak_memory": 99_000_000, **changed})


def a_result_of_frames(**changed: Any) -> FramesResult:
    """Return frames that were extracted."""
    names = {"zip_key": "frames.zip", "index_key": "frames.index", "sheet_key": "contact-sheet.jpg"}
    keys = {field: f"frames/mina/1/{name}" for field, name in names.items()}
    return FramesResult(**{**keys, "report": a_report_of_frames(), **changed})


def a_job(owner: UserId | None = None, **changed: Any) -> Job:
    """Return a job that was ordered just now."""
    moments = {"created_at": NOW, "updated_at": NOW, "expires_at": NOW + 30 * DAY}
    ids = {"job_id": JobId(an_id()), "owner": owner or UserId(an_id()), "key": None}
    return Job(**{**ids, **moments, "order": an_order(), **changed})


def a_job_of_frames(owner: UserId | None = None, **changed: Any) -> Job:
    """Return a job of frames that was ordered just now."""
    return a_job(owner, **{"order": an_order_of_frames(), **changed})


def a_removed_job(owner: UserId | None = None, **changed: Any) -> Job:
    """Return a job that nobody sees any more, and that is about to go."""
    return a_job(owner, **changed).removed(now=NOW)


def a_claimed_job(owner: UserId | None = None, **changed: Any) -> Job:
    """Return a job that is worked on."""
    return a_job(owner, **changed).claimed(a_lease(), now=NOW)


def a_full_job(owner: UserId | None = None) -> Job:
    """Return a job with everything that a job can have, although never at one time."""
    photos = (a_stored_photo("uploads/mina/한 장 🌊\0.jpg", size=2**40), a_stored_photo())
    wishes = Wishes(title="부산\0의 사흘 'x'; -- \\ %s", captions=("", "🌅\n"), aspect="9:16", seconds_per_photo=1 / 3)
    music = a_stored_photo("uploads/mina/3.mp3", content_type="audio/mpeg")
    report = a_report(
        took=0.1 + 0.2,
        pieces=(PieceMade(name="still-1", seconds=1e-7, kept=False), PieceMade(name="sound", seconds=0.0, kept=True)),
        skipped=(SkippedPhoto(number=2, reason="is no photo"),),
        warnings=("the title is long",),
    )
    return a_job(
        owner,
        order=an_order(photos=photos, music=music, wishes=wishes),
        key="a key",
        updated_at=NOW + timedelta(microseconds=1),
        status="PROCESSING",
        progress=Progress(done=1, total=3, step="drawing"),
        attempts=2,
        hand_backs=1,
        not_before=NOW + SECOND,
        lease=a_lease(),
        cancel_requested_at=NOW + 2 * SECOND,
        failure=a_failure(),
        result=a_result(report=report),
    )


def a_full_job_of_frames(owner: UserId | None = None) -> Job:
    """Return a job of frames with everything that such an order and its result can have."""
    wishes = FrameWishes(mode="at", every=1 / 3, at=(0.1 + 0.2, 1e-7), width=640, format="png")
    report = a_report_of_frames(
        video=a_found_video(rotation=90, hdr=True, steady=False, seconds=1 / 3),
        skipped=(SkippedInstant(instant=1e9, reason="is behind the end 🎬\0"),),
        warnings=("moments were mended",),
    )
    return a_job_of_frames(
        owner,
        order=an_order_of_frames(video=a_stored_video("uploads/mina/영상\0.mov"), wishes=wishes, digest="ab" * 32),
        result=a_result_of_frames(report=report),
        removed_at=NOW + SECOND,
    )


SETTLED_JOBS: Final[Mapping[str, Job]] = {
    "COMPLETED": a_claimed_job().completed("token", a_result(), now=NOW),
    "FAILED": a_claimed_job().failed("token", a_failure("broken-photo"), now=NOW),
    "CANCELLED": a_job().cancel_asked(now=NOW),
}
SETTLED_JOBS_OF_FRAMES: Final[Mapping[str, Job]] = {
    "COMPLETED": a_claimed_job(order=an_order_of_frames()).completed("token", a_result_of_frames(), now=NOW),
    "FAILED": a_claimed_job(order=an_order_of_frames()).failed("token", a_failure("broken-video"), now=NOW),
    "CANCELLED": a_job_of_frames().cancel_asked(now=NOW),
}
