"""What GitHub is told to do: no more than it needs, for no longer than it takes, with nothing that can be exchanged."""

import re

import pytest

from deploy.rollout import ORDER
from tests.deploy.telling import ALWAYS
from tests.processes import ROOT
from tests.supply.dockerfile import Dockerfile
from tests.supply.workflows import Job, job, jobs, used, workflows

COMMIT = re.compile(r"[0-9a-f]{40}")
RELEASED = re.compile(r"v\d+\.\d+\.\d+")
TARGET = re.compile(r"(?m)^([a-z][a-z0-9-]*):")
EACH = pytest.mark.parametrize("job", jobs(), ids=lambda job: f"{job.workflow}:{job.name}")
WRITING = {"images.yml", "release.yml", "rollout.yml", "deploy.yml"}


@pytest.mark.parametrize("name", workflows())
def test_a_workflow_may_do_nothing_unless_a_job_says_so(name: str) -> None:
    assert workflows()[name]["permissions"] == {}


@pytest.mark.parametrize("name", workflows())
def test_no_workflow_runs_what_strangers_propose_with_the_repositorys_rights(name: str) -> None:
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(workflows()[name]["on"])


@EACH
def test_a_job_says_what_it_may_do_and_for_how_long(job: Job) -> None:
    assert job.permissions
    assert job.calls or 0 < job.told["timeout-minutes"] <= 120


@EACH
def test_a_job_that_strangers_can_start_may_only_read(job: Job) -> None:
    triggers = set(workflows()[job.workflow]["on"])
    assert "pull_request" not in triggers or set(job.permissions.items()) == {("contents", "read")}


@EACH
def test_only_what_publishes_may_write(job: Job) -> None:
    assert job.workflow in WRITING or "write" not in job.permissions.values()


@EACH
def test_no_script_is_put_together_out_of_what_github_was_told(job: Job) -> None:
    assert [script for script in job.scripts if "${{" in script] == []


@EACH
def test_no_job_reads_a_secret_that_is_kept_at_github(job: Job) -> None:
    assert "secrets." not in str(job.told)


@EACH
def test_a_checkout_leaves_no_token_behind(job: Job) -> None:
    checkouts = [step for step in job.steps if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_whatever_is_used_is_a_commit_and_says_of_which_release() -> None:
    others = [one for one in used() if not one.what.startswith("./")]
    assert others
    assert [one.what for one in others if not COMMIT.fullmatch(one.ref or "")] == []
    assert [one.what for one in others if not RELEASED.fullmatch(one.version or "")] == []
    assert len({one.what for one in others}) == len({(one.what, one.ref, one.version) for one in others})


def test_a_workflow_of_ours_that_is_called_is_there() -> None:
    called = {one.what for one in used() if one.what.startswith("./")}
    assert called == {
        f"./.github/workflows/{name}" for name in workflows() if "workflow_call" in workflows()[name]["on"]
    }


def test_the_commands_that_are_called_are_there() -> None:
    called = {word for one in jobs() for script in one.scripts for word in re.findall(r"\bmake ([a-z]+)", script)}
    offered = workflows()["load.yml"]["on"]["workflow_dispatch"]["inputs"]["what"]["options"]
    assert {*called, *offered} <= set(TARGET.findall((ROOT / "Makefile").read_text()))


def test_an_image_is_built_for_every_target_of_the_dockerfile() -> None:
    matrix = job("images.yml", "image").told["strategy"]["matrix"]
    assert set(matrix["target"]) == Dockerfile.read().targets
    assert len(matrix["target"]) == len(set(matrix["target"]))


def test_a_rollout_looks_up_the_image_of_every_process_and_of_the_migration() -> None:
    looked_up = job("rollout.yml", "rollout").told["env"]["IMAGES"].split()
    assert set(looked_up) == {*ALWAYS, "tools"}
    assert set(looked_up) - {"tools"} <= set(ORDER)


def test_production_comes_after_staging_and_both_are_environments() -> None:
    assert job("deploy.yml", "production").told["needs"] == "staging"
    for name in ("staging", "production"):
        assert job("deploy.yml", name).told["with"]["environment"] == name
    assert job("rollout.yml", "rollout").told["environment"]["name"] == "${{ inputs.environment }}"


def test_whoever_calls_a_workflow_gives_it_the_rights_that_it_needs() -> None:
    for caller in (one for one in jobs() if one.calls):
        called = [one for one in jobs() if one.workflow == caller.told["uses"].rpartition("/")[2]]
        needed = {right for one in called for right in one.permissions.items()}
        assert needed == set(caller.permissions.items()), (caller.workflow, caller.name)
