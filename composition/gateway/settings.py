"""What the gateway is told."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from adapters.section import setting
from adapters.wire.public_url import PublicUrl, public_url
from composition.gateway.count import Count
from composition.gateway.rate import Rate
from composition.open_files import most_open_files
from entrypoints.gateway.asked.client_address import TrustedProxies
from entrypoints.gateway.asked.cors_origins import CorsOrigins, origin_of
from entrypoints.gateway.passing.allowance import ADDRESS, PREFLIGHT, USER, Allowance

MOST_CONNECTIONS: Final = 16_384


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
    metrics_port: Count | None = setting(
        "ODDIYA_METRICS_PORT", "a port for /metrics, which is then not on the public one", default=None
    )
    metrics_public: bool = setting(
        "ODDIYA_METRICS_PUBLIC", "true or false: whether /metrics is on the public port if on no other", default=False
    )
    connections: Count | None = setting(
        "ODDIYA_CONNECTIONS",
        f"connections of clients to one process: by default 3/4 of the files it may open, {MOST_CONNECTIONS} at most",
        default=None,
    )
    connections_per_address: Count = setting(
        "ODDIYA_CONNECTIONS_PER_ADDRESS", "how many of them one address may have", default=Count("512")
    )
    per_address: Rate = rate("ADDRESS", "6000/60", "requests of one address")
    per_user: Rate = rate("USER", "1200/60", "requests of one user")
    sign_in: Rate = rate("SIGN_IN", "300/60", "steps of signing in of one address")
    login: Rate = rate("LOGIN", "60/60", "passwords tried by one address")
    refresh: Rate = rate("REFRESH", "300/60", "refreshed tokens of one address")
    register: Rate = rate("REGISTER", "60/3600", "registrations and resets of one address")
    plan: Rate = rate("PLAN", "120/3600", "plans made, repaired or shared by one user")
    preflight: Rate = rate("PREFLIGHT", "1200/60", "preflights of one address")

    @property
    def most_connections(self) -> int:
        """How many connections a process takes; what else it opens, those to services above all, has the rest."""
        if self.connections is not None:
            return self.connections
        files = most_open_files()
        return MOST_CONNECTIONS if files is None else min(files * 3 // 4, MOST_CONNECTIONS)

    @property
    def own_origin(self) -> str:
        """The origin of our own pages."""
        return origin_of(self.public_url)

    def port_of_metrics(self, public: int) -> int | None:
        """Return which port answers /metrics, perhaps the public one; None where none does."""
        return self.metrics_port or (public if self.metrics_public else None)

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
            "plan": self.plan,
        }
        return {name: Allowance(name=name, limit=one.limit) for name, one in rates.items()}
