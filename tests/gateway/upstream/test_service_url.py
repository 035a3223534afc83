"""Where a service listens, as an operator says it."""

import pytest

from entrypoints.gateway.upstream.service_url import ServiceUrl


@pytest.mark.parametrize(
    ("text", "host", "port", "authority"),
    [
        ("http://users:8080", "users", 8080, b"users:8080"),
        ("http://users", "users", 80, b"users"),
        ("http://users/", "users", 80, b"users"),
        ("http://user_service.oddiya.svc.cluster.local.:1", "user_service.oddiya.svc.cluster.local.", 1, None),
        ("http://127.0.0.1:65535", "127.0.0.1", 65535, b"127.0.0.1:65535"),
        ("http://[::1]:8080", "::1", 8080, b"[::1]:8080"),
    ],
)
def test_a_service_is_named_by_host_and_port(text: str, host: str, port: int, authority: bytes | None) -> None:
    url = ServiceUrl(text)
    assert (url.host, url.port) == (host, port)
    assert url.authority == (authority or text.removeprefix("http://").encode())
    assert url == text.removesuffix("/")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "users",
        "users:8080",
        "https://users",
        "HTTP://users",
        "//users",
        "http://",
        "http://:8080",
        "http://users:",
        "http://users:0",
        "http://users:65536",
        "http://users:8080/api",
        "http://users//",
        "http://users?",
        "http://users?a=b",
        "http://users#a",
        "http://mina@users",
        "http://mina:secret@users",
        "http://us ers",
        "http://users\n",
        "http://us\ters",
        "http://users\\",
        "http://-/..",
        "http://a..b",
        f"http://{'a' * 64}",
        "http://사용자",
        "http://users:８０",
        "http://[::1",
        "http://[::g]",
        "http://[1]",
        "http://a,http://b",
    ],
)
def test_what_says_more_or_less_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - urlsplit and we say different things
        ServiceUrl(text)
