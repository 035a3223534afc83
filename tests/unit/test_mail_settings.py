"""The settings of mailers, read from text."""

import pytest

from adapters.smtp.mail_server import MailServer
from adapters.wire.mail import Sender


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption"),
    [
        ("smtp://mail.example.com", "mail.example.com", 25, "never"),
        ("smtp+starttls://mail.example.com", "mail.example.com", 587, "after greeting"),
        ("smtps://mail.example.com/", "mail.example.com", 465, "at once"),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, "never"),
        ("smtps://[::1]:2465", "::1", 2465, "at once"),
    ],
)
def test_a_url_tells_where_the_server_is_and_how_to_speak_to_it(
    url: str, host: str, port: int, encryption: str
) -> None:
    server = MailServer(url)
    assert (server.host, server.port, server.encryption) == (host, port, encryption)
    assert (server.username, server.password) == (None, None)


def test_a_url_may_carry_a_name_and_a_password() -> None:
    server = MailServer("smtp+starttls://oddiya%40example.com:p%40ss%2Fword@mail.example.com")
    assert (server.username, server.password) == ("oddiya@example.com", "p@ss/word")
    assert "p@ss" not in repr(server)
    assert "p%40ss" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://:25",
        "smtp://mail.example.com:99999",
        "smtp://mail.example.com:0",
        "smtp://mail.example.com:port",
        "smtp://mail.example.com/path",
        "smtp://mail.example.com?tls=no",
        "smtp://user@mail.example.com",
    ],
)
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|[Pp]ort"):
        MailServer(url)


def test_a_sender_has_an_address_and_a_domain() -> None:
    sender = Sender("Oddiya 여행 <hello@oddiya.example>")
    assert (sender.address, sender.domain) == ("hello@oddiya.example", "oddiya.example")
    assert str(sender) == "Oddiya 여행 <hello@oddiya.example>"
    assert Sender("hello@oddiya.example").address == "hello@oddiya.example"


@pytest.mark.parametrize("text", ["", "Oddiya", "hello@", "@example.com", "a b@example.com", "Oddiya <hello>", "a@b@c"])
def test_what_is_no_sender_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        Sender(text)
