"""The overlays are what Kubernetes takes: rendered as kubectl does it, and valid against its schemas."""

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import jsonschema
import kubernetes_validate
import pytest
import yaml
from kubernetes_validate.utils import schema_contents

from tests.deploy.custom_kinds import SPECS
from tests.deploy.manifests import DEPLOY, OVERLAYS, overlay

OLDEST: Final = "1.32"  # what a cluster must be at least
each_overlay = pytest.mark.parametrize("name", OVERLAYS)


@pytest.fixture(autouse=True)
def _schemas_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubernetes_validate.utils.schema_contents", cache(schema_contents))


@each_overlay
def test_every_object_is_what_kubernetes_takes(name: str) -> None:
    faults = [fault for one in overlay(name).objects for fault in _faults(one)]
    assert faults == []


def test_a_wrong_object_is_told_from_a_right_one() -> None:
    (service, *_) = overlay("eks").of_kind("Service").values()
    assert [*_faults(service)] == []
    assert [*_faults({**service, "spec": {**service["spec"], "port": 80}})] != []


@each_overlay
def test_no_object_is_there_twice(name: str) -> None:
    keys = [_key(one) for one in overlay(name).objects]
    assert len(keys) == len(set(keys))


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl")
@each_overlay
def test_kubectl_renders_the_same(name: str) -> None:
    command = ["kubectl", "kustomize", str(DEPLOY / "kubernetes" / "overlays" / name)]
    told = subprocess.run(command, capture_output=True, check=True).stdout
    by_kubectl = yaml.load_all(told, Loader=yaml.CSafeLoader)
    assert {_key(one): one for one in by_kubectl} == {_key(one): one for one in overlay(name).objects}


def _faults(one: dict[str, Any]) -> Iterator[str]:
    spec = SPECS.get((one["apiVersion"], one["kind"]))
    try:
        if spec is None:
            kubernetes_validate.validate(one, OLDEST, strict=True)
        else:
            jsonschema.validate(one["spec"], spec)
    except jsonschema.ValidationError as refusal:
        yield f"{one['kind']} {one['metadata']['name']}: {refusal.message}"


def _key(one: dict[str, Any]) -> tuple[str, str, str]:
    return one["kind"], one["metadata"].get("namespace", ""), one["metadata"]["name"]
