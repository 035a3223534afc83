"""Where the services are, for a gateway that runs apart from them."""

from collections.abc import Mapping

from attrs import frozen

from adapters.section import setting
from entrypoints.gateway.table.rows import AUTH, DEV_ISSUER, MEDIA, NOTIFICATIONS, PLANS, USERS, VIDEOS
from entrypoints.gateway.upstream.service_url import ServiceUrl

EXPECTS = "the URL of the {} service, such as http://{}:8080"


@frozen(kw_only=True)
class ServiceUrls:
    """The services that there are; rows of others are not served."""

    auth: ServiceUrl = setting("ODDIYA_AUTH_URL", EXPECTS.format("auth", "auth"))
    users: ServiceUrl = setting("ODDIYA_USERS_URL", EXPECTS.format("users", "users"))
    plans: ServiceUrl | None = setting("ODDIYA_PLANS_URL", EXPECTS.format("plans", "plans"), default=None)
    videos: ServiceUrl | None = setting("ODDIYA_VIDEOS_URL", EXPECTS.format("videos", "videos"), default=None)
    notifications: ServiceUrl | None = setting(
        "ODDIYA_NOTIFICATIONS_URL", EXPECTS.format("notifications", "notifications"), default=None
    )
    media: ServiceUrl | None = setting(
        "ODDIYA_MEDIA_URL", EXPECTS.format("media", "media") + ", where blobs are files", default=None
    )
    dev_issuer: ServiceUrl | None = setting(
        "ODDIYA_DEV_ISSUER_SERVICE_URL", EXPECTS.format("dev_issuer", "dev-issuer"), default=None
    )

    @property
    def by_name(self) -> Mapping[str, ServiceUrl]:
        """The URLs that are known, by the names that the table uses."""
        urls = {
            AUTH: self.auth,
            USERS: self.users,
            PLANS: self.plans,
            VIDEOS: self.videos,
            NOTIFICATIONS: self.notifications,
            MEDIA: self.media,
            DEV_ISSUER: self.dev_issuer,
        }
        return {name: url for name, url in urls.items() if url is not None}
