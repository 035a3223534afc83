"""What is ordered of workers that are going to be killed, and how one sees whether it came out well."""

import asyncio
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from tempfile import NamedTemporaryFile
from typing import Any, Final, Protocol
from zipfile import ZipFile

from attrs import frozen
from PIL import Image
from typing_extensions import override

from adapters.ffmpeg.binary import found
from core.identity.model.user import UserId
from core.video.model.frames.found import FramesResult
from core.video.model.frames.wishes import AskedFrames
from core.video.model.job import Job
from core.video.model.order import Wishes
from core.video.model.ordering import WantedFilm
from core.video.model.storage import uploads_of
from core.video.use_cases.frames.create_frames import CreateFrames
from ports.blob_store import BlobStore
from tests.builders import an_id
from tests.film_rig import one

CLIP_SECONDS: Final = 2


@frozen(kw_only=True)
class Verdict:
    """Whether what was made is in order, and the digest of its bytes."""

    good: bool
    digest: str


class Orders(Protocol):
    """One kind of order."""

    objects: int

    async def order(self, videos: Any, owner: UserId) -> Job:
        """Upload what it takes, and order."""
        ...

    async def judge(self, store: BlobStore, job: Job) -> Verdict:
        """Look at what was made."""
        ...


class FilmOrders(Orders):
    """A film of two photos."""

    objects = 2

    @override
    async def order(self, videos: Any, owner: UserId) -> Job:
        store = videos.store()
        keys = [f"{uploads_of(owner)}{an_id()}.png" for _ in range(2)]
        for number, key in enumerate(keys):
            await store.write(key, one(_photo(number)), content_type="image/png")
        wishes = Wishes(aspect="1:1", seconds_per_photo=1.5)
        wanted = WantedFilm(template="basic", photos=tuple(keys), wishes=wishes)
        created: Job = await videos.film_routes().create_film(caller=owner, key=an_id(), wanted=wanted)
        return created

    @override
    async def judge(self, store: BlobStore, job: Job) -> Verdict:
        made: Any = job.result
        film = await _bytes_of(store, made.film_key)
        return Verdict(good=await _plays(film, made.report.frames), digest=sha256(film).hexdigest())


class FramesOrders(Orders):
    """Frames of a clip of two seconds."""

    objects = 3

    @override
    async def order(self, videos: Any, owner: UserId) -> Job:
        store, key = videos.store(), f"{uploads_of(owner)}{an_id()}.mp4"
        await store.write(key, one(await _clip()), content_type="video/mp4")
        create = CreateFrames(works=videos.works(), store=store, clock=videos.clock(), ids=videos.ids())
        return await create(caller=owner, key=an_id(), video=key, asked=AskedFrames(every=0.5))

    @override
    async def judge(self, store: BlobStore, job: Job) -> Verdict:
        made = job.result
        assert isinstance(made, FramesResult)
        data = await _bytes_of(store, made.zip_key)
        with ZipFile(BytesIO(data)) as archive:
            whole = archive.testzip() is None and len(archive.namelist()) == made.report.frames + 2
        return Verdict(good=whole and made.report.frames == CLIP_SECONDS * 2, digest=sha256(data).hexdigest())


ORDERS: Final[Mapping[str, Orders]] = {"film": FilmOrders(), "frames": FramesOrders()}


def _photo(number: int) -> bytes:
    data = BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((64, 48 + number)).save(data, "PNG")
    return data.getvalue()


async def _clip() -> bytes:
    source = f"testsrc=size=64x48:rate=10:duration={CLIP_SECONDS}"
    shape = ("-pix_fmt", "yuv420p", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4")
    return await _ffmpeg("-f", "lavfi", "-i", source, *shape, "-")


async def _plays(film: bytes, frames: int) -> bool:
    """Tell whether FFmpeg decodes exactly so many frames."""
    with NamedTemporaryFile(suffix=".mp4") as file:
        file.write(film)
        file.flush()
        hashes = await _ffmpeg("-i", file.name, "-map", "0:v", "-f", "framehash", "-")
    return len([line for line in hashes.decode().splitlines() if not line.startswith("#")]) == frames


async def _ffmpeg(*arguments: str) -> bytes:
    """Return what FFmpeg writes; it may not complain."""
    binary = await found("")
    command = [str(binary.path), "-v", "error", *arguments]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=True)
    assert not done.stderr, done.stderr
    return done.stdout


async def _bytes_of(store: BlobStore, key: str) -> bytes:
    return b"".join([chunk async for chunk in store.read(key)])
