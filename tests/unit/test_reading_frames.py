"""Reading, listing, downloading, collecting and removing frames."""

import json
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from adapters.signing.blob_signer import HmacBlobSigner
from core.identity.model.user import UserId
from core.video.model.errors import FilmNotFound
from core.video.model.frames.errors import FramesNotFound, FramesNotReady
from core.video.model.job import JobId
from core.video.model.kinds import frames_result
from core.video.model.storage import made_for
from core.video.use_cases.films.collect_films import CollectFilms
from core.video.use_cases.frames.download_frames import DownloadFrames
from core.video.use_cases.frames.list_frames import ListFrames
from core.video.use_cases.frames.show_frames import ShownFrames
from ports.blob_signer import Grant
from tests.builders import an_id
from tests.contract.blobs import keys_of
from tests.film_desk import NOW, PUBLIC_URL
from tests.frames_desk import FramesDesk, a_frames_desk, in_pieces


@pytest.fixture
async def desk() -> FramesDesk:
    return await a_frames_desk()


def grant_in(desk: FramesDesk, url: str | None, key: str) -> Grant:
    assert url is not None
    signer = HmacBlobSigner(key=bytes(32), public_url=PUBLIC_URL, clock=desk.desk.clock)
    return signer.read(method="GET", key=key, query=dict(parse_qsl(urlsplit(url).query)))


async def test_frames_that_are_not_extracted_are_read_without_urls(desk: FramesDesk) -> None:
    job = await desk.ordered()
    assert await desk.read_frames(caller=desk.desk.mina, job_id=job.job_id) == ShownFrames(job=job)


async def test_frames_are_read_with_urls_that_are_good_for_an_hour(desk: FramesDesk) -> None:
    job = await desk.completed(await desk.ordered())
    shown = await desk.read_frames(caller=desk.desk.mina, job_id=job.job_id)
    made = frames_result(job)
    assert made is not None
    assert shown.job == job
    for url, key in ((shown.zip_url, made.zip_key), (shown.poster_url, made.sheet_key)):
        grant = grant_in(desk, url, key)
        assert (grant.expires_at - NOW, grant.download_as) == (timedelta(hours=1), None)


async def test_frames_are_listed_newest_first_and_without_films(desk: FramesDesk) -> None:
    jobs = [await desk.ordered() for _ in range(3)]
    await desk.desk.ordered()
    list_frames = ListFrames(works=desk.desk.works, store=desk.store)
    listed = await list_frames(caller=desk.desk.mina, limit=2)
    assert [shown.job for shown in listed] == jobs[:0:-1]
    rest = await list_frames(caller=desk.desk.mina, limit=2, after=jobs[1].job_id)
    assert [shown.job for shown in rest] == jobs[:1]
    assert await list_frames(caller=UserId(an_id()), limit=2) == []


async def test_frames_are_downloaded_as_a_zip(desk: FramesDesk) -> None:
    job = await desk.completed(await desk.ordered())
    made = frames_result(job)
    assert made is not None
    url = await DownloadFrames(works=desk.desk.works, store=desk.store)(caller=desk.desk.mina, job_id=job.job_id)
    assert grant_in(desk, url, made.zip_key).download_as == "oddiya-frames.zip"


async def test_what_is_not_extracted_cannot_be_downloaded(desk: FramesDesk) -> None:
    job = await desk.ordered()
    with pytest.raises(FramesNotReady) as refused:
        await DownloadFrames(works=desk.desk.works, store=desk.store)(caller=desk.desk.mina, job_id=job.job_id)
    assert refused.value.status == "PENDING"


async def test_anothers_frames_are_not_found_like_some_that_do_not_exist_and_films(desk: FramesDesk) -> None:
    job, film = await desk.completed(await desk.ordered()), await desk.desk.completed(await desk.desk.ordered())
    mina, stranger = desk.desk.mina, UserId(an_id())
    download = DownloadFrames(works=desk.desk.works, store=desk.store)
    for do in (desk.read_frames, download, desk.remove_frames):
        for caller, job_id in ((stranger, job.job_id), (mina, JobId(an_id())), (mina, film.job_id)):
            with pytest.raises(FramesNotFound):
                await do(caller=caller, job_id=job_id)
    for look in (desk.desk.read_film, desk.desk.remove_film):
        with pytest.raises(FilmNotFound):
            await look(caller=mina, job_id=job.job_id)
    assert (await desk.all(), await desk.desk.all()) == ([job], [film])


async def test_frames_that_wait_are_cancelled_and_then_deleted(desk: FramesDesk) -> None:
    job, mina = await desk.ordered(), desk.desk.mina
    await desk.remove_frames(caller=mina, job_id=job.job_id)
    (cancelled,) = await desk.all()
    assert (cancelled.status, cancelled.cancel_requested_at) == ("CANCELLED", NOW)
    await desk.remove_frames(caller=mina, job_id=job.job_id)
    assert await desk.all() == []


async def test_frames_are_deleted_with_their_objects_and_nothing_else_is(desk: FramesDesk) -> None:
    job, other = [await desk.completed(await desk.ordered()) for _ in range(2)]
    before = set(await keys_of(desk.store))
    await desk.remove_frames(caller=desk.desk.mina, job_id=job.job_id)
    gone = before - set(await keys_of(desk.store))
    assert gone == {f"{made_for(job)}{name}" for name in ("zip", "index", "sheet")}
    assert await desk.all() == [other]


async def test_what_is_about_to_go_is_not_found_any_more(desk: FramesDesk) -> None:
    job = await desk.completed(await desk.ordered())
    await desk.desk.saved(job.removed(now=NOW))
    for do in (desk.read_frames, desk.remove_frames):
        with pytest.raises(FramesNotFound):
            await do(caller=desk.desk.mina, job_id=job.job_id)


async def test_all_that_is_kept_of_films_and_frames_can_be_taken_along(desk: FramesDesk) -> None:
    film = await desk.desk.ordered()
    frames = await desk.completed(await desk.sent(in_pieces(b"\0\0\0\x18ftypisom" * 10), at=(1.5, 2)))
    files = {file.path: file.content for file in await CollectFilms(works=desk.desk.works)(user_id=desk.desk.mina)}
    assert list(files) == [f"films/{film.job_id}.json", f"frames/{frames.job_id}.json"]
    document = json.loads(files[f"frames/{frames.job_id}.json"])
    assert document["order"]["wishes"]["at"] == [1.5, 2]
    assert document["result"]["report"]["video"]["codec"] == "h264"
    assert document["lease"] is None
