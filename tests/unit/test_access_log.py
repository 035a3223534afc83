"""The access log: its lines are like all others, and neither requests nor the end wait for whoever reads them."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from select import PIPE_BUF
from threading import Event
from typing import Any, Literal

import pytest
import structlog
from attrs import define, field

from composition.access_log import AccessLog, access_log
from composition.logging import configure_logging
from composition.patient_writer import PatientWriter
from composition.web import VERSION, Web
from tests.gateway.process.patience import PATIENCE, eventually

Lines = Callable[[], list[dict[str, Any]]]
FIELDS: Mapping[str, object] = {
    "request_id": "01",
    "method": "GET",
    "route": "/api/v1/users/me",
    "status": 200,
    "ms": 1.5,
}
LOST = "lines were lost"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """Return the file that is logged to while the test runs."""
    path = tmp_path / "log"
    with path.open("w") as stream:
        configure_logging(service="gateway", version=VERSION, level="info", form="json", stream=stream)
        yield path
    configure_logging(service="tests", version="0", level="info", form="json")


@pytest.fixture
def lines(log_file: Path) -> Lines:
    """Return what reads the lines logged so far."""
    return lambda: [json.loads(line) for line in log_file.read_text().splitlines()]


@define
class Reader:
    """Somebody who reads what is written: at once, not before being told to, or not at all any more."""

    reads: Event = field(factory=Event)
    is_reached: Event = field(factory=Event)
    has_gone: bool = False
    pieces: list[bytes] = field(factory=list)

    def __call__(self, data: bytes) -> None:
        self.is_reached.set()
        assert self.reads.wait(PATIENCE)
        if self.has_gone:
            raise BrokenPipeError
        self.pieces.append(data)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in b"".join(self.pieces).splitlines()]

    @property
    def numbers(self) -> list[int]:
        """Which requests were told of."""
        return [line["number"] for line in self.lines if line["event"] == "request"]

    @property
    def lost(self) -> list[int]:
        """How many lines were lost, as often as that was told."""
        return [line["count"] for line in self.lines if line["event"] == LOST]


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.reads.set()


def writer_to(reader: Reader, **limits: int) -> PatientWriter:
    return PatientWriter(write=reader, service="gateway", event="request", **limits)


async def tell(log: AccessLog, *numbers: int, **fields: object) -> None:
    """Tell of requests within one turn of the event loop."""
    for number in numbers:
        log({"number": number, **fields})
    await asyncio.sleep(0)


async def test_a_line_is_like_every_other_line(lines: Lines) -> None:
    structlog.get_logger().info("said", **FIELDS)
    with access_log(Web(), "gateway") as log:
        log(FIELDS)
        await asyncio.sleep(0)
    said, told = lines()
    assert list(told) == list(said)
    assert len(told["timestamp"]) == len(said["timestamp"])
    assert told["timestamp"] >= said["timestamp"]
    assert told | {"event": "said", "timestamp": ""} == said | {"timestamp": ""}
    assert told["event"] == "request"


async def test_what_is_told_in_the_last_turn_is_written_too(lines: Lines) -> None:
    with access_log(Web(), "gateway") as log:
        log(FIELDS)
        log(FIELDS)
    assert [line["event"] for line in lines()] == ["request"] * 2


async def test_what_is_told_before_a_failure_is_written_too(lines: Lines) -> None:
    def fail() -> None:
        with access_log(Web(), "gateway") as log:
            log(FIELDS)
            raise OSError

    with pytest.raises(OSError, match=r"^$"):
        fail()
    assert [line["event"] for line in lines()] == ["request"]


async def test_lines_come_while_it_goes_on(lines: Lines) -> None:
    with access_log(Web(), "gateway") as log:
        for count in (1, 2, 3):
            log(FIELDS)
            await asyncio.sleep(0)
            eventually(lambda: len(lines()) == count)  # noqa: B023 - it is called before the next one's turn


@pytest.mark.parametrize("level", ["warning", "error"])
async def test_below_the_level_nothing_is_written(lines: Lines, level: Literal["warning", "error"]) -> None:
    with access_log(Web(log_level=level), "gateway") as log:
        log(FIELDS)
        await asyncio.sleep(0)
    assert lines() == []


async def test_people_at_a_terminal_read_it_in_the_form_of_all_else(log_file: Path) -> None:
    with log_file.open("a") as stream:
        configure_logging(service="gateway", version=VERSION, level="info", form="console", stream=stream)
        with access_log(Web(log_format="console"), "gateway") as log:
            log(FIELDS)
    text = log_file.read_text()
    assert "/api/v1/users/me" in text
    assert not text.startswith("{")


async def test_no_request_waits_for_a_reader_who_stalls(reader: Reader) -> None:
    with writer_to(reader) as writer:
        log = AccessLog(writer)
        await tell(log, 0)
        eventually(reader.is_reached.is_set)
        for number in range(1, 2000):
            await tell(log, number)
        assert reader.pieces == []
        reader.reads.set()
    assert reader.numbers == list(range(2000))
    assert reader.lost == []


async def test_what_is_too_much_is_dropped_by_whole_turns_and_told_once_when_somebody_reads_again(
    reader: Reader,
) -> None:
    with writer_to(reader, most=10) as writer:
        log = AccessLog(writer)
        await tell(log, 0)
        eventually(reader.is_reached.is_set)
        await tell(log, *range(1, 7))
        await tell(log, *range(7, 12))  # would make eleven
        await tell(log, *range(12, 16))
        for number in range(16, 100):
            await tell(log, number)
        reader.reads.set()
    assert reader.numbers == [*range(7), *range(12, 16)]
    assert reader.lost == [100 - 11]
    (line,) = (line for line in reader.lines if line["event"] == LOST)
    assert (line["level"], line["service"], line["lines_of"]) == ("warning", "gateway", "request")


async def test_each_outage_is_told_with_its_own_count(reader: Reader) -> None:
    with writer_to(reader, most=2) as writer:
        log = AccessLog(writer)
        for turn, count in enumerate((3, 5), start=1):
            reader.reads.clear()
            reader.is_reached.clear()
            await tell(log, 0)
            eventually(reader.is_reached.is_set)
            await tell(log, 1, 2)
            for _ in range(count):
                await tell(log, 99)
            reader.reads.set()
            eventually(lambda: len(reader.numbers) == 3 * turn)  # noqa: B023 - it is called before the next turn
    assert (reader.numbers, reader.lost) == ([0, 1, 2] * 2, [3, 5])


async def test_lines_that_cannot_be_written_are_counted_too_and_told_once_they_can(reader: Reader) -> None:
    reader.reads.set()
    with writer_to(reader) as writer:
        log = AccessLog(writer)
        reader.has_gone = True
        for number in range(5):
            reader.is_reached.clear()
            await tell(log, number)
            eventually(reader.is_reached.is_set)
        reader.has_gone = False
        await tell(log, 5)
    assert reader.numbers[-1] == 5
    assert len(reader.numbers) + sum(reader.lost) == 6
    assert len(reader.lost) == 1


async def test_a_reader_who_has_gone_for_good_fails_nobody(reader: Reader) -> None:
    reader.reads.set()
    reader.has_gone = True
    with writer_to(reader) as writer:
        await tell(AccessLog(writer), 1, 2, 3)
    assert reader.is_reached.is_set()


async def test_the_end_comes_although_nobody_reads(reader: Reader) -> None:
    with writer_to(reader) as writer:
        await tell(AccessLog(writer), 1)
        eventually(reader.is_reached.is_set)
    assert reader.pieces == []


@pytest.mark.parametrize("length", [10, 300, 1000, PIPE_BUF, 3 * PIPE_BUF])
async def test_lines_are_written_whole_and_as_many_at_once_as_a_pipe_takes_in_one_piece(
    reader: Reader, length: int
) -> None:
    reader.reads.set()
    with writer_to(reader) as writer:
        await tell(AccessLog(writer), *range(100), text="x" * length)
    assert reader.numbers == list(range(100))
    assert all(piece.endswith(b"\n") for piece in reader.pieces)
    assert all(len(piece) <= PIPE_BUF or piece.count(b"\n") == 1 for piece in reader.pieces)
    assert len(reader.pieces) <= max(1, -(-100 // max(1, PIPE_BUF // (length + 150) - 1)))


async def test_a_line_that_cannot_be_made_is_logged_and_others_go_on(reader: Reader, lines: Lines) -> None:
    reader.reads.set()
    with writer_to(reader) as writer:
        log = AccessLog(writer)
        await tell(log, 1, odd=object())
        eventually(lines)
        await tell(log, 2)
    assert reader.numbers == [2]
    assert [line["event"] for line in lines()] == ["lines could not be written, unexpectedly"]
