"""Rows beside those of the real table, which lead to the services of the tests."""

from datetime import timedelta
from typing import Final

from entrypoints.gateway.table.row import Row

PRIVATE: Final = "/echo/private"
PUBLIC: Final = "/echo/public"
LARGE: Final = "/echo/large"
SMALL: Final = "/echo/small"
MINE: Final = "/echo/mine"
HASTY: Final = "/echo/hasty"
SOCKETS: Final = "/echo/sockets"
MEDIA: Final = "/echo/media"
NOWHERE: Final = "/echo/nowhere"
SIGN_IN: Final = "/echo/sign-in"
LOGIN: Final = "/echo/login"
REFRESH: Final = "/echo/refresh"
REGISTER: Final = "/echo/register"

A_SMALL_BODY: Final = 1000
HASTE: Final = timedelta(milliseconds=500)

ROWS: Final = (
    Row(prefix=PRIVATE, service="users"),
    Row(prefix=PUBLIC, service="auth", access="public", limit="open"),
    Row(prefix=LARGE, service="users", access="public", limit="none", body_limit=2**40),
    Row(prefix=SMALL, service="users", access="public", limit="open", body_limit=A_SMALL_BODY),
    Row(prefix=MINE, service="users", body_limit=A_SMALL_BODY),
    Row(prefix=HASTY, service="media", access="public", limit="open", answer_within=HASTE),
    Row(prefix=SOCKETS, service="auth", access="public", limit="open", upgrades=True),
    Row(prefix=MEDIA, service="media", access="public", limit="open"),
    Row(prefix=NOWHERE, service="dev_issuer", access="public", limit="open"),
    Row(prefix=SIGN_IN, service="auth", access="public", limit="sign-in"),
    Row(prefix=LOGIN, service="auth", access="public", limit="login"),
    Row(prefix=REFRESH, service="auth", access="public", limit="refresh"),
    Row(prefix=REGISTER, service="auth", access="public", limit="register"),
)
