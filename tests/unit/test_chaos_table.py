"""The page about chaos keeps its words and the rows of cases that were not run, and a stream is what it ended as."""

import json
from pathlib import Path

import pytest

from tests.chaos.cases import every_case
from tests.chaos.ledger import OUTCOMES
from tests.chaos.phone import Reply, as_it_ended
from tests.chaos.table import BEGIN, END, HEAD, LINE, PAGE, write_table

COUNTED = ("plans", "films", "edits", "notices", "plans_twice", "letters_twice")


def run_of(case: str, *breaches: str) -> str:
    figures = {"case": case, "what": "it breaks", "recovered": 1.4, "settled": float("inf"), "breaches": breaches}
    return json.dumps({**figures, "seen": dict.fromkeys(OUTCOMES, 1), **dict.fromkeys(COUNTED, 2)})


def test_rows_of_cases_that_ran_are_new_and_the_others_stay(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{BEGIN}\n\n{HEAD}\n{LINE}\n| `b` | old |\n| `gone` | old |\n\n{END}\n\nafter\n")
    (tmp_path / "a.json").write_text(run_of("a", "a film is lost"))
    for _ in range(2):
        write_table(["a", "b", "c"], page, tmp_path)
    row = "| `a` | it breaks | 1 | 1 | 1 | 1 | 1 | 1 | 1 | never | 2 | 2 | 2 | 2 | 2 | 2 | 1 |"
    assert page.read_text() == f"before\n\n{BEGIN}\n\n{HEAD}\n{LINE}\n{row}\n| `b` | old |\n\n{END}\n\nafter\n"
    assert row.count("|") == HEAD.count("|") == LINE.count("|")


def test_the_page_has_a_row_for_each_case() -> None:
    rows = [line.split("`")[1] for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert rows == list(every_case())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'event: facts\ndata: {}\n\nevent: done\ndata: {"plan": {}}\n\n', 201),
        (b'event: facts\ndata: {}\n\nevent: error\ndata: {"status": 503}\n\n', 503),
        (b"event: facts\ndata: {}\n\nevent: do", 0),
        (b"", 0),
    ],
)
def test_a_stream_is_what_it_ended_as(body: bytes, status: int) -> None:
    assert as_it_ended(Reply(status=201, body=body)).status == status
    assert as_it_ended(Reply(status=404, body=body)).status == 404
