"""What the gateway is told, and what it takes when it is told nothing."""

from datetime import timedelta

import pytest

from composition.gateway.count import Count
from composition.gateway.rate import Rate
from composition.gateway.settings import MOST_CONNECTIONS, GatewaySettings
from composition.settings import SettingError, Settings
from ports.rate_limiter import Limit

CLASSES = {
    "ADDRESS": ("address", "6000/60"),
    "USER": ("user", "1200/60"),
    "SIGN_IN": ("sign-in", "300/60"),
    "LOGIN": ("login", "60/60"),
    "REFRESH": ("refresh", "300/60"),
    "REGISTER": ("register", "60/3600"),
    "PLAN": ("plan", "120/3600"),
    "PREFLIGHT": ("preflight", "1200/60"),
}


def told(profile: str = "aws", **environment: str) -> GatewaySettings:
    return Settings.read({"ODDIYA_PROFILE": profile, **environment}).section(GatewaySettings)


@pytest.mark.parametrize(
    ("text", "count", "seconds"), [("1/1", 1, 1), ("1200/60", 1200, 60), ("999999999/999999", 999_999_999, 999_999)]
)
def test_a_rate_is_a_count_and_seconds(text: str, count: int, seconds: int) -> None:
    assert Rate(text).limit == Limit(count=count, per=timedelta(seconds=seconds))
    assert str(Rate(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "60", "/", "60/", "/60", "0/60", "60/0", "-1/60", "60/-1", "1.5/60", "60/1.5", "060/60", "60/060", " 60/60",
     "60/60 ", "60 / 60", "60/60/60", "60/60\n", "1e3/60", "１/60", "1_0/60", "9999999999/60", "60/9999999", "many"],
    ids=ascii,
)  # fmt: skip
def test_what_is_not_a_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - settings tell their reader what was expected
        Rate(text)


@pytest.mark.parametrize("text", ["0", "-1", "", "1.5", "many", "1e3"])
def test_what_is_not_a_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - settings tell their reader what was expected
        Count(text)


@pytest.mark.parametrize("name", CLASSES)
def test_every_limit_can_be_set_and_has_a_default(name: str) -> None:
    allowance, default = CLASSES[name]
    assert told().allowances[allowance].limit == Rate(default).limit
    changed = told(**{f"ODDIYA_LIMIT_{name}": "7/3"}).allowances
    assert changed[allowance].limit == Rate("7/3").limit
    assert {one: limit for one, limit in changed.items() if one != allowance} == {
        one: limit for one, limit in told().allowances.items() if one != allowance
    }


def test_there_are_no_other_limits_and_each_has_its_own_name() -> None:
    allowances = told().allowances
    assert set(allowances) == {name for name, _ in CLASSES.values()}
    assert all(allowance.name == name for name, allowance in allowances.items())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ODDIYA_LIMIT_LOGIN", "many"),
        ("ODDIYA_LIMIT_LOGIN", "0/60"),
        ("ODDIYA_METRICS_PORT", "0"),
        ("ODDIYA_METRICS_PUBLIC", "perhaps"),
        ("ODDIYA_CONNECTIONS", "0"),
        ("ODDIYA_CONNECTIONS_PER_ADDRESS", "-5"),
        ("ODDIYA_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("ODDIYA_CORS_ORIGINS", "*"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=f"^{name} is '"):
        told(**{name: text})


@pytest.mark.parametrize(
    ("url", "is_secure", "origin"),
    [
        ("https://api.oddiya.app", True, "https://api.oddiya.app"),
        ("https://API.oddiya.app:443/base", True, "https://api.oddiya.app"),
        ("https://api.oddiya.app:8443/", True, "https://api.oddiya.app:8443"),
        ("http://127.0.0.1:8080", False, "http://127.0.0.1:8080"),
        ("http://localhost:80", False, "http://localhost"),
        ("http://[::1]:8080", False, "http://[::1]:8080"),
        ("http://user:word@localhost:443", False, "http://localhost:443"),
    ],
)
def test_where_clients_reach_us_tells_how_and_which_origin_our_own_pages_have(
    url: str, origin: str, *, is_secure: bool
) -> None:
    settings = told(ODDIYA_PUBLIC_URL=url)
    assert (settings.secure, settings.own_origin) == (is_secure, origin)


PUBLIC, PRIVATE = 8080, 9090


@pytest.mark.parametrize(
    ("profile", "environment", "port"),
    [
        ("aws", {}, None),
        ("aws", {"ODDIYA_METRICS_PUBLIC": "true"}, PUBLIC),
        ("aws", {"ODDIYA_METRICS_PORT": "9090"}, PRIVATE),
        ("aws", {"ODDIYA_METRICS_PORT": "9090", "ODDIYA_METRICS_PUBLIC": "true"}, PRIVATE),
        ("embedded", {}, PUBLIC),
        ("memory", {}, PUBLIC),
        ("embedded", {"ODDIYA_METRICS_PUBLIC": "false"}, None),
        ("embedded", {"ODDIYA_METRICS_PORT": "9090"}, PRIVATE),
    ],
)
def test_metrics_are_public_only_where_that_is_asked_for_and_they_have_no_port_of_their_own(
    profile: str, environment: dict[str, str], port: int | None
) -> None:
    assert told(profile, **environment).port_of_metrics(PUBLIC) == port


def test_connections_have_limits_even_when_nobody_sets_them() -> None:
    settings = told()
    assert 0 < settings.most_connections <= MOST_CONNECTIONS
    assert settings.connections_per_address == 512
    assert told(ODDIYA_CONNECTIONS="100000").most_connections == 100_000
    assert told(ODDIYA_CONNECTIONS_PER_ADDRESS="7").connections_per_address == 7
