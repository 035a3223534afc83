"""Servers in Docker, where there is a Docker engine."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit


@cache
def docker_answers() -> bool:
    """Tell whether a Docker engine can be used; the docker package leaks a socket when asked that and there is none."""
    host = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    family, address = (
        (socket.AF_UNIX, host.path) if host.scheme == "unix" else (socket.AF_INET, (host.hostname, host.port or 2375))
    )
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.settimeout(2)
        try:
            door.connect(address)
        except OSError:
            return False
    return True


@contextmanager
def docker_postgres() -> Iterator[str]:
    """Run PostgreSQL 17."""
    from testcontainers.community.postgres import PostgresContainer

    with PostgresContainer("postgres:17", driver=None) as container:
        yield container.get_connection_url()


@contextmanager
def docker_redis() -> Iterator[str]:
    """Run Redis 7.4."""
    from testcontainers.community.redis import RedisContainer

    with RedisContainer("redis:7.4") as container:
        yield f"redis://{container.get_container_host_ip()}:{container.get_exposed_port(6379)}/0"


@contextmanager
def docker_aws() -> Iterator[str]:
    """Run LocalStack with S3, SQS and SNS."""
    from testcontainers.community.localstack import LocalStackContainer

    # Unless told otherwise, LocalStack lets changed and expired signatures pass.
    strict = LocalStackContainer("localstack/localstack:4.7").with_env("S3_SKIP_SIGNATURE_VALIDATION", "0")
    with strict.with_services("s3", "sqs", "sns") as container:
        yield container.get_url()
