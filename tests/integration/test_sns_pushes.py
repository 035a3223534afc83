"""What the SNS notifier asks of AWS, and what it makes of the answers."""

import json
import secrets
from collections.abc import AsyncIterator

import pytest

from adapters.aws.push_payload import sns_message
from composition.catalogue import adapters_of
from core.errors import Invalid, Unavailable
from ports.notifier import DeviceGone, Notifier, Platform, Push
from tests.conftest import OpenAdapter
from tests.servers.aws import AwsAdmin
from tests.servers.scripted_aws import Refusal, ScriptedAws, scripted_aws

SNS = adapters_of("notifier")["sns"]
PUSH = Push(title="영상 완성", body="준비됐어요 🎬", data={"job_id": "1"})
ADDRESS = "arn:aws:sns:ap-northeast-2:123456789012:endpoint/{service}/oddiya/0a1b"


@pytest.fixture
async def notifier(open_adapter: OpenAdapter) -> Notifier:
    notifier: Notifier = await open_adapter(SNS)
    return notifier


@pytest.fixture
async def aws() -> AsyncIterator[ScriptedAws]:
    async with scripted_aws() as aws:
        yield aws


@pytest.fixture
async def scripted(aws: ScriptedAws, open_adapter: OpenAdapter) -> Notifier:
    notifier: Notifier = await open_adapter(SNS, ODDIYA_AWS_ENDPOINT_URL=aws.url)
    return notifier


@pytest.mark.parametrize("platform", ["ios", "android", "web"])
async def test_a_device_that_its_platform_declared_dead_is_gone_until_it_registers_again(
    aws_admin: AwsAdmin, notifier: Notifier, platform: Platform
) -> None:
    token = secrets.token_hex(32)
    address = await notifier.register(platform=platform, token=token)
    aws_admin.sns.set_endpoint_attributes(EndpointArn=address, Attributes={"Enabled": "false"})
    with pytest.raises(DeviceGone):
        await notifier.push(address, PUSH)
    assert await notifier.register(platform=platform, token=token) == address
    await notifier.push(address, PUSH)
    attributes = aws_admin.sns.get_endpoint_attributes(EndpointArn=address)["Attributes"]
    assert (attributes["Enabled"], attributes["Token"]) == ("true", token)


async def test_a_token_that_an_endpoint_has_lost_is_put_back(aws_admin: AwsAdmin, notifier: Notifier) -> None:
    token = secrets.token_hex(32)
    address = await notifier.register(platform="ios", token=token)
    aws_admin.sns.set_endpoint_attributes(EndpointArn=address, Attributes={"Token": "replaced"})
    assert await notifier.register(platform="ios", token=token) == address
    assert aws_admin.sns.get_endpoint_attributes(EndpointArn=address)["Attributes"]["Token"] == token


@pytest.mark.parametrize("service", ["APNS", "APNS_SANDBOX", "GCM"])
async def test_a_push_is_published_in_the_format_of_its_service(
    aws: ScriptedAws, scripted: Notifier, service: str
) -> None:
    aws.answers["Publish"] = {"MessageId": "1"}
    await scripted.push(ADDRESS.format(service=service), PUSH)
    (asked,) = aws.asked_for("Publish")
    assert asked["TargetArn"] == ADDRESS.format(service=service)
    assert asked["MessageStructure"] == "json"
    assert json.loads(asked["Message"]) == json.loads(sns_message(PUSH, service))
    assert asked["MessageAttributes.entry.1.Name"] == "AWS.SNS.MOBILE.APNS.PUSH_TYPE"
    assert asked["MessageAttributes.entry.1.Value.StringValue"] == "alert"


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal("EndpointDisabled", "Endpoint is disabled"),
        Refusal("NotFound", "Endpoint does not exist", status=404),
        Refusal(
            "InvalidParameter", "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified"
        ),
    ],
    ids=lambda refusal: refusal.code,
)
async def test_an_endpoint_that_will_never_answer_again_is_a_gone_device(
    aws: ScriptedAws, scripted: Notifier, refusal: Refusal
) -> None:
    aws.answers["Publish"] = refusal
    with pytest.raises(DeviceGone):
        await scripted.push(ADDRESS.format(service="APNS"), PUSH)


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal("Throttled", "Rate exceeded", status=429),
        Refusal("InternalError", status=500),
        Refusal("PlatformApplicationDisabled"),
        Refusal("InvalidParameter", "Invalid parameter: Message too long"),
    ],
    ids=lambda refusal: refusal.code,
)
async def test_what_may_pass_later_is_unavailable(aws: ScriptedAws, scripted: Notifier, refusal: Refusal) -> None:
    aws.answers |= {"Publish": refusal, "CreatePlatformEndpoint": Refusal("NotFound"), "DeleteEndpoint": refusal}
    with pytest.raises(Unavailable):
        await scripted.push(ADDRESS.format(service="APNS"), PUSH)
    with pytest.raises(Unavailable):
        await scripted.register(platform="ios", token="token")
    with pytest.raises(Unavailable):
        await scripted.forget(ADDRESS.format(service="APNS"))


async def test_an_endpoint_with_other_attributes_is_found_in_the_refusal(aws: ScriptedAws, scripted: Notifier) -> None:
    known = ADDRESS.format(service="GCM")
    aws.answers["CreatePlatformEndpoint"] = Refusal(
        "InvalidParameter",
        f"Invalid parameter: Token Reason: Endpoint {known} already exists with the same Token, but other attributes.",
    )
    assert await scripted.register(platform="android", token="the token") == known
    (asked,) = aws.asked_for("SetEndpointAttributes")
    attributes = {asked[f"Attributes.entry.{n}.key"]: asked[f"Attributes.entry.{n}.value"] for n in (1, 2)}
    assert (asked["EndpointArn"], attributes) == (known, {"Enabled": "true", "Token": "the token"})


async def test_a_token_that_no_device_has_is_invalid(aws: ScriptedAws, scripted: Notifier) -> None:
    aws.answers["CreatePlatformEndpoint"] = Refusal(
        "InvalidParameter", "Invalid parameter: Token Reason: must be at most 400 hexadecimal characters"
    )
    with pytest.raises(Invalid) as invalid:
        await scripted.register(platform="ios", token="not hexadecimal")
    assert [fault.pointer for fault in invalid.value.faults] == ["/token"]


async def test_a_platform_that_is_not_set_up_is_invalid(open_adapter: OpenAdapter) -> None:
    notifier = await open_adapter(SNS, ODDIYA_SNS_WEB_APPLICATION_ARN="")
    with pytest.raises(Invalid) as invalid:
        await notifier.register(platform="web", token="token")
    assert [fault.pointer for fault in invalid.value.faults] == ["/platform"]
