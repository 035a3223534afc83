"""The devices on which somebody is shown notices."""

from datetime import datetime
from typing import Annotated, Final

from attrs import field, frozen
from typing_extensions import Doc

from core.identity.model.user import Locale, UserId
from core.notices.model.device import LONGEST_TOKEN, Device, DevicePlatform
from core.notices.model.errors import DeviceOwnerGone
from core.notices.use_cases.devices.list_devices import ListDevices
from core.notices.use_cases.devices.register_device import RegisterDevice
from core.notices.use_cases.devices.remove_device import RemoveDevice
from entrypoints.http.caller import Caller
from entrypoints.http.paging import Page, PageRequest
from entrypoints.http.reply import Reply
from entrypoints.http.route import delete, get, post
from entrypoints.http.shapes.constraints import Example, Length, Pattern

DEVICES: Final = "/api/v1/devices"
TAG: Final = "devices"
Token = Annotated[
    str,
    Length(min=1, max=LONGEST_TOKEN),
    Pattern("[!-~]+"),
    Doc("what the platform gave the app to be pushed to with"),
    Example("fcm:APA91bHun4MxP5egoKMwt2KZFBaFUH"),
]


@frozen(kw_only=True)
class NewDevice:
    """A device that wants to show notices."""

    platform: DevicePlatform
    token: Token = field(repr=False)
    locale: Annotated[Locale, Doc("the language of the notices")] = "en"


@frozen(kw_only=True)
class DeviceOut:
    """A device that shows notices."""

    id: str
    platform: DevicePlatform
    token: Annotated[str, Doc("only its end"), Example("…BaFUH")]
    locale: Locale
    registered_at: datetime


@frozen(kw_only=True)
class DeviceRoutes:
    """What somebody does about their devices."""

    register_device: RegisterDevice
    list_devices: ListDevices
    remove_device: RemoveDevice

    @post(DEVICES, status=(201, 200), tags=TAG, raises=(DeviceOwnerGone,))
    async def post_device(self, caller: Caller, body: NewDevice) -> Reply[DeviceOut]:
        """Let a device show notices.

        An app says so at each start: a device that is known already is answered with 200, and may change its language.
        A device that was another's is theirs no more. Of more than 20, those that were silent the longest go.
        """
        device, is_new = await self.register_device(
            caller=UserId(caller.user_id), platform=body.platform, token=body.token, locale=body.locale
        )
        return Reply(value=device_out(device), status=201 if is_new else 200)

    @get(DEVICES, tags=TAG)
    async def get_devices(self, caller: Caller, page: PageRequest) -> Page[DeviceOut]:
        """List my devices, the last registered first."""
        devices = await self.list_devices(caller=UserId(caller.user_id))
        following = [one for one in devices if page.position is None or _position(one) < page.position]
        return page.cut(following, _position).of(device_out)

    @delete(f"{DEVICES}/{{token}}", tags=TAG)
    async def delete_device(self, caller: Caller, token: str) -> None:
        """Show no more notices on a device of mine, by its whole token or by its id.

        Use the `id` where the token has a character that paths may not have, such as a slash. Of a device that is not
        mine nothing is said.
        """
        await self.remove_device(caller=UserId(caller.user_id), known_as=token)


def device_out(device: Device) -> DeviceOut:
    """Present a device to its owner."""
    return DeviceOut(
        id=device.device_id,
        platform=device.platform,
        token=device.short_token,
        locale=device.locale,
        registered_at=device.registered_at,
    )


def _position(device: Device) -> str:
    return f"{device.registered_at:%Y%m%d%H%M%S%f} {device.device_id}"
