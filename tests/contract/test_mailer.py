"""What every mailer promises."""

from collections.abc import Callable, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import frozen

from adapters.memory.mailer import MemoryMailer
from composition.catalogue import Entry
from ports.mailer import Mail, Mailer
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.servers.smtp import Letters


@frozen
class Arrived:
    """A letter as its reader sees it; where lines end is all that may differ."""

    to: str
    subject: str
    text: str
    html: str | None
    message_id: str
    unsubscribe: tuple[str | None, str | None] = (None, None)


Delivered = Callable[[Mailer], Sequence[Arrived]]


@pytest.fixture(params=enrolled("mailer"))
def entry(request: pytest.FixtureRequest) -> Entry:
    entry: Entry = request.param
    return entry


@pytest.fixture
async def mailer(entry: Entry, open_adapter: OpenAdapter) -> Mailer:
    mailer: Mailer = await open_adapter(entry)
    return mailer


@pytest.fixture
def delivered(entry: Entry, request: pytest.FixtureRequest, tmp_path: Path) -> Delivered:
    """Return what reads the letters that this test has sent, wherever the mailer's technology puts them."""
    technology = entry.module.split(".")[1]
    letters: Letters = request.getfixturevalue("smtp_letters") if technology == "smtp" else list

    def from_memory(mailer: Mailer) -> Sequence[Arrived]:
        return [
            Arrived(mail.to, mail.subject, mail.text, mail.html, mail.mail_id, _unsubscribe(mail.unsubscribe_url))
            for mail in cast("MemoryMailer", mailer).letters
        ]

    def from_files(_mailer: Mailer) -> Sequence[Arrived]:
        files = (tmp_path / "home" / "mail").glob("*.eml")
        return [_arrived(message_from_bytes(file.read_bytes(), policy=policy.default)) for file in files]

    def from_server(_mailer: Mailer) -> Sequence[Arrived]:
        return [_arrived(letter) for letter in letters()]

    return {"memory": from_memory, "console": from_files, "smtp": from_server}[technology]


def _arrived(letter: EmailMessage) -> Arrived:
    text = letter.get_body(("plain",))
    html = letter.get_body(("html",))
    assert text is not None
    return Arrived(
        to=str(letter["To"]),
        subject=str(letter["Subject"]),
        text=_with_plain_line_ends(text.get_content()),
        html=_with_plain_line_ends(html.get_content()) if html else None,
        message_id=str(letter["Message-ID"]).strip("<>").partition("@")[0],
        unsubscribe=(letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"]),
    )


def _unsubscribe(url: str | None) -> tuple[str | None, str | None]:
    """Return the headers that tell mail programs of a URL."""
    one_click = "List-Unsubscribe=One-Click" if url is not None and url.startswith("https:") else None
    return (None if url is None else f"<{url}>"), one_click


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n")


def a_mail(**fields: Any) -> Mail:
    usual = {"mail_id": "01890a5d-ac96-774b-bcce-b302099a8057", "to": "kim@example.com"}
    return Mail(**{**usual, "subject": "Hello", "text": "Hello there", **fields})


@pytest.mark.parametrize(
    "mail",
    [
        a_mail(),
        a_mail(subject="여행 계획이 완성되었어요", text="안녕하세요,\n\n제주 여행 계획이 준비됐어요.\n"),
        a_mail(subject="서울 " * 60, text="가나다라 " * 2000),
        a_mail(subject="🏯🎏👨‍👩‍👧‍👦" * 20, text="👩🏽‍🚀" * 500, html="<p>🏔️</p>"),
        a_mail(text="Hello", html="<!doctype html>\n<p>안녕 <a href='https://oddiya.test/?a=b&amp;c=d'>링크</a></p>\n"),
        a_mail(
            subject="=?utf-8?q?not_encoded?=", text="=3D =20 =\n-- \nFrom here on\n.\n..\n\n\n  end without a line end"
        ),
        a_mail(subject="x" * 2000, text="y" * 5000, html="<p>" + "z" * 5000 + "</p>"),
        a_mail(subject=" spaces  everywhere ", text="  leading, trailing  \n\ttab\t\n"),
        a_mail(subject="", text=""),
        a_mail(subject="旅行の計画 Ελλάδα عربى", text="旅行 Ελλάδα עברית عربى ไทย", html="<b>ไทย</b>"),
    ],
    ids=lambda mail: mail.subject[:12].strip(),
)
async def test_subject_text_and_html_arrive_as_given(mailer: Mailer, delivered: Delivered, mail: Mail) -> None:
    await mailer.send(mail)
    (arrived,) = delivered(mailer)
    assert arrived == Arrived(mail.to, mail.subject, mail.text, mail.html, mail.mail_id)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_mail_programs_learn_where_letters_are_stopped(mailer: Mailer, delivered: Delivered, scheme: str) -> None:
    url = f"{scheme}://oddiya.test/api/v1/notices/unsubscribe/{'x' * 200}?a=b&c=d"
    await mailer.send(a_mail(unsubscribe_url=url, html="<p>Hello</p>"))
    (arrived,) = delivered(mailer)
    assert arrived.unsubscribe == (f"<{url}>", "List-Unsubscribe=One-Click" if scheme == "https" else None)


@pytest.mark.parametrize(
    "url", ["mailto:a@b.c", "https://a/>\r\nX-Evil: yes", "https://a/ b", "https://a/é", "https://" + "x" * 901]
)
def test_what_is_no_url_stops_no_letters(url: str) -> None:
    with pytest.raises(ValueError, match="unsubscribe_url"):
        a_mail(unsubscribe_url=url)


async def test_every_letter_is_its_own(mailer: Mailer, delivered: Delivered) -> None:
    mails = [a_mail(mail_id=f"letter-{n}", to=f"reader{n}@example.com", text=f"letter {n}") for n in range(3)]
    for mail in mails:
        await mailer.send(mail)
    arrived = sorted(delivered(mailer), key=lambda letter: letter.to)
    assert [(letter.to, letter.text) for letter in arrived] == [(mail.to, mail.text) for mail in mails]


async def test_a_letter_sent_twice_can_be_told_to_be_one(mailer: Mailer, delivered: Delivered) -> None:
    await mailer.send(a_mail())
    await mailer.send(a_mail())
    assert {letter.message_id for letter in delivered(mailer)} == {a_mail().mail_id}


async def test_different_letters_can_be_told_apart_whatever_their_ids(mailer: Mailer, delivered: Delivered) -> None:
    ids = ["a/b", "../b", "a b", "가", "나", "a>b", "a\r\nX-Evil: yes", "x" * 300]
    for mail_id in ids:
        await mailer.send(a_mail(mail_id=mail_id))
    assert len({letter.message_id for letter in delivered(mailer)}) == len(ids)
