"""Push messages through Amazon SNS, which passes them on to Apple and Google."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from attrs import field, frozen
from botocore.exceptions import ClientError
from typing_extensions import override

from adapters.aws.push_payload import sns_message
from adapters.aws.session import AwsSession, answered_by, code_of
from adapters.section import need, setting
from core.errors import Fault, Invalid
from ports.notifier import DeviceGone, Notifier, Platform, Push

SERVICE = "the push service"
ENDPOINT = re.compile(r"arn:[^/]+:endpoint/(?P<service>[A-Z_]+)/.+")
KNOWN_ALREADY = re.compile(r"Endpoint (arn:\S+) already exists with the same Token")
GONE = ("EndpointDisabled", "EndpointDisabledException", "NotFound", "NotFoundException")
# Apple delivers nothing to newer devices without it (sns-send-custom-platform-specific-payloads-mobile-devices).
ALERT = {"AWS.SNS.MOBILE.APNS.PUSH_TYPE": {"DataType": "String", "StringValue": "alert"}}


@frozen(kw_only=True)
class SnsNotifier(Notifier):
    """Makes one endpoint per device; an address is the ARN of its endpoint."""

    client: Any = field(repr=False)
    applications: Mapping[Platform, str | None]

    @override
    async def register(self, *, platform: Platform, token: str) -> str:
        application = self.applications[platform]
        if not application:
            raise Invalid(faults=(Fault("/platform", f"no push application is set up for {platform}"),))
        with answered_by(SERVICE):
            address = await self._endpoint(application, token)
            await self.client.set_endpoint_attributes(
                EndpointArn=address, Attributes={"Enabled": "true", "Token": token}
            )
        return address

    @override
    async def push(self, address: str, push: Push) -> None:
        endpoint = ENDPOINT.fullmatch(address)
        if not endpoint:
            raise DeviceGone
        message = sns_message(push, endpoint["service"])
        with answered_by(SERVICE):
            try:
                await self.client.publish(
                    TargetArn=address, Message=message, MessageStructure="json", MessageAttributes=ALERT
                )
            except ClientError as error:
                if _is_gone(error):
                    raise DeviceGone from error
                raise

    @override
    async def forget(self, address: str) -> None:
        if ENDPOINT.fullmatch(address):
            with answered_by(SERVICE):
                await self.client.delete_endpoint(EndpointArn=address)

    async def _endpoint(self, application: str, token: str) -> str:
        """Make the endpoint, or find the one that was made when it had other attributes (disabled, for one)."""
        try:
            answer = await self.client.create_platform_endpoint(PlatformApplicationArn=application, Token=token)
        except ClientError as error:
            if known := KNOWN_ALREADY.search(str(error)):
                return known[1]
            if code_of(error) == "InvalidParameter":
                raise Invalid(faults=(Fault("/token", "the push service does not take this token"),)) from error
            raise
        return str(answer["EndpointArn"])


@frozen(kw_only=True)
class Section:
    """Which applications SNS knows us as, for each platform that is set up."""

    session: AwsSession = need("aws_session")
    ios: str | None = setting("ODDIYA_SNS_IOS_APPLICATION_ARN", "the ARN of a platform application", default=None)
    android: str | None = setting(
        "ODDIYA_SNS_ANDROID_APPLICATION_ARN", "the ARN of a platform application", default=None
    )
    web: str | None = setting("ODDIYA_SNS_WEB_APPLICATION_ARN", "the ARN of a platform application", default=None)


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Notifier]:
    """Open a client of SNS."""
    applications: dict[Platform, str | None] = {"ios": section.ios, "android": section.android, "web": section.web}
    async with section.session.client("sns") as client:
        yield SnsNotifier(client=client, applications=applications)


def _is_gone(error: ClientError) -> bool:
    return code_of(error) in GONE or (code_of(error) == "InvalidParameter" and "TargetArn" in str(error))
