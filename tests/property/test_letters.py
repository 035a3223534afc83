"""Letters come out as they went in, whatever is in them."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy

from hypothesis import given
from hypothesis import strategies as st

from adapters.wire.mail import Sender, letter
from ports.mailer import Mail

SENDER = Sender("Oddiya 여행 <hello@oddiya.example>")
SENT_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
SUBJECTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200) | st.text(
    "가나 a=?_b\t", max_size=120
)
MAILS = st.builds(
    Mail, mail_id=st.text(), to=st.just("kim@example.com"), subject=SUBJECTS, text=TEXTS, html=st.none() | TEXTS
)


@given(MAILS, st.booleans())
def test_a_letter_is_read_as_it_was_written(mail: Mail, readable: bool) -> None:  # noqa: FBT001 - Hypothesis draws it
    content = letter(mail, sender=SENDER, sent_at=SENT_AT, readable=readable)
    read = message_from_bytes(content, policy=policy.default)
    text, html = read.get_body(("plain",)), read.get_body(("html",))
    assert read["Subject"] == mail.subject
    assert text is not None
    assert _lines(text.get_content()) == _lines(mail.text)
    assert (_lines(html.get_content()) if html else None) == (None if mail.html is None else _lines(mail.html))


@given(MAILS)
def test_a_letter_passes_every_mail_server(mail: Mail) -> None:
    content = letter(mail, sender=SENDER, sent_at=SENT_AT)
    assert content.isascii()
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\r" in line or b"\n" in line for line in lines)


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])), st.text())
def test_nothing_in_a_letter_becomes_a_header(subject: str, mail_id: str) -> None:
    mail = Mail(mail_id=mail_id, to="kim@example.com", subject=subject, text="Bcc: evil@example.com\n\nX-Evil: yes")
    headers = message_from_bytes(letter(mail, sender=SENDER, sent_at=SENT_AT)).keys()
    expected = {"content-type", "mime-version", "content-transfer-encoding", "auto-submitted"}
    assert {header.lower() for header in headers} == expected | {"from", "to", "subject", "date", "message-id"}


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)
