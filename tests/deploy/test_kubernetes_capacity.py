"""What processes ask of nodes, of PostgreSQL and of Redis is there."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from attrs import fields

from adapters.postgres.pool import Section as PoolSection
from adapters.redis.client import Section as RedisSection
from composition.opener import needs_of
from tests.deploy.manifests import DEPLOY, OVERLAYS, overlay
from tests.deploy.telling import ALWAYS, CLEANUP, MIGRATE, Telling

MIB: Final = 1024**2
UNITS: Final = {"Mi": MIB, "Gi": 1024 * MIB}
# Of a node of 4 GB, once the system and the cluster's own pods have theirs.
LEFT_OF_A_NODE: Final = 2560 * MIB
MACHINE: Final = 1024 * MIB
OF_A_CONNECTION: Final = 3 * MIB
# A migration has one to be alone with, and one to work on; a cleanup has one more than its pool, which is its turn.
OF_COMMANDS: Final = {MIGRATE: 2, CLEANUP: 1}
# Beside its pool, a process hears of ended sessions on one connection.
HEARING: Final = 1
each_overlay = pytest.mark.parametrize("where", OVERLAYS)


@each_overlay
def test_one_of_each_fits_a_node_of_4_gb(where: str) -> None:
    requests = {name: _memory(where, name)[0] for name in overlay(where).pods()}
    assert sum(requests.values()) <= LEFT_OF_A_NODE


@each_overlay
def test_as_many_as_there_always_are_fit_it_too(where: str) -> None:
    here = overlay(where)
    assert sum(_memory(where, name)[0] * here.least_replicas(name) for name in here.pods()) <= LEFT_OF_A_NODE


@each_overlay
def test_every_container_says_what_it_needs_and_what_it_may_have(where: str) -> None:
    for name, pod in overlay(where).pods().items():
        asked, most = _memory(where, name)
        assert 0 < asked <= most
        assert re.fullmatch(r"\d+m", pod.container["resources"]["requests"]["cpu"])


@each_overlay
def test_whoever_counts_pods_is_alone_in_it(where: str) -> None:
    here = overlay(where)
    targets = [
        one["spec"]["scaleTargetRef"]["name"]
        for kind in ("HorizontalPodAutoscaler", "ScaledObject")
        for one in here.of_kind(kind).values()
    ]
    assert len(targets) == len(set(targets))
    assert [name for name, one in here.of_kind("Deployment").items() if "replicas" in one["spec"]] == []


def test_every_process_grows_with_its_work() -> None:
    here = overlay("eks")
    assert {*here.of_kind("HorizontalPodAutoscaler")} == {*ALWAYS} - {"worker"}
    (worker,) = here.of_kind("ScaledObject").values()
    prefix = here.environment("worker")["ODDIYA_SQS_PREFIX"]
    assert worker["spec"]["triggers"][0]["metadata"]["queueURL"] == f"{prefix}orders"


@each_overlay
def test_postgresql_takes_all_connections_that_there_can_be(where: str) -> None:
    settings = _settings("postgresql.conf", r"\s*=\s*")
    takes = int(settings["max_connections"]) - int(settings["superuser_reserved_connections"])
    assert sum(_connections(where)) <= takes


@each_overlay
def test_redis_takes_all_connections_that_there_can_be(where: str) -> None:
    here = overlay(where)
    size = _default(RedisSection, "size")
    users = [name for name in here.pods() if "redis_client" in _telling(where, name).ports()]
    connections = sum((size + HEARING) * _at_most_at_once(where, name) for name in users)
    assert connections <= int(_settings("redis.conf", r"\s+")["maxclients"])


def test_redis_forgets_no_session_to_make_room_and_none_in_a_restart() -> None:
    settings = _settings("redis.conf", r"\s+")
    assert settings["maxmemory-policy"] == "noeviction"
    assert (settings["appendonly"], settings["appendfsync"]) == ("yes", "everysec")


def test_postgresql_and_redis_fit_a_machine_of_1_gb() -> None:
    postgres, redis = _settings("postgresql.conf", r"\s*=\s*"), _settings("redis.conf", r"\s+")
    shared = _size(postgres["shared_buffers"].replace("MB", "Mi"))
    connections = int(postgres["max_connections"]) * OF_A_CONNECTION
    kept = _size(redis["maxmemory"].replace("mb", "Mi"))
    assert shared + connections + kept <= MACHINE * 3 // 4


def _connections(where: str) -> Iterator[int]:
    for name in overlay(where).pods():
        told = _telling(where, name)
        if "postgres_pool" in told.ports():
            size = told.settings.section(PoolSection, dict.fromkeys(needs_of(PoolSection), "there")).size
            yield size * _at_most_at_once(where, name)
        yield OF_COMMANDS.get(name, 0)


def _at_most_at_once(where: str, name: str) -> int:
    """Return how many pods there are while the largest number of them is being replaced, one after the other."""
    return overlay(where).most_replicas(name) + (1 if name in ALWAYS else 0)


def _telling(where: str, name: str) -> Telling:
    return Telling(name=name, environment=overlay(where).environment(name))


def _memory(where: str, name: str) -> tuple[int, int]:
    resources = overlay(where).pods()[name].container["resources"]
    return _size(resources["requests"]["memory"]), _size(resources["limits"]["memory"])


def _size(text: str) -> int:
    return int(text[:-2]) * UNITS[text[-2:]]


def _default(section: type, name: str) -> int:
    return int(getattr(fields(section), name).default)


def _settings(name: str, between: str) -> dict[str, str]:
    lines = (DEPLOY / "database" / name).read_text().splitlines()
    pairs = (re.split(between, line.partition("#")[0].strip(), maxsplit=1) for line in lines if line and line[0] != "#")
    return {pair[0]: pair[1].strip("'") for pair in pairs}
