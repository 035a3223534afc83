"""Jobs as documents that outlive the release which wrote them."""

import json
from collections.abc import Mapping

import pytest

from adapters.wire.documents import Unreadable
from adapters.wire.jobs import job_json, job_of
from core.identity.model.user import UserId
from core.video.model.film import FilmReport, FilmResult, PieceMade
from core.video.model.job import Job, JobId, Progress
from core.video.model.order import FilmOrder, Wishes
from core.video.model.photo import StoredFile
from tests.jobs import (
    DAY,
    MINUTE,
    NOW,
    SETTLED_JOBS,
    SETTLED_JOBS_OF_FRAMES,
    a_claimed_job,
    a_full_job,
    a_full_job_of_frames,
    a_job,
    a_job_of_frames,
    a_removed_job,
)

JOBS: Mapping[str, Job] = {
    "new": a_job(),
    "claimed": a_claimed_job(),
    "full": a_full_job(),
    "removed": a_removed_job(),
    **SETTLED_JOBS,
    "frames-new": a_job_of_frames(),
    "frames-full": a_full_job_of_frames(),
    **{f"frames-{status}": job for status, job in SETTLED_JOBS_OF_FRAMES.items()},
}
# As it was written when there were only films.
OLD = """
{"job_id":"0193a1c2-7d5e-7abc-8def-0123456789ab","owner":"0193a1c2-0000-7abc-8def-0123456789ab","order":{"template":
"basic","photos":[{"key":"uploads/mina/1.jpg","etag":"e1","size":3000000,"content_type":"image/jpeg"}],"music":null,
"wishes":{"title":"Busan","captions":["the sea"],"aspect":"9:16","seconds_per_photo":2.5}},"key":"a key","created_at":
"2026-12-04T09:30:00+00:00","updated_at":"2026-12-04T09:31:00+00:00","expires_at":"2027-01-03T09:30:00+00:00","status":
"COMPLETED","progress":{"done":3,"total":3,"step":"done"},"attempts":1,"hand_backs":0,"not_before":null,"lease":null,
"cancel_requested_at":null,"failure":null,"result":{"film_key":"films/mina/1/film.mp4","poster_key":
"films/mina/1/p.jpg","report":{"engine":"still","width":64,"height":96,"fps":30,"frames":165,"size":12345,"took":0.125,
"peak_memory":99000000,"pieces":[{"name":"sound","seconds":0.5,"kept":true}],"skipped":[],"warnings":[]}}}
"""
OLD_REPORT = FilmReport(
    engine="still",
    width=64,
    height=96,
    fps=30,
    frames=165,
    size=12345,
    took=0.125,
    peak_memory=99_000_000,
    pieces=(PieceMade(name="sound", seconds=0.5, kept=True),),
)
OLD_JOB = Job(
    job_id=JobId("0193a1c2-7d5e-7abc-8def-0123456789ab"),
    owner=UserId("0193a1c2-0000-7abc-8def-0123456789ab"),
    order=FilmOrder(
        template="basic",
        photos=(StoredFile(key="uploads/mina/1.jpg", etag="e1", size=3_000_000, content_type="image/jpeg"),),
        wishes=Wishes(title="Busan", captions=("the sea",), aspect="9:16", seconds_per_photo=2.5),
    ),
    key="a key",
    created_at=NOW,
    updated_at=NOW + MINUTE,
    expires_at=NOW + 30 * DAY,
    status="COMPLETED",
    progress=Progress(done=3, total=3, step="done"),
    attempts=1,
    result=FilmResult(film_key="films/mina/1/film.mp4", poster_key="films/mina/1/p.jpg", report=OLD_REPORT),
)


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_a_job_comes_back_as_it_was_written(job: Job) -> None:
    assert job_of(job_json(job)) == job
    assert job_of(job_json(job).decode()) == job


def test_a_film_of_the_time_when_there_were_only_films_is_read() -> None:
    assert job_of(OLD) == OLD_JOB


def test_what_older_code_knows_of_a_film_is_written_as_it_was() -> None:
    document = json.loads(job_json(OLD_JOB))
    assert document.pop("removed_at") is None
    assert document == json.loads(OLD)


def test_what_is_missing_has_its_default_and_what_is_unknown_is_passed_over() -> None:
    job = a_full_job()
    document = json.loads(job_json(job))
    del document["hand_backs"], document["progress"]
    read = job_of(json.dumps({**document, "colour": "blue"}))
    assert (read.hand_backs, read.progress) == (0, Progress())
    assert read.result == job.result


@pytest.mark.parametrize(
    "broken",
    [
        {"attempts": "1"},
        {"attempts": True},
        {"status": "DONE"},
        {"created_at": "2026-12-04T09:30:00"},
        {"created_at": 1_700_000_000},
        {"key": 7},
        {"order": None},
        {"order": {}},
        {"order": []},
        {"order": {"wishes": {}}},
        {"order": {"video": 7, "wishes": {}}},
        {"order": {"video": {"key": "k", "etag": "e", "size": 1, "content_type": "t"}, "wishes": {"mode": "all"}}},
        {"result": {"report": {}}},
        {"result": {"zip_key": "z", "index_key": "i", "sheet_key": "s", "report": None}},
        {"removed_at": "yesterday"},
        {"order": {"template": "basic", "photos": [{"key": "k", "etag": "e", "size": 1.5, "content_type": "t"}]}},
        {"order": {"template": "basic", "photos": [], "wishes": {"seconds_per_photo": "3"}}},
    ],
    ids="-".join,
)
def test_what_is_no_job_is_not_read(broken: dict[str, object]) -> None:
    document = json.loads(job_json(a_job()))
    with pytest.raises(Unreadable, match="Job"):
        job_of(json.dumps({**document, **broken}))


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", "{", "[" * 100_000], ids=range(6))
def test_nor_is_what_is_no_document(text: str) -> None:
    with pytest.raises(Unreadable):
        job_of(text)
