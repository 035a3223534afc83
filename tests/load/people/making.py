"""Films and frames: uploads, an order, waiting until it is done, and what has come of it."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from tests.load.people.outcomes import FAILED
from tests.load.people.person import WELL, Person, a_key

FILMS: Final = "/api/v1/videos"
FRAMES: Final = "/api/v1/frames"
PHOTOS: Final = 6
STREAM: Final = "text/event-stream"
KINDS: Final = {"photo.png": "image/png", "clip.mp4": "video/mp4"}


def make_film(person: Person) -> None:
    """Upload photos, order a film, wait for it and download it."""
    keys = _uploaded(person, "photo.png", PHOTOS)
    wanted = {"photos": keys, "template": "basic", "aspect": "1:1", "seconds_per_photo": 1}
    if len(keys) == PHOTOS and (made := _made(person, FILMS, "film, from order to done", wanted)):
        _download(person, FILMS, made)


def take_frames(person: Person) -> None:
    """Upload a video, order frames, wait for them and look at one."""
    keys = _uploaded(person, "clip.mp4", 1)
    if keys and (made := _made(person, FRAMES, "frames, from order to done", {"video": keys[0], "every": 0.5})):
        person.ask("GET", f"{FRAMES}/{made}/frames/2", route=f"{FRAMES}/{{id}}/frames/{{number}}")
        _download(person, FRAMES, made)


def list_films(person: Person) -> None:
    """Look over the films."""
    person.ask("GET", f"{FILMS}?limit=20")


def list_frames(person: Person) -> None:
    """Look over the orders of frames."""
    person.ask("GET", f"{FRAMES}?limit=20")


def list_templates(person: Person) -> None:
    """Look what films could be like."""
    person.ask("GET", "/api/v1/video-templates")


def _uploaded(person: Person, name: str, times: int) -> list[str]:
    """Send a file to storage so many times; return the keys of what arrived."""
    data = _material(person.options.material, name)
    files = [{"name": name, "content_type": KINDS[name], "size": len(data)}] * times
    answer = person.ask("POST", "/api/v1/uploads", json={"files": files})
    return [one["key"] for one in answer.json() if _put(person, one, data)] if answer.status_code in WELL else []


@lru_cache
def _material(folder: str, name: str) -> bytes:
    return Path(folder, name).read_bytes()


def _put(person: Person, signed: dict[str, Any], data: bytes) -> bool:
    answer = person.ask("PUT", signed["url"], route="storage", data=data, headers=signed["headers"])
    return answer.status_code in WELL


def _made(person: Person, path: str, job: str, wanted: dict[str, Any]) -> str | None:
    """Order, and listen until it is done; return its id where it was made."""
    with person.timing(job) as wrong:
        ordered = person.ask("POST", path, json=wanted, headers={"Idempotency-Key": a_key()})
        if ordered.status_code not in WELL:
            wrong.append(FAILED)
            return None
        job_id: str = ordered.json()["job_id"]
        told = person.ask("GET", f"{path}/{job_id}/events", route=f"{path}/{{id}}/events", headers={"Accept": STREAM})
        if "event: completed" not in (told.text or ""):
            wrong += [FAILED, job_id, (told.text or "")[-500:]]
            return None
    return job_id


def _download(person: Person, path: str, job_id: str) -> None:
    person.ask("GET", f"{path}/{job_id}", route=f"{path}/{{id}}")
    answer = person.ask("GET", f"{path}/{job_id}/download", route=f"{path}/{{id}}/download")
    if answer.status_code == 302:
        person.ask("GET", answer.headers["Location"], route="storage")
