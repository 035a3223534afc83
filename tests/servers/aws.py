"""Where tests find AWS: an address they are told, else LocalStack in Docker, else moto in a process of its own."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from tests.servers.docker import docker_answers, docker_aws

REGION = "ap-northeast-2"
ACCESS_KEY = "test"
SECRET_KEY = "test"
REPOSITORY = Path(__file__).parents[2]


@frozen
class AwsAdmin:
    """Blocking clients, for what a test must arrange or see behind an adapter's back."""

    endpoint_url: str
    s3: Any
    sqs: Any
    sns: Any


@pytest.fixture(scope="session")
def aws_endpoint() -> Iterator[str]:
    """Return the URL of something that speaks like AWS."""
    told = os.environ.get("ODDIYA_TEST_AWS_URL")
    if told:
        yield told
    else:
        with docker_aws() if docker_answers() else moto() as url:
            yield url


@pytest.fixture(scope="session")
def aws_admin(aws_endpoint: str) -> Iterator[AwsAdmin]:
    """Open clients of the services that tests use."""
    with administering(aws_endpoint) as admin:
        yield admin


@contextmanager
def administering(aws_endpoint: str) -> Iterator[AwsAdmin]:
    """Open clients of the services that we use."""
    import botocore.session
    from botocore.config import Config

    # Reading the services' descriptions takes longer than most tests: adapters opened later share those read here.
    botocore.session.create_loader = cache(botocore.session.create_loader)
    session = botocore.session.Session()
    session.set_credentials(ACCESS_KEY, SECRET_KEY)
    config = Config(s3={"addressing_style": "path"})
    with ExitStack() as stack:

        def client(service: str) -> Any:
            opened = session.create_client(service, region_name=REGION, endpoint_url=aws_endpoint, config=config)
            stack.callback(opened.close)
            return opened

        yield AwsAdmin(aws_endpoint, client("s3"), client("sqs"), client("sns"))


@pytest.fixture(scope="session")
def push_applications(aws_admin: AwsAdmin) -> dict[str, str]:
    """Register one push application per platform and return their settings."""
    return new_push_applications(aws_admin)


def new_push_applications(aws_admin: AwsAdmin) -> dict[str, str]:
    """Register one push application per platform and return their settings."""
    services = {"IOS": "APNS", "ANDROID": "GCM", "WEB": "GCM"}
    return {
        f"ODDIYA_SNS_{platform}_APPLICATION_ARN": aws_admin.sns.create_platform_application(
            Name=f"oddiya-{platform.lower()}-{secrets.token_hex(6)}",
            Platform=service,
            Attributes={"PlatformPrincipal": "principal", "PlatformCredential": "credential"},
        )["PlatformApplicationArn"]
        for platform, service in services.items()
    }


@pytest.fixture
def aws_environment(aws_admin: AwsAdmin, push_applications: dict[str, str]) -> Iterator[dict[str, str]]:
    """Point adapters at a bucket and queues that no other test sees."""
    name = f"oddiya-{secrets.token_hex(8)}"
    yield {**new_rooms(aws_admin, name), **push_applications}
    _delete_bucket(aws_admin.s3, name)
    _delete_queues(aws_admin.sqs, f"{name}-")


def new_rooms(aws_admin: AwsAdmin, name: str) -> dict[str, str]:
    """Make a bucket, and return the settings that lead to it and to queues of that name."""
    aws_admin.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return {
        "ODDIYA_AWS_REGION": REGION,
        "ODDIYA_AWS_ENDPOINT_URL": aws_admin.endpoint_url,
        "ODDIYA_AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "ODDIYA_AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "ODDIYA_S3_BUCKET": name,
        "ODDIYA_SQS_PREFIX": f"{name}-",
        "ODDIYA_SQS_CREATE_QUEUES": "true",
    }


def _delete_bucket(s3: Any, name: str) -> None:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name):
        for blob in page.get("Contents", []):
            s3.delete_object(Bucket=name, Key=blob["Key"])
    for upload in s3.list_multipart_uploads(Bucket=name).get("Uploads", []):
        s3.abort_multipart_upload(Bucket=name, Key=upload["Key"], UploadId=upload["UploadId"])
    s3.delete_bucket(Bucket=name)


def _delete_queues(sqs: Any, prefix: str) -> None:
    for url in sqs.list_queues(QueueNamePrefix=prefix).get("QueueUrls", []):
        sqs.delete_queue(QueueUrl=url)


@contextmanager
def moto() -> Iterator[str]:
    """Run moto in a process that ends with this one, whatever ends this one."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    command = [sys.executable, "-m", "tests.servers.moto_server", ACCESS_KEY, SECRET_KEY]
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        if not port:
            pytest.fail(f"moto did not start: exit status {process.wait()}")
        yield f"http://127.0.0.1:{port}"
