"""Each process is told all that it needs, secrets as secrets, and nothing that it does not read."""

from collections import defaultdict
from functools import cache
from typing import Final

import pytest

from composition.gateway.services import ServiceUrls
from tests.deploy.manifests import OVERLAYS, overlay
from tests.deploy.telling import ALWAYS, CLEANUP, MIGRATE, Telling

RUN: Final = (*ALWAYS, CLEANUP, MIGRATE)
# Who signs people in is the operator's choice; pods have a role instead of keys; token keys are a file.
CHOSEN: Final = (
    "ODDIYA_APPLE_",
    "ODDIYA_GOOGLE_",
    "ODDIYA_KAKAO_CLIENT",
    "ODDIYA_OIDC_",
    "ODDIYA_AWS_",
    "ODDIYA_TOKEN_KEYS",
)
NOT_THERE: Final = {"ODDIYA_MEDIA_URL", "ODDIYA_DEV_ISSUER_SERVICE_URL"}
# What each process has for itself.
OWN: Final = {
    *("ODDIYA_SERVICE_NAME", "ODDIYA_DATABASE_URL", "ODDIYA_DATABASE_POOL"),
    *("ODDIYA_DRAIN_SECONDS", "ODDIYA_GRACE_SECONDS"),
}
each_overlay = pytest.mark.parametrize("where", OVERLAYS)
each_run = pytest.mark.parametrize("name", RUN)


def telling(where: str, name: str) -> Telling:
    return Telling(name=name, environment=overlay(where).environment(name))


@cache
def secret_settings() -> set[str]:
    """Return all that is a secret to anybody, with production's adapters and with those of a laptop."""
    told = [Telling(name=name, environment={}) for name in RUN] + [telling("eks", name) for name in RUN]
    return {env for one in told for env, secret in one.known().items() if secret}


@each_overlay
@each_run
def test_a_process_would_start_and_reads_all_that_it_is_told(where: str, name: str) -> None:
    assert telling(where, name).faults() == []


def test_providers_are_told_to_the_auth_service_by_their_own_secret() -> None:
    given = {"ODDIYA_GOOGLE_CLIENT_ID": "an-id", "ODDIYA_GOOGLE_CLIENT_SECRET": "a-secret"}
    assert Telling(name="auth", environment={**overlay("eks").environment("auth"), **given}).faults() == []
    assert overlay("eks").of_kind("ExternalSecret")["auth"]["spec"]["dataFrom"] == [
        {"extract": {"key": "oddiya/providers"}}
    ]


@each_overlay
@each_run
def test_a_process_has_every_secret_that_it_reads(where: str, name: str) -> None:
    reads = {env for env, secret in telling(where, name).known().items() if secret and not env.startswith(CHOSEN)}
    assert reads <= set(overlay(where).environment(name))


@each_overlay
@each_run
def test_a_process_knows_where_the_others_are(where: str, name: str) -> None:
    known = telling(where, name).known()
    places = {env for env in known if env.endswith("_URL") and _is_place(env)}
    assert places <= set(overlay(where).environment(name))


@each_overlay
def test_no_secret_is_in_a_config_map(where: str) -> None:
    keys = {key for one in overlay(where).of_kind("ConfigMap").values() for key in one["data"]}
    assert keys & secret_settings() == set()


@each_overlay
def test_no_secret_is_written_into_a_pod(where: str) -> None:
    told = {one["name"] for pod in overlay(where).pods().values() for one in pod.container.get("env", ())}
    assert told & secret_settings() == set()


@each_overlay
def test_a_secret_has_secrets_alone_and_one_reader(where: str) -> None:
    readers = defaultdict(list)
    for name, pod in overlay(where).pods().items():
        for place in pod.container["envFrom"]:
            if "secretRef" in place:
                readers[place["secretRef"]["name"]].append(name)
    assert [names for names in readers.values() if len(names) > 1] == []
    assert {key for secret in readers for key in overlay(where).secrets_of(secret)} <= secret_settings()


@each_overlay
def test_what_several_are_told_is_the_same_for_all(where: str) -> None:
    told = defaultdict(set)
    for name in RUN:
        for env, text in overlay(where).environment(name).items():
            told[env].add(text)
    assert {env for env, texts in told.items() if len(texts) > 1} <= OWN


def test_secrets_that_services_share_come_from_one_place() -> None:
    places = defaultdict(set)
    for external in overlay("eks").of_kind("ExternalSecret").values():
        for one in external["spec"]["data"]:
            places[one["secretKey"]].add((one["remoteRef"]["key"], one["remoteRef"].get("property")))
    assert {env for env, where in places.items() if len(where) > 1} == {"ODDIYA_DATABASE_URL"}


@each_overlay
def test_a_schema_has_one_role_that_reaches_it(where: str) -> None:
    roles = {
        name: str(overlay(where).secrets_of(_secret_of(where, name))["ODDIYA_DATABASE_URL"])
        for name in RUN
        if "database" in telling(where, name).ports()
    }
    own_schema = {name: {other for other in roles if roles[other] == roles[name]} for name in roles}
    films = {"videos", "worker", CLEANUP}
    assert own_schema == {name: films if name in films else {name} for name in roles}


@each_overlay
def test_token_keys_outlive_what_signs_with_them_only_where_more_than_one_may_sign(where: str) -> None:
    ring = telling(where, "auth").settings.adapter_of("key_ring")[0]
    assert ring == ("secret" if overlay(where).most_replicas("auth") > 1 else "file")


def test_token_keys_are_a_file_that_the_auth_service_alone_has() -> None:
    here = overlay("eks")
    mounted = {name: {one["name"] for one in pod.spec["volumes"]} for name, pod in here.pods().items()}
    assert [name for name, volumes in mounted.items() if "token-keys" in volumes] == ["auth"]
    (mount,) = (one for one in here.pods()["auth"].container["volumeMounts"] if one["name"] == "token-keys")
    (key,) = here.secrets_of("token-keys")
    assert here.environment("auth")["ODDIYA_TOKEN_KEYS_FILE"] == f"{mount['mountPath']}/{key}"


@each_overlay
@each_run
def test_what_several_pods_of_a_process_share_is_not_in_the_memory_of_one(where: str, name: str) -> None:
    if overlay(where).most_replicas(name) > 1:
        told = telling(where, name)
        shared = told.ports() & {"cache", "rate_limiter", "sessions", "revoked_sessions", "usage_meter", "job_queue"}
        assert {told.settings.adapter_of(port)[0] for port in shared} <= {"redis", "sqs"}


def _is_place(env: str) -> bool:
    of_services = {f"ODDIYA_{name.upper()}_URL" for name in (*ALWAYS, *ServiceUrls.__annotations__)}
    return env in ({"ODDIYA_PUBLIC_URL"} | of_services) - NOT_THERE


def _secret_of(where: str, name: str) -> str:
    (only,) = (
        one["secretRef"]["name"] for one in overlay(where).pods()[name].container["envFrom"] if "secretRef" in one
    )
    return str(only)
