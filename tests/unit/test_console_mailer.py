"""What the console mailer writes."""

from email import message_from_bytes, policy
from pathlib import Path
from stat import S_IMODE

import pytest
from structlog.testing import capture_logs

from adapters.console.mailer import Section, open_adapter
from adapters.system.clock import SystemClock
from core.errors import Unavailable
from ports.mailer import Mail

LINK = "https://oddiya.example/verify?token=" + "x" * 100
MAIL = Mail(mail_id="letter-1", to="kim@example.com", subject="확인", text=f"안녕하세요 {LINK}\n", html="<p>안녕</p>")


def section(home: Path) -> Section:
    return Section(home=home, clock=SystemClock())


async def test_a_letter_is_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    async with open_adapter(section(tmp_path)) as mailer:
        await mailer.send(MAIL)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "letter-1.eml"
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_the_text_can_be_read_and_links_copied_without_a_mail_program(tmp_path: Path) -> None:
    async with open_adapter(section(tmp_path)) as mailer:
        await mailer.send(MAIL)
    assert f"안녕하세요 {LINK}" in (tmp_path / "mail" / "letter-1.eml").read_text()


async def test_a_letter_sent_twice_is_one_file(tmp_path: Path) -> None:
    async with open_adapter(section(tmp_path)) as mailer:
        await mailer.send(MAIL)
        await mailer.send(MAIL)
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["letter-1.eml"]


async def test_no_id_writes_outside_of_the_folder(tmp_path: Path) -> None:
    async with open_adapter(section(tmp_path / "home")) as mailer:
        await mailer.send(Mail(mail_id="../../evil", to="kim@example.com", subject="", text=""))
    assert folders_with_files(tmp_path) == [tmp_path / "home" / "mail"]


def folders_with_files(top: Path) -> list[Path]:
    return [file.parent for file in top.rglob("*") if file.is_file()]


async def test_a_letter_says_when_it_was_written_and_by_whom(tmp_path: Path) -> None:
    clock = SystemClock()
    before = clock.now().replace(microsecond=0)
    async with open_adapter(section(tmp_path)) as mailer:
        await mailer.send(MAIL)
    letter = message_from_bytes((tmp_path / "mail" / "letter-1.eml").read_bytes(), policy=policy.default)
    assert before <= letter["Date"].datetime <= clock.now()
    assert letter["From"] == "Oddiya <oddiya@localhost>"
    assert letter["Message-ID"] == "<letter-1@localhost>"


async def test_one_log_line_tells_where_the_letter_is_and_not_for_whom(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with open_adapter(section(tmp_path)) as mailer:
            await mailer.send(MAIL)
    assert logs == [{"event": "mail written", "log_level": "info", "path": str(tmp_path / "mail" / "letter-1.eml")}]


async def test_a_folder_that_cannot_be_used_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    async with open_adapter(section(tmp_path)) as mailer:
        with pytest.raises(Unavailable):
            await mailer.send(MAIL)


async def test_a_letter_that_cannot_be_written_leaves_no_remains(tmp_path: Path) -> None:
    (tmp_path / "mail" / "letter-1.eml").mkdir(parents=True)
    async with open_adapter(section(tmp_path)) as mailer:
        with pytest.raises(Unavailable):
            await mailer.send(MAIL)
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["letter-1.eml"]
