"""The page to which letters lead whose reader wants no more of them."""

from typing import Annotated, Final

from attrs import frozen

from core.notices.model.errors import NothingToUnsubscribe
from core.notices.use_cases.preferences.unsubscribe import Unsubscribe
from core.notices.use_cases.steps.unsubscribe_links import UNSUBSCRIBE
from entrypoints.http.caller import PUBLIC, RequestInfo
from entrypoints.http.files import FileReply, Media
from entrypoints.http.route import get, post
from entrypoints.languages import locale_of
from entrypoints.notices.notices import TAG
from entrypoints.notices.unsubscribe_page import POLICY, Said, page

LINK: Final = f"{UNSUBSCRIBE}/{{token}}"

Html = Annotated[FileReply, Media("text/html")]


@frozen(kw_only=True)
class UnsubscribeRoutes:
    """Stops letters for whoever has a link out of one."""

    unsubscribe: Unsubscribe

    @get(LINK, security=PUBLIC, tags=TAG, raises=(NothingToUnsubscribe,))
    async def get_unsubscribe(self, token: str, info: RequestInfo) -> Html:
        """Ask whether letters shall stop; nothing changes, as mail scanners follow links too."""
        await self.unsubscribe(token=token, really=False)
        return _reply("asks", info)

    @post(LINK, security=PUBLIC, tags=TAG, raises=(NothingToUnsubscribe,))
    async def post_unsubscribe(self, token: str, info: RequestInfo) -> Html:
        """Send me no more letters of news; mail programs do this with one click (RFC 8058)."""
        await self.unsubscribe(token=token, really=True)
        return _reply("done", info)


def _reply(said: Said, info: RequestInfo) -> FileReply:
    content = page(said, locale_of(info.headers.get("Accept-Language", "")))
    return FileReply.of_bytes(content.encode(), content_type="text/html; charset=utf-8", headers=POLICY)
