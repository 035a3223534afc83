"""Which letter a ticket gets, and what it says."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import evolve
from typing_extensions import override

from core.errors import Unavailable
from core.identity.model.letters import WORDINGS, letter
from core.identity.model.new_account import NewAccount
from core.identity.model.session import Client
from core.identity.model.user import LOCALES, Locale
from ports.mailer import Mail, Mailer
from tests.identity.passwords import APP_URL, EMAIL, OTHER_PASSWORD, PASSWORD, Accounts, accounts, token_in


@pytest.fixture
async def lent() -> AsyncIterator[Accounts]:
    async with accounts() as made:
        yield made


class Reader(HTMLParser):
    """Collects what a mail program would show, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str | None] = []
        self.text = ""
        self.tags: set[str] = set()
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(("occasion", "language"), WORDINGS)
def test_text_and_html_say_the_same(occasion: Any, language: Any) -> None:
    link = "https://app.example.com/account/verify?a=1&b=2#token=abc"
    written = letter(occasion, link=link, locale=language)
    read = Reader(written.html)
    assert read.links == [link]
    for paragraph in written.text.strip().split("\n\n"):
        assert paragraph in read.text
    assert read.tags <= {"html", "body", "p", "a"}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_letter_is_in_korean_or_else_in_english(locale: Locale) -> None:
    written = letter("reset", link=APP_URL, locale=locale)
    assert bool(re.search("[가-힣]", written.subject + written.text)) is (locale == "ko")


def test_nothing_in_a_link_becomes_markup() -> None:
    written = letter("reset", link='https://x.example/"><script>alert(1)</script>', locale="en")
    assert "script" not in Reader(written.html).tags


async def test_pw_11_the_link_is_made_of_the_setting_and_its_token_is_in_the_fragment(lent: Accounts) -> None:
    await lent.sign_up()
    (mail,) = await lent.mailed()
    (link,) = set(re.findall(r"https?://\S+", mail.text))
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}" == APP_URL
    assert (parts.path, parts.query, parts.fragment) == ("/account/verify", "", f"token={token_in(mail)}")


async def test_nothing_that_a_stranger_typed_is_in_a_letter(lent: Accounts) -> None:
    account = NewAccount(email="victim@example.com", password=PASSWORD, name="You won! https://evil.example")
    await lent.register(account=account, client=Client(agent="evil", address="192.0.2.1"))
    (mail,) = await lent.mailed()
    assert "evil" not in f"{mail.subject}{mail.text}{mail.html}"


async def test_a_letter_that_is_sent_twice_has_one_id(lent: Accounts) -> None:
    await lent.sign_up()
    (event,) = await lent.works.feed.claim(limit=1, lease=timedelta(minutes=1))
    ticket_id = event.group
    for _ in range(2):
        await lent.send_ticket_letter(ticket_id=ticket_id)
    one, other = lent.mailer.letters
    assert one == other
    assert one.mail_id == ticket_id


async def test_a_ticket_that_is_gone_or_too_old_gets_no_letter(lent: Accounts) -> None:
    await lent.send_ticket_letter(ticket_id="018f0e5a-0000-7000-8000-000000000000")
    await lent.sign_up()
    lent.clock.move(timedelta(minutes=60))
    assert await lent.mailed() == []


async def test_pw_6_a_ticket_that_leads_nowhere_is_removed_once_its_letter_is_sent(lent: Accounts) -> None:
    class OutOfReach(Mailer):
        @override
        async def send(self, mail: Mail) -> None:
            raise Unavailable(what="the mail server")

    await lent.registering("open").sign_up()
    await lent.sign_up(password=OTHER_PASSWORD)
    await lent.ask_reset("nobody@example.com")
    registering, resetting = [
        event.group for event in await lent.works.feed.claim(limit=10, lease=timedelta(minutes=1))
    ]
    with pytest.raises(Unavailable):
        await evolve(lent.send_ticket_letter, mailer=OutOfReach())(ticket_id=registering)
    for ticket_id in (registering, resetting, registering):
        await lent.send_ticket_letter(ticket_id=ticket_id)
    assert [mail.to for mail in lent.mailer.letters] == [EMAIL]
    async with lent.works.begin() as work:
        assert await work.tickets.get(registering) is None
        assert await work.tickets.get(resetting) is None
