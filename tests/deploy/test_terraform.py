"""Terraform makes what Oddiya expects of AWS, under the names by which Oddiya knows it."""

import json
import re
import shutil
import subprocess
from datetime import timedelta
from typing import Final

import pytest
from attrs import fields

from adapters.aws.job_queue import Section as QueueSection
from adapters.aws.language_model import DEFAULT_MODEL
from adapters.aws.queue_urls import KEEP_SECONDS
from adapters.aws.session import Section as SessionSection
from composition.films.retention import Days, RetentionSettings
from composition.settings import Settings
from composition.subscribers import SUBSCRIBERS
from entrypoints.consumer import Consumer
from ports.job_queue import DEAD_SUFFIX
from tests.deploy.hcl import TERRAFORM, blocks, policy_file, text_of_all
from tests.deploy.manifests import overlay
from tests.deploy.telling import ALWAYS, CLEANUP, Telling

RUN: Final = (*ALWAYS, CLEANUP)
FOR_OTHERS: Final = {"secrets", "keda"}
CLEANED_UP_FIRST: Final = timedelta(days=7)


def test_there_is_a_queue_for_each_who_hears_of_something() -> None:
    heard = {queue for queues in SUBSCRIBERS.values() for queue in queues}
    assert {*re.findall(r'"(\w+)"', _local("queues"))} == heard


def test_each_queue_has_one_for_dead_letters_to_which_it_gives_up_as_the_settings_say() -> None:
    queue, dead = blocks("resource")["aws_sqs_queue.this"], blocks("resource")["aws_sqs_queue.dead"]
    assert queue["name"] == "${var.queue_prefix}${each.key}"
    assert dead["name"] == queue["name"] + DEAD_SUFFIX
    assert "deadLetterTargetArn = aws_sqs_queue.dead[each.key].arn" in queue["redrive_policy"]
    assert "maxReceiveCount = var.max_receives" in queue["redrive_policy"]
    assert {one["message_retention_seconds"] for one in (queue, dead)} == {KEEP_SECONDS}
    assert {one["sqs_managed_sse_enabled"] for one in (queue, dead)} == {True}


def test_a_message_is_its_receiver_s_for_as_long_as_receivers_ask() -> None:
    lease = fields(Consumer).lease.default
    assert timedelta(seconds=blocks("resource")["aws_sqs_queue.this"]["visibility_timeout_seconds"]) == lease


def test_names_and_numbers_are_those_of_the_settings() -> None:
    defaults = {name: block["default"] for name, block in blocks("variable").items() if "default" in block}
    told, production = Settings.read({"ODDIYA_PROFILE": "aws"}), overlay("eks").environment("videos")
    queues = told.section(QueueSection, {"session": None})
    assert defaults["queue_prefix"] == queues.prefix == production["ODDIYA_SQS_PREFIX"]
    assert defaults["max_receives"] == queues.max_receives == int(production["ODDIYA_QUEUE_MAX_RECEIVES"])
    assert defaults["region"] == told.section(SessionSection).region == production["ODDIYA_AWS_REGION"]
    assert defaults["bucket"] == production["ODDIYA_S3_BUCKET"]
    assert defaults["bedrock_model"] == DEFAULT_MODEL
    assert defaults["web_origins"] == overlay("eks").environment("gateway")["ODDIYA_CORS_ORIGINS"].split(",")
    kept = [one.time.days for one in _retention()]
    assert defaults["longest_kept_days"] == max(kept)


def test_the_bucket_is_nobody_s_but_ours() -> None:
    resources = blocks("resource")
    block = {key: one for key, one in resources["aws_s3_bucket_public_access_block.media"].items() if key != "bucket"}
    assert block == dict.fromkeys(
        ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), True
    )
    (rule,) = resources["aws_s3_bucket_server_side_encryption_configuration.media"]["rule"]
    assert rule["apply_server_side_encryption_by_default"] == [{"sse_algorithm": "AES256"}]


