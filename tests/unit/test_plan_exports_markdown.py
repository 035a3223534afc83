"""A plan as Markdown says everything, and text of others stays text."""

import re
from decimal import Decimal
from html import unescape

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.planning.model.money import Money
from core.planning.model.plan import Missing, Plan
from core.planning.model.verification import Check, Verification
from entrypoints.planning.exports.clean_text import one_line
from entrypoints.planning.exports.markdown import markdown
from entrypoints.planning.exports.markdown_text import JOINER, plain
from tests.plan_exports import HOSTILE, a_plan_called
from tests.planning_samples import a_cost, a_day, a_place, a_plan, a_stop, a_weather, an_itinerary

TAGS = re.compile(r"<[^>]*>")


def rendered(written: str) -> str:
    """Return a text as HTML, with tables, strike-through and raw HTML allowed, as the laxest renderer would."""
    html: str = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(written)
    return html


def told(plan: Plan) -> str:
    """Return a plan's Markdown."""
    return markdown(plan).decode()


def test_a_plan_has_a_table_for_each_day() -> None:
    written = told(a_plan())
    assert written.startswith(
        "# Three days in Busan\n\nBusan, 2026-12-04 to 2026-12-06\n\n## Day 1: Friday, 2026-12-04\n"
    )
    assert (
        "| 11:30-12:30 | Lunch: Jagalchi Market | On foot, 9 min, 597 m | open | about 30,000 KRW | Worth the way. |"
        in written
    )
    assert "| 18:43 | Hotel Nampo | On foot, 13 min, 881 m |  |  |  |" in written
    assert rendered(written).count("<table>") == 3


def test_what_it_costs_is_said_in_both_currencies() -> None:
    assert "About 226,000 KRW for everybody, without the lodging." in told(a_plan())
    dollars = a_cost(in_budget=Money(amount=Decimal("161.43"), currency="USD"))
    assert "About 226,000 KRW (161.43 USD) for everybody" in told(a_plan(itinerary=an_itinerary(cost=dollars)))


def test_what_is_unknown_is_said_to_be() -> None:
    stop = a_stop(opening="unknown", cost=None, travel=None)
    days = (a_day(stops=(stop,), weather=None, summary=""), a_day(stops=(), weather=a_weather(kind="normal")))
    written = told(a_plan(itinerary=an_itinerary(days=days)))
    assert "| 10:00-11:00 | Yongdusan Park |  | unknown | unknown | Worth the way. |" in written
    assert "No weather is known." in written
    assert "Usual at this time of year, no forecast: 4 to 11 °C" in written
    assert "Nothing is planned." in written


def test_what_is_missing_is_said_with_the_reason() -> None:
    lacks = (
        Missing(what="meal", scope="2026-12-04", about="lunch", why="nothing is open"),
        Missing(what="rates", scope="trip", why="nobody answered"),
    )
    written = told(a_plan(itinerary=an_itinerary(missing=lacks)))
    assert "- lunch: nothing is open" in plainly(written)
    assert "- rates: nobody answered" in plainly(written)
    assert "What is missing" not in told(a_plan())


def plainly(written: str) -> str:
    """Undo escapes, and leave out the dates before what is missing."""
    return written.replace("\\", "").replace("2026-12-04, ", "")


def test_what_was_checked_is_counted_and_what_did_not_pass_is_told() -> None:
    checks = (
        Check(rule="dates", scope="trip", verdict="pass", evidence="3 days"),
        Check(rule="must_visit", scope="trip", verdict="unknown", evidence="'x' is missing"),
        Check(rule="pace", scope="2026-12-04", verdict="fail", evidence="5 visits"),
    )
    written = told(a_plan(itinerary=evolve(an_itinerary(), verification=Verification(checks=checks))))
    assert "3 checks: 1 pass, 1 unknown, 1 fail." in written
    assert written.endswith("- **unknown** must\\_visit: 'x' is missing\n- **fail** pace: 5 visits\n")


def test_a_place_links_to_its_page() -> None:
    stop = a_stop(place=a_place(url="https://place.map.kakao.com/7813226"))
    written = told(a_plan(itinerary=an_itinerary(days=(a_day(stops=(stop,)),))))
    assert "| [Yongdusan Park](<https://place.map.kakao.com/7813226>) |" in written


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    _stays_text(text)


@given(text=st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("\\`*_{}[]<>()#|~&!$^=+:-.\n 1w@/")))
def test_no_text_at_all_becomes_markup(text: str) -> None:
    _stays_text(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_plan_of_such_text_has_its_own_parts_only(text: str) -> None:
    html = rendered(told(a_plan_called(text)))
    assert {*re.findall(r"</?(\w+)", html)} <= {"h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td"}
    assert html.count("<tr>") == 2
    assert html.count("<td>") == 6


def _stays_text(text: str) -> None:
    html = rendered(f"{plain(text)}\n\n- {plain(text)}\n\n| a |\n|---|\n| {plain(text)} |\n")
    assert {*re.findall(r"</?(\w+)", html)} <= {"p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
    shown = unescape(TAGS.sub("", html)).replace(JOINER, "")
    assert shown.split("\n")[0].split() == one_line(text).replace(JOINER, "").split()
