"""Every pod keeps to the restricted Pod Security Standard, and to what Oddiya's images are made for."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.deploy.manifests import NAMESPACE, OVERLAYS, Pod, overlay
from tests.deploy.telling import ALWAYS, CLEANUP, MIGRATE

OURS: Final = 10001
# https://kubernetes.io/docs/concepts/security/pod-security-standards/
VOLUMES: Final = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
SHARED_WITH_THE_NODE: Final = ("hostNetwork", "hostPID", "hostIPC", "hostUsers")
each_overlay = pytest.mark.parametrize("where", OVERLAYS)
each_pod = pytest.mark.parametrize("name", [*ALWAYS, CLEANUP, MIGRATE])


@each_overlay
@each_pod
def test_a_pod_keeps_to_the_restricted_standard(where: str, name: str) -> None:
    assert [*_breaches(overlay(where).pods()[name])] == []


def test_a_pod_that_does_not_is_told_from_one_that_does() -> None:
    pod = overlay("eks").pods()["users"]
    spec = {**pod.spec, "hostNetwork": True, "volumes": [{"name": "host", "hostPath": {"path": "/"}}]}
    assert len([*_breaches(Pod(name="users", labels=pod.labels, spec=spec))]) == 2


@each_overlay
def test_the_namespace_holds_them_to_it(where: str) -> None:
    (labels,) = (
        one["metadata"]["labels"]
        for one in overlay(where).objects
        if one["kind"] == "Namespace" and one["metadata"]["name"] == NAMESPACE
    )
    assert {labels[f"pod-security.kubernetes.io/{way}"] for way in ("enforce", "audit", "warn")} == {"restricted"}


@each_overlay
@each_pod
def test_a_pod_writes_where_its_image_lets_it_and_nowhere_else(where: str, name: str) -> None:
    pod = overlay(where).pods()[name]
    writable = {one["mountPath"] for one in pod.container["volumeMounts"] if not one.get("readOnly")}
    assert writable == {"/var/lib/oddiya", "/tmp"}
    assert pod.container["securityContext"]["readOnlyRootFilesystem"] is True
    user = pod.spec["securityContext"]
    assert (user["runAsUser"], user["runAsGroup"], user["fsGroup"]) == (OURS, OURS, OURS)
    assert all("sizeLimit" in one["emptyDir"] for one in pod.spec["volumes"] if "emptyDir" in one)


@each_overlay
@each_pod
def test_a_pod_has_no_key_to_the_cluster_and_is_told_of_no_service(where: str, name: str) -> None:
    pod = overlay(where).pods()[name]
    account = overlay(where).of_kind("ServiceAccount")[pod.spec["serviceAccountName"]]
    assert (account["automountServiceAccountToken"], pod.spec["automountServiceAccountToken"]) == (False, False)
    # Kubernetes would set PORT-like variables for each of them.
    assert pod.spec["enableServiceLinks"] is False


@each_overlay
@pytest.mark.parametrize("name", ALWAYS)
def test_pods_of_a_process_are_spread_over_zones_and_nodes(where: str, name: str) -> None:
    pod = overlay(where).pods()[name]
    spread = pod.spec["topologySpreadConstraints"]
    assert {one["topologyKey"] for one in spread} == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
    assert all(one["labelSelector"]["matchLabels"].items() <= pod.labels.items() for one in spread)
    assert all(not set(one["matchLabelKeys"]) & set(one["labelSelector"]["matchLabels"]) for one in spread)


def _breaches(pod: Pod) -> Iterator[str]:
    own, context = pod.container.get("securityContext", {}), pod.spec.get("securityContext", {})
    yield from (f"shares {what} with the node" for what in SHARED_WITH_THE_NODE if pod.spec.get(what))
    yield from (f"has a volume {one['name']}" for one in pod.spec.get("volumes", ()) if not {*one} & VOLUMES)
    yield from (
        f"takes port {one['hostPort']} of the node" for one in pod.container.get("ports", ()) if "hostPort" in one
    )
    if own.get("privileged") or own.get("allowPrivilegeEscalation") is not False:
        yield "may get more rights"
    if own.get("capabilities") != {"drop": ["ALL"]}:
        yield "keeps capabilities"
    if not context.get("runAsNonRoot") or context.get("runAsUser") == 0 or {"runAsUser", "runAsNonRoot"} & {*own}:
        yield "may be root"
    if context.get("seccompProfile") != {"type": "RuntimeDefault"} or "seccompProfile" in own:
        yield "may call anything of the kernel"
