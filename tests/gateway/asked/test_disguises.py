"""Headers that pass for others where separators are not told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.gateway.asked.disguises import MEAN_SOMETHING, refuse_disguises
from entrypoints.gateway.asked.refusals import DisguisedHeader
from tests.gateway.asked.requests import a_request

MEANT = (
    "X-User-Id", "X-Session-Id", "X-Hop-Signature", "X-Internal-Secret", "X-Forwarded-For", "X-Forwarded-Proto",
    "X-Real-IP", "X-Request-Id", "X-Original-URL", "Content-Length", "Transfer-Encoding", "Sec-WebSocket-Key",
    "Access-Control-Request-Method", "Idempotency-Key", "X-HTTP-Method-Override",
)  # fmt: skip
WORDS = ("Authorization", "Cookie", "Host", "Forwarded", "traceparent", "Connection")
TOKEN = "!#$%&'*+-.^_`|~"


@pytest.mark.parametrize("separator", ["_", ".", "__", "~", "'", "!", "-_", "_-"])
@pytest.mark.parametrize("name", MEANT)
def test_hd_1_hd_2_an_alias_is_refused(name: str, separator: str) -> None:
    for spelling in (name, name.lower(), name.upper()):
        alias = spelling.replace("-", separator)
        with pytest.raises(DisguisedHeader) as refused:
            a_request(fields=[(b"Accept", b"*/*"), (alias.encode(), b"a")])
        assert refused.value.status == 400
        assert alias in str(refused.value)


@pytest.mark.parametrize("alias", ["X-User_Id", "X_User-Id", "x-USER.id", "X-User-Id_", "_X-User-Id", "X-User--Id."])
def test_hd_1_an_alias_is_refused_with_one_strange_separator(alias: str) -> None:
    with pytest.raises(DisguisedHeader):
        refuse_disguises(((alias.encode(), b"a"),))


@pytest.mark.parametrize("name", WORDS)
def test_hd_2_a_word_with_a_mark_at_its_end_is_refused(name: str) -> None:
    with pytest.raises(DisguisedHeader):
        refuse_disguises(((name.encode() + b"_", b"a"),))


@pytest.mark.parametrize("name", [*MEANT, *WORDS, "X-Anything"])
def test_a_header_in_its_own_name_is_none(name: str) -> None:
    field = (name.encode(), b"a")
    assert a_request(fields=[field]).said.fields == (field,)


@pytest.mark.parametrize("name", ["X_Anything", "my.header", "sentry_trace", "_"])
def test_a_strange_name_that_means_nothing_is_let_alone(name: str) -> None:
    field = (name.encode(), b"a")
    assert a_request(fields=[field]).said.fields == (field,)


@given(
    st.sampled_from(sorted(MEAN_SOMETHING)),
    st.lists(st.sampled_from(TOKEN), min_size=1, max_size=3).map("".join),
    st.integers(0, 40),
    st.booleans(),
)
def test_marks_anywhere_in_a_name_do_not_hide_it(name: bytes, marks: str, place: int, upper: bool) -> None:  # noqa: FBT001 - drawn
    alias = name[:place] + marks.encode() + name[place:]
    fields = ((alias.upper() if upper else alias, b"a"),)
    if set(marks) == {"-"}:
        assert a_request(fields=fields).said.fields == fields
        return
    with pytest.raises(DisguisedHeader):
        refuse_disguises(fields)
