"""Films over HTTP: ordering, reading, downloading and removing them."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.video.model.job import Failure
from core.video.model.order import Wishes
from entrypoints.http.openapi import openapi_document
from entrypoints.video.films import FilmRoutes
from tests.builders import an_id
from tests.film_desk import NOW
from tests.film_service import FILMS, SECRET, Service, a_film_service
from tests.http.asking import faults_in, problem_in

PREVIEW = f"{FILMS}/preview"


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with a_film_service() as service:
        yield service


async def wanted(service: Service, **changes: object) -> dict[str, Any]:
    return {"template": "plain", "photos": list(await service.desk.uploaded("one", "two")), **changes}


async def test_an_order_is_accepted_and_its_film_can_be_looked_at(service: Service) -> None:
    body = await wanted(service, title="부산의 사흘", captions=["첫날", ""], aspect="1:1", seconds_per_photo=2)
    async with service.order(body) as answer:
        assert answer.status == 202, await answer.text()
        ordered = await answer.json()
        assert answer.headers["Location"] == f"{FILMS}/{ordered['job_id']}"
    assert ordered == {"job_id": ordered["job_id"], "status": "PENDING", "created_at": "2026-12-04T09:30:00Z"}
    (job,) = await service.desk.all()
    assert job.order.wishes == Wishes(title="부산의 사흘", captions=("첫날", ""), aspect="1:1", seconds_per_photo=2)
    async with service.get(f"{FILMS}/{ordered['job_id']}") as answer:
        assert (answer.status, await answer.json()) == (200, {
            **ordered, "template": "plain", "title": "부산의 사흘", "photos": 2,
            "progress": {"done": 0, "total": 0, "step": "waiting"}, "video_url": None, "poster_url": None,
            "error": None, "attempts": 0, "updated_at": "2026-12-04T09:30:00Z",
            "expires_at": "2027-01-03T09:30:00Z", "report": None,
        })  # fmt: skip


async def test_two_hundred_orders_at_once_with_one_key_get_equal_answers_and_make_one_job(service: Service) -> None:
    body, key = await wanted(service), an_id()

    async def order() -> tuple[int, str, str]:
        async with service.order(body, key) as answer:
            return answer.status, answer.headers["Location"], await answer.text()

    answers = await asyncio.gather(*(order() for _ in range(200)))
    (job,) = await service.desk.all()
    assert {answer[:2] for answer in answers} == {(202, f"{FILMS}/{job.job_id}")}
    assert len(set(answers)) == 1


async def test_a_repetition_is_told_what_the_first_one_was_whatever_has_become_of_it(service: Service) -> None:
    body, key = await wanted(service), an_id()
    async with service.order(body, f'"{key}"') as answer:
        first = await answer.json()
    (job,) = await service.desk.all()
    await service.desk.completed(job)
    async with service.order(body, key.upper()) as answer:
        assert (answer.status, await answer.json()) == (202, first)


async def test_another_order_under_the_same_key_is_422(service: Service) -> None:
    body, key = await wanted(service), an_id()
    async with service.order(body, key) as answer:
        assert answer.status == 202
    async with service.order({**body, "title": "Busan"}, key) as answer:
        await problem_in(answer, 422, "idempotency-key-reused")


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "1"}, {"Idempotency-Key": ""}], ids=["none", "1", "empty"])
async def test_without_a_key_nothing_is_ordered(service: Service, headers: dict[str, str]) -> None:
    async with service.post(FILMS, await wanted(service), headers=headers) as answer:
        assert "Idempotency-Key" in (await problem_in(answer, 400, "bad-header"))["detail"]
    assert await service.desk.all() == []


def test_the_key_is_published_as_required() -> None:
    document = openapi_document(title="Films", version="1", routes=[FilmRoutes])
    (parameter,) = document["paths"][FILMS]["post"]["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("Idempotency-Key", "header", True)


async def test_what_no_film_can_be_made_of_is_422_and_says_where(service: Service) -> None:
    (mine,) = await service.desk.uploaded("one")
    hers = mine.replace(str(service.user_id), an_id())
    refused: list[tuple[dict[str, object], list[str]]] = [
        ({"photos": [mine, hers]}, ["/photos/1"]),
        ({"photos": [mine], "music": mine}, ["/music"]),
        ({"photo_urls": ["http://169.254.169.254/latest/meta-data"]}, ["/photo_urls/0"]),
        ({"photos": [mine], "photo_urls": ["x"]}, ["/photo_urls"]),
        ({}, ["/photos"]),
        ({"photos": [mine], "seconds_per_photo": 11, "aspect": "16:9"}, ["/aspect", "/seconds_per_photo"]),
    ]
    for body, pointers in refused:
        async with service.order({"template": "plain", **body}) as answer:
            problem = await problem_in(answer, 422, "bad-order")
        assert [fault["pointer"] for fault in problem["errors"]] == pointers, body
    async with service.order({"template": "nonsense", "photos": [mine]}) as answer:
        assert "on-beats, plain" in (await problem_in(answer, 422, "template-not-found"))["detail"]


MALFORMED: list[tuple[dict[str, Any], set[str]]] = [
    ({"mood": "good"}, {"/mood"}),
    ({"template": ""}, {"/template"}),
    ({"template": None}, {"/template"}),
    ({"photos": ["x"] * 301}, {"/photos"}),
    ({"photos": ["", "x" * 513]}, {"/photos/0", "/photos/1"}),
    ({"photo_urls": ["x" * 4097]}, {"/photo_urls/0"}),
    ({"title": ""}, {"/title"}),
    ({"title": "x" * 101}, {"/title"}),
    ({"title": "a\0b"}, {"/title"}),
    ({"captions": ["x" * 201]}, {"/captions/0"}),
    ({"aspect": "4:3"}, {"/aspect"}),
    ({"seconds_per_photo": -1}, {"/seconds_per_photo"}),
    ({"music": ["x"]}, {"/music"}),
]


async def test_what_has_not_the_published_shape_is_422_with_each_pointer(service: Service) -> None:
    body = await wanted(service)
    for change, pointers in MALFORMED:
        async with service.order({**body, **change}) as answer:
            assert set(await faults_in(answer)) == pointers, change
        async with service.post(PREVIEW, {**body, **change}) as answer:
            assert set(await faults_in(answer)) == pointers, change
    assert await service.desk.all() == []


async def test_three_hundred_photos_can_be_named_by_long_urls(service: Service) -> None:
    (key,) = await service.desk.uploaded("one")
    url = (await service.desk.url_of(key)) + "&" + "x" * 2000
    async with service.order({"template": "plain", "photo_urls": [url] * 300}) as answer:
        assert answer.status == 202, await answer.text()
    assert service.desk.store.heads == [key]


async def test_a_preview_tells_every_shot_and_orders_nothing(service: Service) -> None:
    sizes = [{"width": 3000, "height": 4000}] * 2
    body = {"template": "plain", "photos": ["any", "thing"], "title": "부산", "captions": ["첫날"], "shapes": sizes}
    async with service.post(PREVIEW, body) as answer:
        assert answer.status == 200, await answer.text()
        preview = await answer.json()
    shots = preview.pop("shots")
    canvas = {"width": 1080, "height": 1920, "fps": 30}
    assert preview == {"frames": 240, "seconds": 8, "canvas": canvas, "warnings": []}
    assert [(shot["begin"], shot["fade_in"], shot["hold"], shot["texts"]) for shot in shots] == [
        (0, 0, 60, ["부산"]), (60, 15, 75, ["첫날"]), (150, 15, 75, []),
    ]  # fmt: skip
    assert [(shot["photo"], shot["moves"]) for shot in shots[1:]] == [(1, False), (2, False)]
    assert await service.desk.all() == []


async def test_a_preview_without_shapes_says_what_is_assumed(service: Service) -> None:
    async with service.post(PREVIEW, {"template": "plain", "photos": ["any"]}) as answer:
        assert "shapes" in (await answer.json())["warnings"][0]
    async with service.post(PREVIEW, {"template": "plain"}) as answer:
        await problem_in(answer, 422, "bad-order")
    async with service.get(PREVIEW) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST, OPTIONS")


async def test_a_film_that_is_made_has_urls_and_a_report(service: Service) -> None:
    job = await service.desk.completed(await service.desk.ordered())
    async with service.get(f"{FILMS}/{job.job_id}") as answer:
        film = await answer.json()
    assert (film["status"], film["error"], film["attempts"]) == ("COMPLETED", None, 1)
    assert film["video_url"].startswith(f"https://oddiya.example/blobs/films/{service.user_id}/{job.job_id}/film.mp4?")
    assert "/poster.jpg?" in film["poster_url"]
    assert film["report"] == {
        "engine": "still", "width": 1080, "height": 1920, "fps": 30, "frames": 180, "size": 8, "took": 0.9,
        "peak_memory": 150_000_000, "pieces": [{"name": "picture-1", "seconds": 0.1, "kept": False}],
        "skipped": [{"number": 2, "reason": "is cut off"}], "warnings": ["photo 1 is small"],
    }  # fmt: skip


async def test_why_a_film_failed_is_told_once_it_has(service: Service) -> None:
    why = Failure(code="broken-photo", detail="photo 2 is cut off")
    job = await service.desk.claimed(await service.desk.ordered())
    again = await service.desk.saved(job.postponed("token", why, by=NOW - NOW, now=NOW))
    async with service.get(f"{FILMS}/{job.job_id}") as answer:
        assert (await answer.json())["error"] is None
    job = await service.desk.claimed(again)
    await service.desk.saved(job.failed("token", why, now=NOW))
    async with service.get(f"{FILMS}/{job.job_id}") as answer:
        film = await answer.json()
    assert (film["status"], film["error"]) == ("FAILED", {"code": "broken-photo", "detail": "photo 2 is cut off"})


async def test_films_are_listed_newest_first_in_pages(service: Service) -> None:
    jobs = [await service.desk.ordered() for _ in range(3)]
    await service.desk.completed(jobs[2])
    async with service.get(f"{FILMS}?limit=2") as answer:
        page = await answer.json()
        following = answer.links["next"]["url"]
    assert [film["job_id"] for film in page["items"]] == [job.job_id for job in jobs[:0:-1]]
    assert (page["items"][0]["status"], page["items"][0]["report"]) == ("COMPLETED", None)
    assert "film.mp4" in page["items"][0]["video_url"]
    async with service.get(str(following)) as answer:
        page = await answer.json()
    assert ([film["job_id"] for film in page["items"]], page["next_cursor"]) == ([jobs[0].job_id], None)


async def test_a_film_is_downloaded_from_a_fresh_url(service: Service) -> None:
    job = await service.desk.ordered()
    async with service.get(f"{FILMS}/{job.job_id}/download") as answer:
        assert "PENDING" in (await problem_in(answer, 409, "film-not-ready"))["detail"]
    await service.desk.completed(job)
    async with service.get(f"{FILMS}/{job.job_id}/download") as answer:
        assert answer.status == 302
        assert "/film.mp4?grant=" in answer.headers["Location"]


async def test_a_film_is_cancelled_and_then_deleted(service: Service) -> None:
    job = await service.desk.ordered()
    for status in ("CANCELLED", None):
        async with service.delete(f"{FILMS}/{job.job_id}") as answer:
            assert (answer.status, await answer.text()) == (204, "")
        kept = await service.desk.found(job.job_id)
        assert (kept.status if kept else None) == status
    async with service.delete(f"{FILMS}/{job.job_id}") as answer:
        await problem_in(answer, 404, "film-not-found")


async def test_anothers_film_is_not_found(service: Service) -> None:
    job, stranger = await service.desk.completed(await service.desk.ordered()), service.stranger()
    for path in ("", "/events", "/download"):
        async with stranger.get(f"{FILMS}/{job.job_id}{path}") as answer:
            await problem_in(answer, 404, "film-not-found")
    async with stranger.delete(f"{FILMS}/{job.job_id}") as answer:
        await problem_in(answer, 404, "film-not-found")
    async with stranger.get(FILMS) as answer:
        assert (await answer.json())["items"] == []
    assert await service.desk.all() == [job]


async def test_only_services_are_told_what_is_kept_of_somebody(service: Service) -> None:
    job = await service.desk.ordered()
    path = f"/internal/videos/users/{service.user_id}/data"
    async with service.get(path, headers={"X-Internal-Secret": SECRET}) as answer:
        (file,) = (await answer.json())["files"]
    assert file["path"] == f"films/{job.job_id}.json"
    assert json.loads(base64.b64decode(file["content"]))["job_id"] == job.job_id
    async with service.get(path) as answer:
        assert answer.status in {401, 403}
