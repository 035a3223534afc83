"""The access token of a request: in the header Authorization, in one form, and in no other place."""

import pytest

from core.errors import OddiyaError, Unauthenticated
from core.identity.model.errors import InvalidAccessToken
from entrypoints.gateway.passing.bearer import bearer_token, token_in
from entrypoints.http.refusals import BadHeader


def values(credentials: bytes) -> dict[bytes, bytes]:
    return {b"authorization": credentials}


@pytest.mark.parametrize("credentials", [b"Bearer a.b.c", b"bearer a.b.c", b"BEARER a.b.c", b"bEaReR   a.b.c"])
def test_jw_16_the_scheme_is_written_in_any_case(credentials: bytes) -> None:
    assert bearer_token(values(credentials)) == token_in(values(credentials)) == "a.b.c"


def test_a_token_of_any_bytes_is_a_text_of_as_many_characters() -> None:
    assert bearer_token(values(b"Bearer \x80\xff")) == "\x80\xff"


REFUSED = {
    b"": Unauthenticated,
    b"Basic bWluYTpodW50ZXIy": Unauthenticated,
    b"a.b.c": Unauthenticated,
    b"Bearer": Unauthenticated,
    b"Bearer ": Unauthenticated,
    b"Bearertoken": Unauthenticated,
    b"Bearer a b": InvalidAccessToken,
    b"bearer a ": InvalidAccessToken,
    b"Bearer a, Bearer b": BadHeader,
    b"Bearer a,b": BadHeader,
    b"Basic a, Bearer b": BadHeader,
}


@pytest.mark.parametrize(("credentials", "error"), REFUSED.items(), ids=map(repr, REFUSED))
def test_jw_16_what_is_no_token_is_told_from_none_at_all(credentials: bytes, error: type[OddiyaError]) -> None:
    assert token_in(values(credentials)) == ""
    with pytest.raises(error) as refused:
        bearer_token(values(credentials))
    assert type(refused.value) is error


@pytest.mark.parametrize("name", [b"cookie", b"x-authorization", b"proxy-authorization", b"access_token"])
def test_jw_17_a_token_anywhere_else_is_none(name: bytes) -> None:
    assert token_in({name: b"Bearer a.b.c"}) == ""
    with pytest.raises(Unauthenticated):
        bearer_token({name: b"Bearer a.b.c"})
