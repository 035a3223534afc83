"""Jobs as documents that outlive the release which wrote them."""

import json
from collections.abc import Mapping

import pytest

from adapters.wire.documents import Unreadable
from adapters.wire.jobs import job_json, job_of
from core.video.model.job import Job, Progress
from tests.jobs import SETTLED_JOBS, a_claimed_job, a_full_job, a_job

JOBS: Mapping[str, Job] = {
    "new": a_job(),
    "claimed": a_claimed_job(),
    "full": a_full_job(),
    **SETTLED_JOBS,
}


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_a_job_comes_back_as_it_was_written(job: Job) -> None:
    assert job_of(job_json(job)) == job
    assert job_of(job_json(job).decode()) == job


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