def test_the_bucket_lets_go_of_leftovers_and_otherwise_only_of_what_a_cleanup_has_long_forgotten() -> None:
    rules = {one["id"]: one for one in blocks("resource")["aws_s3_bucket_lifecycle_configuration.media"]["rule"]}
    (unfinished,) = rules["unfinished-uploads"]["abort_incomplete_multipart_upload"]
    assert timedelta(days=unfinished["days_after_initiation"]) == CLEANED_UP_FIRST
    (overdue,) = rules["long-overdue"]["expiration"]
    later = re.fullmatch(r"\$\{var\.longest_kept_days \+ (\d+)\}", overdue["days"])
    assert later is not None
    assert int(later[1]) >= max(one.time.days for one in _retention())
    assert {rule["status"] for rule in rules.values()} == {"Enabled"}


def test_pages_may_send_files_with_signed_puts() -> None:
    (rule,) = blocks("resource")["aws_s3_bucket_cors_configuration.media"]["cors_rule"]
    assert rule["allowed_methods"] == ["GET", "HEAD", "PUT"]
    assert rule["allowed_origins"] == "${var.web_origins}"


def test_who_asks_aws_has_a_role_and_nobody_else() -> None:
    asks = {name for name in RUN if "aws_session" in _ports(name)}
    words = {*re.findall(r"\w+", _local("service_accounts"))}
    assert asks | FOR_OTHERS <= words
    assert words & {*RUN} == asks
    roles = {
        name: account["metadata"]["annotations"]["eks.amazonaws.com/role-arn"]
        for name, account in overlay("eks").of_kind("ServiceAccount").items()
        if "annotations" in account["metadata"]
    }
    (account,) = {role.rpartition(":role/")[0] for role in roles.values()}
    assert roles == {name: f"{account}:role/oddiya-{name}" for name in asks | {"secrets"}}


def test_each_role_has_a_policy_and_each_policy_a_role_or_a_bucket() -> None:
    asks = {name for name in RUN if "aws_session" in _ports(name)}
    files = {path.stem for path in (TERRAFORM / "policies").glob("*.json")}
    assert files == asks | FOR_OTHERS | {"bucket"}


def test_policies_speak_of_what_they_are_given() -> None:
    given = {*re.findall(r"^ {4}(\w+) +=", text_of_all().split("things = {")[1].split("  }\n")[0], re.MULTILINE)}
    spoken_of = {
        name for path in (TERRAFORM / "policies").glob("*.json") for name in re.findall(r"\$\{(\w+)", path.read_text())
    }
    assert spoken_of == given


@pytest.mark.parametrize("kind", ["var", "local"])
def test_what_is_declared_is_used_and_the_other_way_round(kind: str) -> None:
    used = {*re.findall(rf"\b{kind}\.(\w+)", text_of_all())}
    declared = {*blocks("variable")} if kind == "var" else {*blocks("locals")}
    assert used == declared


def test_what_is_spoken_of_is_declared() -> None:
    spoken_of = {*re.findall(r"(?<![\w.\"])(aws_\w+\.\w+)", text_of_all())}
    assert spoken_of <= {*blocks("resource")} | set(blocks("data"))


def test_pushes_go_to_applications_that_the_policy_knows() -> None:
    names = [block["name"] for name, block in blocks("resource").items() if name.startswith("aws_sns_platform")]
    policy = json.loads(policy_file("notifications").read_text())
    (known,) = (one["Resource"] for one in policy["Statement"] if one["Action"] == ["sns:CreatePlatformEndpoint"])
    assert all(re.fullmatch(known.rpartition("/")[2].replace("*", ".*"), name) for name in names)
    arns = {key: text for key, text in overlay("eks").environment("notifications").items() if "SNS" in key}
    assert sorted(arn.rpartition("/")[2] for arn in arns.values()) == sorted(names)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform")
def test_files_are_in_shape() -> None:
    told = subprocess.run(["terraform", "fmt", "-check", str(TERRAFORM)], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")


def _local(name: str) -> str:
    return str(blocks("locals")[name])


def _ports(name: str) -> set[str]:
    return Telling(name=name, environment=overlay("eks").environment(name)).ports()


def _retention() -> list[Days]:
    told = Settings.read(dict(overlay("eks").environment(CLEANUP))).section(RetentionSettings)
    return [told.films, told.frames, told.uploads, told.pieces]
