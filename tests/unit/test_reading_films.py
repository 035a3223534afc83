"""Reading, listing, downloading and collecting films."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from adapters.signing.blob_signer import HmacBlobSigner
from core.identity.model.user import UserId
from core.video.model.errors import FilmNotFound, FilmNotReady
from core.video.model.job import JobId
from core.video.model.kinds import film_order, film_result
from core.video.model.order import Wishes
from core.video.use_cases.films import collect_films
from core.video.use_cases.films.collect_films import CollectFilms
from core.video.use_cases.films.download_film import DownloadFilm
from core.video.use_cases.films.list_films import ListFilms
from core.video.use_cases.films.list_templates import ListTemplates
from core.video.use_cases.films.show_film import ShownFilm
from ports.blob_signer import Grant
from tests.builders import an_id
from tests.film_desk import NOW, ON_BEATS, PLAIN, PUBLIC_URL, Desk, a_desk


@pytest.fixture
async def desk() -> Desk:
    return await a_desk()


def grant_in(desk: Desk, url: str, key: str) -> Grant:
    signer = HmacBlobSigner(key=bytes(32), public_url=PUBLIC_URL, clock=desk.clock)
    return signer.read(method="GET", key=key, query=dict(parse_qsl(urlsplit(url).query)))


async def test_a_film_that_is_not_made_is_read_without_urls(desk: Desk) -> None:
    job = await desk.ordered()
    assert await desk.read_film(caller=desk.mina, job_id=job.job_id) == ShownFilm(job=job)


async def test_a_film_is_read_with_urls_of_it_and_its_poster_that_are_good_for_an_hour(desk: Desk) -> None:
    job = await desk.completed(await desk.ordered())
    shown = await desk.read_film(caller=desk.mina, job_id=job.job_id)
    assert shown.job == job
    made = film_result(job)
    assert made is not None
    for url, key in ((shown.video_url, made.film_key), (shown.poster_url, made.poster_key)):
        assert url is not None
        grant = grant_in(desk, url, key)
        assert ((grant.expires_at - NOW).total_seconds(), grant.download_as) == (3600, None)


async def test_films_are_listed_newest_first(desk: Desk) -> None:
    jobs = [await desk.ordered() for _ in range(3)]
    list_films = ListFilms(works=desk.works, store=desk.store)
    listed = await list_films(caller=desk.mina, limit=2)
    assert [shown.job for shown in listed] == jobs[:0:-1]
    rest = await list_films(caller=desk.mina, limit=2, after=jobs[1].job_id)
    assert [shown.job for shown in rest] == jobs[:1]
    assert await list_films(caller=UserId(an_id()), limit=2) == []


async def test_anothers_film_is_not_found_like_one_that_does_not_exist(desk: Desk) -> None:
    job, stranger = await desk.completed(await desk.ordered()), UserId(an_id())
    for do in (desk.read_film, DownloadFilm(works=desk.works, store=desk.store), desk.remove_film):
        for caller, job_id in ((stranger, job.job_id), (desk.mina, JobId(an_id()))):
            with pytest.raises(FilmNotFound):
                await do(caller=caller, job_id=job_id)
    assert await desk.all() == [job]


@pytest.mark.parametrize(
    ("title", "name"), [("부산의 사흘", "부산의 사흘.mp4"), (None, "oddiya.mp4")], ids=["titled", "untitled"]
)
async def test_a_film_is_downloaded_under_its_title(desk: Desk, title: str | None, name: str) -> None:
    job = await desk.completed(await desk.ordered(wishes=Wishes(title=title)))
    url = await DownloadFilm(works=desk.works, store=desk.store)(caller=desk.mina, job_id=job.job_id)
    made = film_result(job)
    assert made is not None
    assert grant_in(desk, url, made.film_key).download_as == name


async def test_what_is_not_made_cannot_be_downloaded(desk: Desk) -> None:
    job = await desk.ordered()
    with pytest.raises(FilmNotReady) as refused:
        await DownloadFilm(works=desk.works, store=desk.store)(caller=desk.mina, job_id=job.job_id)
    assert refused.value.status == "PENDING"


async def test_all_that_is_kept_of_films_can_be_taken_along(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect_films, "AT_ONCE", 2)
    jobs = [await desk.ordered(wishes=Wishes(title="부산")) for _ in range(4)]
    jobs.append(await desk.claimed(await desk.ordered()))
    made = await desk.completed(jobs[0])
    files = await CollectFilms(works=desk.works)(user_id=desk.mina)
    assert [file.path for file in files] == [f"films/{job.job_id}.json" for job in reversed(jobs)]
    document = json.loads(files[-1].content)
    assert (document["owner"], document["status"], document["created_at"]) == (desk.mina, "COMPLETED", NOW.isoformat())
    assert document["order"]["wishes"]["title"] == "부산"
    assert [photo["key"] for photo in document["order"]["photos"]] == [photo.key for photo in film_order(made).photos]
    assert document["result"]["report"]["frames"] == 180
    assert b"token" not in files[0].content


async def test_of_somebody_without_films_there_are_no_files(desk: Desk) -> None:
    await desk.ordered()
    assert await CollectFilms(works=desk.works)(user_id=UserId(an_id())) == []


async def test_templates_are_listed(desk: Desk) -> None:
    assert ListTemplates(templates=desk.templates)() == [ON_BEATS, PLAIN]
