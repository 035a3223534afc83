"""A release comes in step by step, and goes back as a whole when it does not hold."""

from collections.abc import Sequence

import pytest
import yaml

from composition.processes import PROCESSES
from deploy.rollout import ORDER, Cluster, Manifest, NotRolledOutError, manifests_in, roll_out
from entrypoints.gateway.table.row import GATEWAY
from tests.supply.memory_cluster import MemoryCluster

KINDS = (
    ("Deployment", "gateway"), ("CronJob", "cleanup"), ("Job", "migrate"), ("Deployment", "users"),
    ("ScaledObject", "worker"), ("ConfigMap", "process-7f"), ("Deployment", "worker"), ("NetworkPolicy", "users"),
    ("ExternalSecret", "users"),
)  # fmt: skip


def release(release: str) -> Sequence[Manifest]:
    """Return what kustomize would write of a release."""
    written = [
        {
            "apiVersion": "v1",
            "kind": kind,
            "metadata": {"labels": {"name": "x"}, "name": name},
            "spec": {"image": release},
        }
        for kind, name in KINDS
    ]
    return manifests_in(yaml.safe_dump_all(written))


def roll(kubectl: MemoryCluster, manifests: Sequence[Manifest], *, looks: str = "right") -> None:
    def seen_from_outside() -> None:
        if looks != "right":
            raise NotRolledOutError(looks)

    roll_out(Cluster(kubectl=kubectl, patience=5), manifests, seen_from_outside=seen_from_outside)


@pytest.fixture
def kubectl() -> MemoryCluster:
    """Have a cluster in which the last release runs."""
    cluster = MemoryCluster()
    roll(cluster, release("old"))
    cluster.happened.clear()
    return cluster


def test_settings_come_first_then_the_migration_then_the_processes_and_the_gateway_last(kubectl: MemoryCluster) -> None:
    roll(kubectl, release("new"))
    assert kubectl.happened == [
        "ConfigMap process-7f", "NetworkPolicy users", "ExternalSecret users", "Job migrate",
        "Deployment users", "Deployment worker", "Deployment gateway", "CronJob cleanup", "ScaledObject worker",
    ]  # fmt: skip
    assert all("new" in text for text in kubectl.runs().values())


def test_when_a_process_does_not_come_up_those_before_it_go_back_and_those_after_it_stay(
    kubectl: MemoryCluster,
) -> None:
    kubectl.sick = ["worker"]
    with pytest.raises(NotRolledOutError, match="worker does not come up"):
        roll(kubectl, release("new"))
    assert kubectl.happened[-2:] == ["undo worker", "undo users"]
    assert "Deployment gateway" not in kubectl.happened
    assert all("old" in text for text in kubectl.runs().values())


def test_when_it_looks_wrong_from_outside_everything_goes_back_the_gateway_first(kubectl: MemoryCluster) -> None:
    with pytest.raises(NotRolledOutError, match="no providers"):
        roll(kubectl, release("new"), looks="no providers")
    assert kubectl.happened[-3:] == ["undo gateway", "undo worker", "undo users"]
    assert all("old" in text for text in kubectl.runs().values())


def test_a_process_that_was_not_changed_is_not_taken_back(kubectl: MemoryCluster) -> None:
    same = [manifest for manifest in release("old") if manifest.name == "users"]
    other = [manifest for manifest in release("new") if manifest.name != "users"]
    with pytest.raises(NotRolledOutError):
        roll(kubectl, [*same, *other], looks="wrong")
    assert "undo users" not in kubectl.happened


def test_a_migration_that_fails_leaves_every_process_as_it_is(kubectl: MemoryCluster) -> None:
    kubectl.jobs_end = "Failed"
    with pytest.raises(NotRolledOutError, match="the job migrate was not done"):
        roll(kubectl, release("new"))
    assert kubectl.happened[-1] == "Job migrate"


def test_the_first_release_has_nothing_to_go_back_to() -> None:
    kubectl = MemoryCluster()
    with pytest.raises(NotRolledOutError):
        roll(kubectl, release("new"), looks="wrong")
    assert not [what for what in kubectl.happened if what.startswith("undo")]


def test_a_process_of_which_nobody_said_when_it_comes_in_is_refused_before_anything_is_done() -> None:
    kubectl = MemoryCluster()
    manifests = [Manifest(kind="Deployment", name="stranger", text=""), *release("new")]
    with pytest.raises(NotRolledOutError, match="stranger"):
        roll(kubectl, manifests)
    assert kubectl.happened == []


def test_every_process_has_its_place_and_the_gateway_has_the_last() -> None:
    assert {name.replace("_", "-") for name in (*PROCESSES, GATEWAY)} == set(ORDER)
    assert ORDER[-1] == GATEWAY
