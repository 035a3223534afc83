"""A stand-in of ExchangeRate-API: the key in the path or in a header, one table a day, refusals with odd statuses."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web
from attrs import Factory, define

from adapters.system.clock import SystemClock
from ports.clock import Clock
from tests.standins.behaviour import Behaviour, Refusals, behaving

KEY = "1f0e8ad2c3b4a5968778695a"
TERMS = "https://www.exchangerate-api.com/terms"
# What a dollar is worth.
PER_DOLLAR = {
    "USD": 1.0, "KRW": 1391.2274, "EUR": 0.8531, "JPY": 152.8816, "CNY": 7.1203, "GBP": 0.7489, "TWD": 30.5127,
    "HKD": 7.7731, "SGD": 1.2954, "THB": 32.4418, "VND": 26194.3318, "AUD": 1.5322, "CAD": 1.3987, "PHP": 58.2116,
}  # fmt: skip


def refusal(error: str, status: int = 200, **headers: str) -> web.Response:
    """Return a refusal."""
    body = {
        "result": "error",
        "documentation": "https://www.exchangerate-api.com/docs",
        "terms-of-use": TERMS,
        "error-type": error,
    }
    return web.json_response(body, status=status, headers={name.replace("_", "-"): headers[name] for name in headers})


REFUSALS = Refusals(
    throttled=lambda: web.Response(status=429, text="Too Many Requests", headers={"Retry-After": "0"}),
    quota=lambda: refusal("quota-reached"),
    error=lambda: web.Response(status=503, text="<html>Service Unavailable</html>", content_type="text/html"),
)


@define
class ExchangeRateStandIn:
    """Knows some currencies, and answers who has the key."""

    key: str = KEY
    clock: Clock = Factory(SystemClock)
    per_dollar: dict[str, float] = Factory(PER_DOLLAR.copy)
    behaviour: Behaviour = Factory(Behaviour)

    def settings(self, url: str) -> dict[str, str]:
        """Return the settings with which Oddiya uses it."""
        return {
            "ODDIYA_EXCHANGE_RATES": "exchangerate",
            "ODDIYA_EXCHANGERATE_URL": url,
            "ODDIYA_EXCHANGERATE_KEY": self.key,
        }

    def application(self) -> web.Application:
        """Return what answers."""
        application = behaving(self.behaviour, REFUSALS)
        application.router.add_get("/v6/{rest:.*}", self._handle)
        return application

    async def _handle(self, request: web.Request) -> web.Response:
        parts = request.match_info["rest"].split("/")
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            key, *parts = parts
            if key != self.key:
                return refusal("invalid-key", status=403)
        match parts:
            case ["latest", base] if base in self.per_dollar:
                return web.json_response({**self._head(base), "conversion_rates": self._rates(base)})
            case ["pair", base, target] if {base, target} <= set(self.per_dollar):
                rate = self._rates(base)[target]
                return web.json_response({**self._head(base), "target_code": target, "conversion_rate": rate})
            case ["latest", _] | ["pair", _, _]:
                return refusal("unsupported-code", status=404)
            case _:
                return refusal("malformed-request", status=400)

    def _head(self, base: str) -> dict[str, Any]:
        last = datetime.combine(self.clock.now().date(), datetime.min.time(), UTC)
        return {
            "result": "success",
            "documentation": "https://www.exchangerate-api.com/docs",
            "terms_of_use": TERMS,
            **_moment("time_last_update", last),
            **_moment("time_next_update", last + timedelta(days=1)),
            "base_code": base,
        }

    def _rates(self, base: str) -> Mapping[str, float]:
        mine = self.per_dollar[base]
        return {code: 1 if code == base else _rounded(other / mine) for code, other in self.per_dollar.items()}


def _rounded(rate: float) -> float:
    return round(rate, 4 if rate >= 1 else 8)


def _moment(name: str, at: datetime) -> dict[str, Any]:
    return {f"{name}_unix": int(at.timestamp()), f"{name}_utc": format_datetime(at)}


def standin() -> ExchangeRateStandIn:
    """Return a stand-in that behaves well."""
    return ExchangeRateStandIn()
