"""Servers in Docker, where there is a Docker engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from docker import from_env
from docker.errors import DockerException


@cache
def docker_answers() -> bool:
    """Tell whether a Docker engine can be used."""
    try:
        client = from_env(timeout=2)
    except DockerException:
        return False
    client.close()
    return True


@contextmanager
def docker_postgres() -> Iterator[str]:
    """Run PostgreSQL 17."""
    from testcontainers.postgres import PostgresContainer

    with PostgresContainer("postgres:17", driver=None) as container:
        yield container.get_connection_url()


@contextmanager
def docker_redis() -> Iterator[str]:
    """Run Redis 7.4."""
    from testcontainers.redis import RedisContainer

    with RedisContainer("redis:7.4") as container:
        yield f"redis://{container.get_container_host_ip()}:{container.get_exposed_port(6379)}/0"


@contextmanager
def docker_aws() -> Iterator[str]:
    """Run LocalStack with S3, SQS and SNS."""
    from testcontainers.localstack import LocalStackContainer

    with LocalStackContainer("localstack/localstack:4").with_services("s3", "sqs", "sns") as container:
        yield container.get_url()
