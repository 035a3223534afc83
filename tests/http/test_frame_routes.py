"""Frames over HTTP: ordering, reading, downloading and removing them."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import ClientResponse

from core.video.model.job import Failure, Job
from entrypoints.http.openapi import openapi_document
from entrypoints.video.frames import FrameRoutes
from tests.builders import an_id
from tests.film_desk import NOW
from tests.film_service import FRAMES, SECRET, Service, a_film_service
from tests.http.asking import faults_in, problem_in


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with a_film_service() as service:
        yield service


def order(service: Service, body: object, key: str | None = None) -> Any:
    return service.post(FRAMES, body, headers={"Idempotency-Key": key or an_id()})


async def test_an_order_is_accepted_and_its_frames_can_be_looked_at(service: Service) -> None:
    video = await service.frames.uploaded()
    async with order(service, {"video": video, "every": 0.5, "width": 640, "format": "png"}) as answer:
        assert answer.status == 202, await answer.text()
        ordered = await answer.json()
        assert answer.headers["Location"] == f"{FRAMES}/{ordered['job_id']}"
    assert ordered == {"job_id": ordered["job_id"], "status": "PENDING", "created_at": "2026-12-04T09:30:00Z"}
    async with service.get(f"{FRAMES}/{ordered['job_id']}") as answer:
        assert (answer.status, await answer.json()) == (200, {
            **ordered, "mode": "every", "every": 0.5, "at": [], "width": 640, "format": "png",
            "progress": {"done": 0, "total": 0, "step": "waiting"}, "zip_url": None, "poster_url": None,
            "error": None, "attempts": 0, "updated_at": "2026-12-04T09:30:00Z",
            "expires_at": "2027-01-03T09:30:00Z", "report": None,
        })  # fmt: skip


async def test_many_orders_at_once_with_one_key_get_equal_answers_and_make_one_job(service: Service) -> None:
    body, key = {"video": await service.frames.uploaded()}, an_id()

    async def sent() -> tuple[int, str, str]:
        async with order(service, body, key) as answer:
            return answer.status, answer.headers["Location"], await answer.text()

    answers = await asyncio.gather(*(sent() for _ in range(20)))
    (job,) = await service.frames.all()
    assert {answer[:2] for answer in answers} == {(202, f"{FRAMES}/{job.job_id}")}
    assert len(set(answers)) == 1


async def test_another_order_under_the_same_key_is_422(service: Service) -> None:
    body, key = {"video": await service.frames.uploaded()}, an_id()
    async with order(service, body, key) as answer:
        assert answer.status == 202
    async with order(service, {**body, "mode": "keyframes"}, key) as answer:
        await problem_in(answer, 422, "idempotency-key-reused")


async def test_without_a_key_nothing_is_ordered(service: Service) -> None:
    async with service.post(FRAMES, {"video": await service.frames.uploaded()}) as answer:
        assert "Idempotency-Key" in (await problem_in(answer, 400, "bad-header"))["detail"]
    assert await service.frames.all() == []


async def test_what_no_frames_can_be_had_of_is_422_and_says_where(service: Service) -> None:
    mine = await service.frames.uploaded()
    refused: list[tuple[dict[str, object], list[str]]] = [
        ({"video": mine.replace(str(service.user_id), an_id())}, ["/video"]),
        ({"video": await service.frames.uploaded(b"#EXTM3U")}, ["/video"]),
        ({"video": mine, "mode": "at"}, ["/at"]),
        ({"video": mine, "mode": "scenes", "every": 2, "at": [1]}, ["/at", "/every"]),
    ]
    for body, pointers in refused:
        async with order(service, body) as answer:
            problem = await problem_in(answer, 422, "bad-order")
        assert [fault["pointer"] for fault in problem["errors"]] == pointers, body


MALFORMED: list[tuple[dict[str, object], set[str]]] = [
    ({}, {"/video"}),
    ({"video": "", "every": 0, "width": 1, "format": "gif"}, {"/video", "/every", "/width", "/format"}),
    ({"video": "x", "at": [1] * 1001}, {"/at"}),
    ({"video": "x", "at": [-1, 86401, "1"]}, {"/at/0", "/at/1", "/at/2"}),
    ({"video": "x", "mode": "all", "order": {}}, {"/mode", "/order"}),
    ({"video": "x", "width": 64.5, "every": True}, {"/width", "/every"}),
]


async def test_what_has_not_the_published_shape_is_422_with_each_pointer(service: Service) -> None:
    for body, pointers in MALFORMED:
        async with order(service, body) as answer:
            assert set(await faults_in(answer)) == pointers, body


async def test_frames_are_shown_with_their_report(service: Service) -> None:
    job = await service.frames.completed(await service.frames.ordered(at=(2, 1)))
    async with service.get(f"{FRAMES}/{job.job_id}") as answer:
        shown = await answer.json()
    assert (shown["mode"], shown["every"], shown["at"], shown["status"]) == ("at", None, [1, 2], "COMPLETED")
    assert ("/zip?grant=" in shown["zip_url"], "/sheet?grant=" in shown["poster_url"]) == (True, True)
    assert shown["report"] == {
        "video": {
            "container": "mp4", "codec": "h264", "width": 64, "height": 96, "seconds": 2.5, "frames": 75,
            "rotation": 0, "hdr": False, "steady": True,
        },
        "strategy": "full", "frames": 3, "size": 12_345, "took": 0.125, "peak_memory": 99_000_000,
        "skipped": [], "warnings": [],
    }  # fmt: skip


async def test_why_there_are_no_frames_is_told_once_there_will_be_none(service: Service) -> None:
    why = Failure(code="broken-video", detail="the video has no pictures")
    job = await service.desk.claimed(await service.frames.ordered())
    again = await service.desk.saved(job.postponed("token", why, by=NOW - NOW, now=NOW))
    async with service.get(f"{FRAMES}/{job.job_id}") as answer:
        assert (await answer.json())["error"] is None
    job = await service.desk.claimed(again)
    await service.desk.saved(job.failed("token", why, now=NOW))
    async with service.get(f"{FRAMES}/{job.job_id}") as answer:
        assert (await answer.json())["error"] == {"code": "broken-video", "detail": "the video has no pictures"}


async def test_orders_are_listed_newest_first_in_pages_and_films_are_not(service: Service) -> None:
    jobs = [await service.frames.ordered() for _ in range(3)]
    await service.desk.ordered()
    await service.frames.completed(jobs[2])
    async with service.get(f"{FRAMES}?limit=2") as answer:
        page = await answer.json()
        following = answer.links["next"]["url"]
    assert [one["job_id"] for one in page["items"]] == [job.job_id for job in jobs[:0:-1]]
    assert (page["items"][0]["status"], page["items"][0]["report"]) == ("COMPLETED", None)
    assert page["items"][0]["zip_url"] is not None
    async with service.get(str(following)) as answer:
        page = await answer.json()
    assert ([one["job_id"] for one in page["items"]], page["next_cursor"]) == ([jobs[0].job_id], None)


async def test_the_zip_is_downloaded_from_a_fresh_url(service: Service) -> None:
    job = await service.frames.ordered()
    async with service.get(f"{FRAMES}/{job.job_id}/download") as answer:
        assert "PENDING" in (await problem_in(answer, 409, "frames-not-ready"))["detail"]
    await service.frames.completed(job)
    async with service.get(f"{FRAMES}/{job.job_id}/download") as answer:
        assert answer.status == 302
        assert "/zip?grant=" in answer.headers["Location"]


async def test_frames_are_cancelled_and_then_deleted(service: Service) -> None:
    job = await service.frames.ordered()
    for statuses in (["CANCELLED"], []):
        async with service.delete(f"{FRAMES}/{job.job_id}") as answer:
            assert (answer.status, await answer.text()) == (204, "")
        assert [one.status for one in await service.frames.all()] == statuses
    async with service.delete(f"{FRAMES}/{job.job_id}") as answer:
        await problem_in(answer, 404, "frames-not-found")


async def test_anothers_frames_and_films_are_not_found(service: Service) -> None:
    job, stranger = await service.frames.completed(await service.frames.ordered()), service.stranger()
    film = await service.desk.ordered()
    for who, job_id in ((stranger, job.job_id), (service, film.job_id)):
        for path in ("", "/events", "/download", "/frames/1"):
            async with who.get(f"{FRAMES}/{job_id}{path}") as answer:
                await problem_in(answer, 404, "frames-not-found")
        async with who.delete(f"{FRAMES}/{job_id}") as answer:
            await problem_in(answer, 404, "frames-not-found")
    async with stranger.get(FRAMES) as answer:
        assert (await answer.json())["items"] == []
    assert await service.frames.all() == [job]


async def test_only_services_are_told_what_is_kept_of_somebody(service: Service) -> None:
    job = await service.frames.ordered()
    path = f"/internal/videos/users/{service.user_id}/data"
    async with service.get(path, headers={"X-Internal-Secret": SECRET}) as answer:
        (file,) = (await answer.json())["files"]
    assert file["path"] == f"frames/{job.job_id}.json"
    assert json.loads(base64.b64decode(file["content"]))["job_id"] == job.job_id


PICTURES = (b"\xff\xd8one", b"\xff\xd8two and more", b"\xff\xd8three")


async def shown(service: Service, job: Job, number: object, **headers: str) -> tuple[int, bytes, Mapping[str, str]]:
    path = f"{FRAMES}/{job.job_id}/frames/{number}"
    async with service.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}) as answer:
        return answer.status, await answer.read(), answer.headers


@pytest.mark.parametrize(("image", "media"), [("jpeg", "image/jpeg"), ("png", "image/png")])
async def test_each_frame_can_be_looked_at_by_its_number(service: Service, image: str, media: str) -> None:
    job = await service.frames.completed(await service.frames.ordered(format=image), PICTURES)
    for number, picture in enumerate(PICTURES, start=1):
        status, body, headers = await shown(service, job, number)
        assert (status, body, headers["Content-Type"]) == (200, picture, media)
        assert headers["Cache-Control"] == "private, no-cache"
        assert headers["Content-Security-Policy"].startswith("sandbox")
        assert headers["X-Content-Type-Options"] == "nosniff"


async def test_a_frame_is_sent_in_ranges_and_not_twice(service: Service) -> None:
    job = await service.frames.completed(await service.frames.ordered(), PICTURES)
    status, body, headers = await shown(service, job, 2, Range="bytes=2-4")
    assert (status, body, headers["Content-Range"]) == (206, b"two", f"bytes 2-4/{len(PICTURES[1])}")
    assert (await shown(service, job, 2, Range="bytes=-4"))[1] == b"more"
    assert (await shown(service, job, 2, Range="bytes=99-"))[0] == 416
    tag = headers["ETag"]
    assert (await shown(service, job, 2, If_None_Match=tag))[:2] == (304, b"")
    assert (await shown(service, job, 1, If_None_Match=tag))[0] == 200
    async with service.ask("HEAD", f"{FRAMES}/{job.job_id}/frames/2") as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(PICTURES[1])))


async def test_there_are_no_other_frames(service: Service) -> None:
    job = await service.frames.ordered()
    async with service.get(f"{FRAMES}/{job.job_id}/frames/1") as answer:
        await problem_in(answer, 409, "frames-not-ready")
    await service.frames.completed(job, PICTURES)
    for number in (0, 4, -1, 2**53 - 1):
        async with service.get(f"{FRAMES}/{job.job_id}/frames/{number}") as answer:
            await problem_in(answer, 404, "frame-not-found")
    for unread in ("x", "1.0", "01", "2" * 30, "%31%00"):
        async with service.get(f"{FRAMES}/{job.job_id}/frames/{unread}") as answer:
            assert answer.status == 404


async def next_event(answer: ClientResponse) -> tuple[str, Any]:
    """Return the name and the data of the next event."""
    async with asyncio.timeout(10):
        block = await answer.content.readuntil(b"\n\n")
    lines = dict(line.split(": ", 1) for line in block.decode().strip().split("\n"))
    return lines["event"], json.loads(lines["data"])


async def test_how_an_order_goes_on_is_told_as_it_happens(service: Service) -> None:
    job = await service.frames.ordered()
    async with service.get(f"{FRAMES}/{job.job_id}/events") as answer:
        assert answer.content_type == "text/event-stream"
        name, told = await next_event(answer)
        assert (name, told["status"], told["zip_url"]) == ("progress", "PENDING", None)
        await service.frames.completed(job)
        name, told = await next_event(answer)
        while name == "progress":
            name, told = await next_event(answer)
        assert (name, told["status"], told["report"]["frames"]) == ("completed", "COMPLETED", 3)
        assert await answer.content.read() == b""


def test_both_ways_to_order_are_published() -> None:
    document = openapi_document(title="Frames", version="1", routes=[FrameRoutes])
    operation = document["paths"][FRAMES]["post"]
    assert set(operation["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    (parameter,) = operation["parameters"]
    assert (parameter["name"], parameter["required"]) == ("Idempotency-Key", True)
    single = document["paths"][f"{FRAMES}/{{job_id}}/frames/{{number}}"]["get"]
    assert set(single["responses"]["200"]["content"]) == {"image/jpeg", "image/png"}
