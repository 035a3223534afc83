"""One request under way, as the parts of this layer hand it on."""

from collections.abc import Mapping
from functools import cached_property

from aiohttp import web
from attrs import define

from entrypoints.http.caller import Caller, HopOf, RequestInfo
from entrypoints.http.headers import Headers
from entrypoints.http.life import Life
from entrypoints.http.multipart.arriving_form import ArrivingForm


@define(eq=False)
class Exchange:
    """What is known of a request so far.

    `code` is that of the problem it was answered with; `begun` is true once a streamed answer's headers are sent, and
    `failed` once a stream has told of a failure; `form` is the body where it is a multipart form that still arrives;
    `transcript` keeps what is streamed, where the answer may be asked for again.
    """

    request: web.BaseRequest
    parameters: Mapping[str, str]
    life: Life
    hop_of: HopOf
    request_id: str = ""
    caller: Caller | None = None
    media: str = ""
    payload: bytes = b""
    form: ArrivingForm | None = None
    code: str | None = None
    begun: bool = False
    failed: bool = False
    transcript: bytearray | None = None

    @cached_property
    def info(self) -> RequestInfo:
        """What authenticators and handlers may know of the request, once it has its id."""
        return RequestInfo(self.request_id, self.request, self.hop_of)

    @property
    def is_abandoned(self) -> bool:
        """Tell whether the client has left."""
        transport = self.request.transport
        return transport is None or transport.is_closing()

    @property
    def owner(self) -> str:
        """Whose things this request is about; of strangers there is but one."""
        return "" if self.caller is None else self.caller.user_id

    def header(self, name: str) -> str | None:
        """Return a header's value, or None."""
        return Headers(self.request.headers).get(name)
