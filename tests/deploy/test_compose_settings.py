"""Containers of the Compose files are told what they read, of places that they reach, and no secret is written down."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from attrs import frozen

from composition.processes import PROCESSES
from composition.subscribers import SUBSCRIBERS
from entrypoints.gateway.table.row import GATEWAY
from ports.job_queue import dead_letters_of
from tests.deploy.compose import AT_HOME, PRODUCTION, Service, services
from tests.deploy.telling import ALWAYS, CLEANUP, MIGRATE, Telling
from tests.processes import ROOT

BOTH = pytest.mark.parametrize("path", [PRODUCTION, AT_HOME], ids=["production", "at home"])
READY = ROOT / "deploy" / "localstack" / "ready.sh"
PASSWORDS = ROOT / "deploy" / "compose" / "passwords.sql"
ROLES = ROOT / "deploy" / "database" / "roles.sql"
SECRET: Final = re.compile(r"PASSWORD|SECRET|_KEY\b|REDISCLI_AUTH")
SPOKEN: Final = {"http", "https", "postgresql", "redis", "smtp"}
VARIABLE: Final = re.compile(r"\$\{[^}]+\}")
# Writes down what it is asked, and answers what the script goes on with.
AWSLOCAL = """#!/bin/sh
echo "$*" >> "$ASKED"
case "$*" in *get-queue-attributes*) echo arn:of:it ;; *) echo http://queue ;; esac
"""
# What `oddiya up` does not do: it has the other side of these in itself.
ALONE = {"agent"}


OURS = {name.replace("_", "-"): name for name in (*ALWAYS, "dev_issuer", MIGRATE, CLEANUP)}


def test_every_process_has_a_container() -> None:
    assert {name for name, service in services(PRODUCTION).items() if service.target} == {*OURS}


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_process_is_told_all_that_it_needs_and_nothing_that_it_does_not_read(name: str) -> None:
    told = services(PRODUCTION)[name].environment
    # What it is told of services outside is kept in Redis, and so far there are none.
    spare = {"ODDIYA_REDIS_URL is read by nobody"} if name == "plans" else set()
    assert {*Telling(name=OURS[name], environment=told).faults()} == spare


@pytest.mark.parametrize("name", sorted(OURS))
def test_everything_that_one_may_choose_reaches_the_process_that_reads_it(name: str) -> None:
    told = services(PRODUCTION, chosen=True)[name].environment
    assert Telling(name=OURS[name], environment=told).faults() == []


@pytest.mark.parametrize("chosen", [False, True], ids=["as it is", "everything chosen"])
def test_one_container_at_home_is_told_what_all_processes_need_together(*, chosen: bool) -> None:
    told = services(AT_HOME, chosen=chosen)["oddiya"].environment
    tellings = [Telling(name=name, environment=told) for name in {*PROCESSES, GATEWAY} - ALONE - {"dev_issuer"}]
    read_somewhere = set.intersection(*({*telling.faults()} for telling in tellings))
    missing = {fault for telling in tellings for fault in telling.faults() if "is missing" in fault}
    # Processes apart prove themselves and find each other, which one process need not.
    assert read_somewhere == set()
    assert {fault.split()[0] for fault in missing} == {"ODDIYA_SERVICE_SECRETS", "ODDIYA_AUTH_URL"}


def test_further_workers_at_home_are_told_all_that_they_need() -> None:
    telling = Telling(name="worker", environment=services(AT_HOME)["worker"].environment)
    assert telling.faults() == []


def test_nobody_signs_in_as_anybody_at_home() -> None:
    told = services(AT_HOME)["oddiya"].environment
    assert (told["ODDIYA_DEV_ISSUER"], told["ODDIYA_REGISTRATION"]) == ("false", "verified")


@pytest.mark.parametrize("port", ["database", "job_queue", "blob_store", "sessions", "cache"])
def test_nothing_at_home_needs_aws_or_redis(port: str) -> None:
    name, _ = Telling(name="auth", environment=services(AT_HOME)["oddiya"].environment).settings.adapter_of(port)
    assert name in {"url", "postgres", "filesystem", "memory"}


@BOTH
def test_whoever_is_called_is_there_and_can_be_reached(path: Path) -> None:
    known = services(path)
    for service in known.values():
        for env, url in _inner_urls(service.environment, known):
            called = next(other for other in known.values() if url.host in other.names)
            assert called.networks & service.networks, f"{service.name} does not reach {env}"
            assert url.port == _port_of(called), f"{service.name} knocks at another port with {env}"


@BOTH
def test_no_secret_is_written_down(path: Path) -> None:
    for service in services(path).values():
        for env, text in service.written.items():
            if SECRET.search(env) or _is_secret(service, env):
                assert _is_harmless(str(text)), f"{env} of {service.name}"


def test_localstack_has_what_the_processes_look_for(tmp_path: Path) -> None:
    (tmp_path / "awslocal").write_text(AWSLOCAL)
    (tmp_path / "awslocal").chmod(0o700)
    told = {"PATH": f"{tmp_path}:{os.defpath}", "ASKED": str(tmp_path / "asked"), "DONE": str(tmp_path / "done")}
    subprocess.run(["bash", str(READY)], env=told, check=True, capture_output=True)
    asked = (tmp_path / "asked").read_text()

    queues = {queue for listening in SUBSCRIBERS.values() for queue in listening}
    names = {f"oddiya-{queue}" for queue in queues} | {f"oddiya-{dead_letters_of(queue)}" for queue in queues}
    assert {*re.findall(r"create-queue --queue-name (\S+)", asked)} == names
    assert {*re.findall(r"--bucket (\S+)", asked)} == {services(PRODUCTION)["videos"].environment["ODDIYA_S3_BUCKET"]}
    applications = re.findall(r"--platform (\S+) --name (\S+)", asked)
    arns = {value for value in services(PRODUCTION)["notifications"].environment.values() if ":app/" in value}
    assert {f"arn:aws:sns:ap-northeast-2:000000000000:app/{platform}/{name}" for platform, name in applications} == arns
    assert (tmp_path / "done").exists()


def test_every_role_that_signs_in_gets_the_password_that_its_processes_have() -> None:
    passwords = PASSWORDS.read_text()
    variables = dict(re.findall(r"\\getenv (\w+) (\w+)", passwords))
    given = {role: variables[name] for role, name in re.findall(r"ALTER ROLE (\w+) PASSWORD :'(\w+)';", passwords)}
    assert {*given} == {*re.findall(r"\b(oddiya_\w+)'", ROLES.read_text())} - {"oddiya_queue"}
    assert {*given.values()} <= {*services(PRODUCTION)["postgres"].environment}
    for service in services(PRODUCTION).values():
        url = urlsplit(str(service.written.get("ODDIYA_DATABASE_URL", "")))
        if url.username:
            assert str(url.password).startswith(f"${{{given[url.username]}")


@frozen(kw_only=True)
class Place:
    """Where somebody is called."""

    host: str
    port: int


def _inner_urls(environment: Mapping[str, str], known: Mapping[str, Service]) -> Iterator[tuple[str, Place]]:
    names = {name for service in known.values() for name in service.names}
    for env, value in environment.items():
        url = urlsplit(value.split(",")[0])
        host = url.hostname or "localhost"
        if url.scheme in SPOKEN and (host in names or "." not in host) and host != "localhost":
            yield env, Place(host=host, port=url.port or 80)


def _port_of(service: Service) -> int:
    others = {"postgres": 5432, "redis": 6379, "localstack": 4566, "mail": 1025}
    return others.get(service.name) or int(service.environment.get("PORT", "8080"))


def _is_secret(service: Service, env: str) -> bool:
    if service.target is None or service.name in {"oddiya", "migrate"}:
        return False
    name = service.name.replace("-", "_")
    return Telling(name=name, environment=service.environment).known().get(env, False)


def _is_harmless(text: str) -> bool:
    """Tell whether nothing is left of a text, without its variables, that keeps somebody out."""
    without = VARIABLE.sub("", text)
    return not without or (urlsplit(without).password in (None, "") and "://" in without)
