"""The routing table: everything that can be reached from outside, and nothing else can."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from core.identity.model.dev_sign_in import FOLDER as DEV_ISSUER_FOLDER
from core.video.model.sizes import LARGEST_VIDEO
from entrypoints.gateway.table.row import GATEWAY, Row
from entrypoints.oauth_errors import oauth_error

AUTH: Final = "auth"
USERS: Final = "users"
MEDIA: Final = "media"
PLANS: Final = "plans"
VIDEOS: Final = "videos"
NOTIFICATIONS: Final = "notifications"
METRICS: Final = "/metrics"
DEV_ISSUER: Final = "dev_issuer"
A_SMALL_FORM: Final = 64 * 1024
A_VIDEO: Final = LARGEST_VIDEO + 1024 * 1024  # and what stands around it in a form
ANY_SIZE: Final = 2**63  # a signed URL bounds its body by itself

ROWS: Final[Sequence[Row]] = (
    Row(
        prefix="/oauth2/token", service=AUTH, access="public", limit="refresh", body_limit=A_SMALL_FORM,
        also=("/api/auth/oauth2/token",), problem_format=oauth_error,
    ),
    Row(
        prefix="/oauth2/revoke", service=AUTH, access="public", limit="refresh", body_limit=A_SMALL_FORM,
        also=("/api/auth/oauth2/revoke",), problem_format=oauth_error,
    ),
    Row(
        prefix="/oauth2", service=AUTH, access="public", limit="sign-in", also=("/api/auth/oauth2",),
    ),
    Row(prefix="/api/v1/auth/login", service=AUTH, access="public", limit="login", also=("/api/auth/login",)),
    Row(prefix="/api/v1/auth/register", service=AUTH, access="public", limit="register", also=("/api/auth/register",)),
    Row(
        prefix="/api/v1/auth/password-reset", service=AUTH, access="public", limit="register",
        also=("/api/auth/password-reset",),
    ),
    Row(prefix="/api/v1/auth", service=AUTH, access="public", limit="sign-in", also=("/api/auth",)),
    Row(prefix="/account", service=AUTH, access="public", limit="open"),
    Row(prefix="/.well-known", service=AUTH, access="public", limit="open"),
    Row(prefix="/api/v1/sessions", service=AUTH),
    Row(
        prefix="/api/v1/users/me/identities", service=AUTH,
        also=("/api/users/me/identities", "/users/me/identities"),
    ),
    Row(
        prefix="/api/v1/users/me/export", service=USERS, answer_within=timedelta(minutes=2),
        also=("/api/users/me/export", "/users/me/export"),
    ),
    Row(prefix="/api/v1/users/me", service=USERS, also=("/api/users/me", "/users/me")),
    Row(
        prefix="/api/v1/plans", service=PLANS, post_limit="plan", answer_within=timedelta(minutes=1),
        also=("/api/plans",),
    ),
    Row(prefix="/api/v1/shared/plans", service=PLANS, access="public", limit="open"),
    Row(prefix="/api/v1/places", service=PLANS),
    Row(prefix="/api/v1/uploads", service=VIDEOS),
    Row(prefix="/api/v1/videos", service=VIDEOS, answer_within=timedelta(minutes=1), also=("/api/videos",)),
    Row(
        prefix="/api/v1/frames", service=VIDEOS, body_limit=A_VIDEO, answer_within=timedelta(minutes=5),
        also=("/api/frames",),
    ),
    Row(prefix="/api/v1/video-templates", service=VIDEOS),
    Row(prefix="/api/v1/devices", service=NOTIFICATIONS),
    Row(prefix="/api/v1/notices/unsubscribe", service=NOTIFICATIONS, access="public", limit="open"),
    Row(prefix="/api/v1/notices", service=NOTIFICATIONS),
    Row(prefix="/ws/notifications", service=NOTIFICATIONS, access="public", limit="open", upgrades=True),
    Row(prefix="/blobs", service=MEDIA, access="public", limit="open", body_limit=ANY_SIZE),
    Row(prefix=DEV_ISSUER_FOLDER, service=DEV_ISSUER, access="public", limit="sign-in"),
    Row(prefix="/docs", service=GATEWAY, access="public", limit="open"),
    Row(prefix="/openapi.json", service=GATEWAY, access="public", limit="open"),
    Row(prefix="/health", service=GATEWAY, access="public", limit="none"),
    Row(prefix="/actuator/health", service=GATEWAY, access="public", limit="none"),
    Row(prefix=METRICS, service=GATEWAY, access="public", limit="open"),
)  # fmt: skip
