"""What the SMTP mailer makes of servers that refuse, hang or are not there."""

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from composition.catalogue import adapters_of
from core.errors import OddiyaError, Unavailable
from ports.mailer import Mail, Mailer, UndeliverableMail
from tests.conftest import OpenAdapter
from tests.servers.smtp import Letters

SMTP = adapters_of("mailer")["smtp"]


def a_mail(*, to: str = "kim@example.com", text: str = "the text of the letter") -> Mail:
    return Mail(mail_id="letter-1", to=to, subject="the subject of the letter", text=text)


@pytest.fixture
async def mailer(open_adapter: OpenAdapter) -> Mailer:
    mailer: Mailer = await open_adapter(SMTP)
    return mailer


@asynccontextmanager
async def server_saying(*lines: bytes) -> AsyncIterator[str]:
    """Serve a script: the greeting, then one line in answer to each line of the client, then silence."""
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for line in lines:
            writer.write(line + b"\r\n")
            await reader.readline()
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ended.set()


async def test_an_address_refused_for_good_is_undeliverable(mailer: Mailer, smtp_letters: Letters) -> None:
    with pytest.raises(UndeliverableMail) as refusal:
        await mailer.send(a_mail(to="refused@example.com"))
    assert refusal.value.address_refused
    assert smtp_letters() == []


async def test_a_letter_refused_for_good_is_undeliverable_and_its_address_is_not(
    mailer: Mailer, smtp_letters: Letters
) -> None:
    with pytest.raises(UndeliverableMail) as refusal:
        await mailer.send(Mail(mail_id="VIRUS", to="kim@example.com", subject="", text=""))
    assert not refusal.value.address_refused
    assert smtp_letters() == []


@pytest.mark.parametrize(
    ("answer", "address_refused"),
    [
        (b"550 no such user", True),
        (b"550 5.4.1 recipient address rejected", True),
        (b"554-5.2.1 this mailbox\r\n554 5.2.1 is closed", True),
        (b"554 5.7.1 relay access denied", False),
    ],
)
async def test_an_address_is_refused_unless_it_is_our_sending_that_is(
    open_adapter: OpenAdapter, answer: bytes, *, address_refused: bool
) -> None:
    async with server_saying(b"220 hello", b"250 hello", b"250 ok", answer, b"250 ok", b"221 bye") as address:
        mailer = await open_adapter(SMTP, ODDIYA_SMTP_URL=f"smtp://{address}")
        with pytest.raises(UndeliverableMail) as refusal:
            await mailer.send(a_mail())
    assert refusal.value.address_refused is address_refused


async def test_an_address_refused_for_now_is_unavailable(mailer: Mailer, smtp_letters: Letters) -> None:
    with pytest.raises(Unavailable):
        await mailer.send(a_mail(to="later@example.com"))
    assert smtp_letters() == []


async def test_an_address_that_cannot_be_put_on_the_wire_is_undeliverable_and_nobody_refused_it(
    mailer: Mailer,
) -> None:
    with pytest.raises(UndeliverableMail) as refusal:
        await mailer.send(a_mail(to="a\x00b@example.com"))
    assert not refusal.value.address_refused


async def test_an_address_in_another_script_is_reached_where_the_server_knows_how(
    mailer: Mailer, smtp_letters: Letters
) -> None:
    await mailer.send(a_mail(to="여행자@example.com"))
    (letter,) = smtp_letters()
    assert letter.get_content().strip() == "the text of the letter"


async def test_an_address_in_another_script_is_undeliverable_where_the_server_does_not_know_how(
    open_adapter: OpenAdapter,
) -> None:
    async with server_saying(b"220 hello", b"250 hello", b"221 bye") as address:
        mailer = await open_adapter(SMTP, ODDIYA_SMTP_URL=f"smtp://{address}")
        with pytest.raises(UndeliverableMail):
            await mailer.send(a_mail(to="여행자@example.com"))


async def test_a_server_that_nobody_runs_is_unavailable(open_adapter: OpenAdapter) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        mailer = await open_adapter(SMTP, ODDIYA_SMTP_URL=f"smtp://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(Unavailable):
            await mailer.send(a_mail())


@pytest.mark.parametrize("lines", [(), (b"220 hello",), (b"220 hello", b"250 hello", b"250 from whom?")])
async def test_a_server_that_falls_silent_is_unavailable_in_time(
    open_adapter: OpenAdapter, lines: tuple[bytes, ...]
) -> None:
    async with server_saying(*lines) as address, asyncio.timeout(10):
        mailer = await open_adapter(SMTP, ODDIYA_SMTP_URL=f"smtp://{address}", ODDIYA_SMTP_TIMEOUT="0.3")
        with pytest.raises(Unavailable):
            await mailer.send(a_mail())


async def test_a_letter_that_was_taken_is_sent_whatever_follows(open_adapter: OpenAdapter) -> None:
    taken = (b"220 hello", b"250 hello", b"250 ok", b"250 ok", b"354 go on", b"250 taken")
    async with asyncio.timeout(10):
        for farewell in ((), (b"500 what?",)):
            async with server_saying(*taken, *farewell) as address:
                mailer = await open_adapter(SMTP, ODDIYA_SMTP_URL=f"smtp://{address}")
                await mailer.send(a_mail())


@pytest.mark.parametrize(
    "lines",
    [
        (b"554 go away",),
        (b"220 hello", b"502 what?", b"502 what?"),
        (b"220 hello", b"250 hello", b"550 I do not know you", b"250 ok"),
        (b"220 hello", b"250 hello", b"530 sign in first", b"250 ok"),
        (b"220 hello", b"250 hello", b"250 ok", b"421 shutting down"),
        (b"220 hello", b"250 hello", b"250 ok", b"250 ok", b"354 go on", b"452 disk full"),
        (b"no greeting at all",),
    ],
)
async def test_trouble_that_is_not_the_letters_is_unavailable(
    open_adapter: OpenAdapter, lines: tuple[bytes, ...]
) -> None:
    async with server_saying(*lines) as address, asyncio.timeout(10):
        mailer = await open_adapter(SMTP, ODDIYA_SMTP_URL=f"smtp://{address}", ODDIYA_SMTP_TIMEOUT="1")
        with pytest.raises(Unavailable):
            await mailer.send(a_mail())


@pytest.mark.parametrize("to", ["refused@example.com", "later@example.com", "a\x00b@example.com"])
async def test_neither_errors_nor_logs_tell_the_address_or_the_letter(mailer: Mailer, to: str) -> None:
    with capture_logs() as logs, pytest.raises(OddiyaError) as raised:
        await mailer.send(a_mail(to=to))
    told = "".join(traceback.format_exception(raised.value)) + repr(raised.value) + repr(logs)
    for secret in (to, "example.com", "the text of the letter", "the subject of the letter"):
        assert secret not in told
