"""A worker killed with -9 at any moment of a job leaves one film or one ZIP, one push, and nothing undone.

Every moment is tried by `python -m tests.job_kills film 1 1`, and `frames 1 1`; here a few are, spread over the whole
of it.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from composition.catalogue import adapters_of
from tests.conftest import environment_of
from tests.processes import ROOT, clean_environment
from tests.servers.aws import AwsAdmin

WORKS = adapters_of("video_works")["postgres"]
STEP = {("film", "postgres"): 35, ("film", "sqs"): 50, ("frames", "postgres"): 35, ("frames", "sqs"): 50}


@pytest.mark.parametrize(("kind", "queue"), sorted(STEP))
def test_what_was_ordered_is_made_once_whenever_its_worker_is_killed(
    kind: str, queue: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    told = {
        **environment_of(WORKS, request),
        **(environment_of(adapters_of("job_queue")["sqs"], request) if queue == "sqs" else {}),
        "ODDIYA_HOME": str(tmp_path / "home"),
        "ODDIYA_JOB_QUEUE": queue,
        "ODDIYA_BLOB_STORE": "s3" if queue == "sqs" else "filesystem",
        "ODDIYA_NOTIFIER": "memory",
        "ODDIYA_PUBLIC_URL": "http://oddiya.test",
        "ODDIYA_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "tests.job_kills", kind, str(STEP[kind, queue]), "3"]
    done = subprocess.run(
        command, cwd=ROOT, env=clean_environment(told), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("well") >= 2, done.stdout
    if queue == "sqs":
        admin: AwsAdmin = request.getfixturevalue("aws_admin")
        left = admin.s3.list_multipart_uploads(Bucket=told["ODDIYA_S3_BUCKET"]).get("Uploads", [])
        assert left == []
