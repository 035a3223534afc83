"""What the gateway is told."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from adapters.section import setting
from adapters.wire.public_url import PublicUrl, public_url
from composition.gateway.rate import Rate
from entrypoints.gateway.asked.client_address import TrustedProxies
from entrypoints.gateway.asked.cors_origins import CorsOrigins
from entrypoints.gateway.passing.allowance import ADDRESS, PREFLIGHT, USER, Allowance


def rate(of: str, default: str, about: str) -> Any:
    """Declare a field of a section that holds how often something may be done."""
    return setting(f"ODDIYA_LIMIT_{of}", f"{about}, as a count and seconds: {default}", default=Rate(default))


@frozen(kw_only=True)
class GatewaySettings:
    """Whom the gateway believes and answers, and how often.

    Many clients may share an address (mobile networks do that), so that theirs is a wide allowance.
    """

    public_url: PublicUrl = public_url()
    trusted_proxies: TrustedProxies = setting(
        "ODDIYA_TRUSTED_PROXIES",
        "networks such as 10.0.0.0/8, comma-separated, whose X-Forwarded-For is believed",
        default=TrustedProxies(""),
    )
    cors_origins: CorsOrigins = setting(
        "ODDIYA_CORS_ORIGINS",
        "origins such as https://app.oddiya.app, comma-separated, whose pages may call us",
        default=CorsOrigins(""),
    )
    metrics_port: int | None = setting(
        "ODDIYA_METRICS_PORT", "a port for /metrics, which is then not on the public one", default=None
    )
    connections: int = setting("ODDIYA_CONNECTIONS", "how many connections a process takes", default=8192)
    connections_per_address: int = setting(
        "ODDIYA_CONNECTIONS_PER_ADDRESS", "how many of them one address may have", default=512
    )
    per_address: Rate = rate("ADDRESS", "6000/60", "requests of one address")
    per_user: Rate = rate("USER", "1200/60", "requests of one user")
    sign_in: Rate = rate("SIGN_IN", "300/60", "steps of signing in of one address")
    login: Rate = rate("LOGIN", "60/60", "passwords tried by one address")
    refresh: Rate = rate("REFRESH", "300/60", "refreshed tokens of one address")
    register: Rate = rate("REGISTER", "60/3600", "registrations and resets of one address")
    preflight: Rate = rate("PREFLIGHT", "1200/60", "preflights of one address")

    @property
    def secure(self) -> bool:
        """Tell whether clients reach us by https."""
        return self.public_url.startswith("https:")

    @property
    def allowances(self) -> Mapping[str, Allowance]:
        """All limits, by name."""
        rates = {
            ADDRESS: self.per_address,
            USER: self.per_user,
            PREFLIGHT: self.preflight,
            "sign-in": self.sign_in,
            "login": self.login,
            "refresh": self.refresh,
            "register": self.register,
        }
        return {name: Allowance(name=name, limit=one.limit) for name, one in rates.items()}
