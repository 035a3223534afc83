"""Which spellings of an e-mail address are one address, and which texts are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.model.email import NoEmailAddress, email_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mina@example.com", "MINA@Example.COM"),
        ("mina@부산.kr", "mina@xn--or3bi2d.kr"),
        ("sam@example.com", "ſam@example.com"),
        ("mina@example.com", "ｍｉｎａ@ｅｘａｍｐｌｅ．ｃｏｍ"),
        ("café@example.com", "café@example.com"),
        ("strasse@example.com", "straße@example.com"),
    ],
)
def test_al_4_two_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mike@example.com", "mıke@example.com"),
        ("mina@example.com", "mina+oddiya@example.com"),
        ("mina@example.com", "mi.na@example.com"),
        ("mina@example.com", "mina@example.org"),
        ("а@example.com", "a@example.com"),
    ],
)
def test_al_4_two_addresses_have_two_keys(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


@pytest.mark.parametrize(
    "text",
    [
        *("", "@", "mina", "mina@", "@example.com", "mina@example", "mina@@example.com", "a@b@example.com"),
        *("mi na@example.com", "mina@exa mple.com", "mina@-example.com", "mina@example..com", "mina@.com"),
        *('"mina"@example.com', "mina@[127.0.0.1]", "mina@example.com\r\nBcc: all@example.com", "mina\0@example.com"),
        *(
            "<mina@example.com>",
            "mina@example.com,ann@example.com",
            "mina@" + "a" * 64 + ".com",
            "m" * 65 + "@example.com",
        ),
        "mina@" + "a." * 130 + "com",
    ],
)
def test_a_text_that_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(NoEmailAddress):
        email_key(text)


@given(st.text())
def test_any_text_has_a_key_or_is_refused_and_a_key_is_its_own(text: str) -> None:
    try:
        key = email_key(text)
    except NoEmailAddress:
        return
    assert email_key(key) == key


@given(st.emails())
def test_every_plain_address_has_a_key(address: str) -> None:
    local, _, _ = address.rpartition("@")
    try:
        assert email_key(address) == email_key(address.upper())
    except NoEmailAddress:
        assert len(local) > 64 or "xn--" in address.lower() or len(address) > 254
