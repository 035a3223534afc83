"""Which passwords are good enough."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.model.errors import WeakPassword
from core.identity.model.password import refuse_weak

EMAIL = "Mina88@Example.com"
COMMON = "letmeinletmeinletmein"


def faults_of(password: str, email: str = EMAIL) -> list[str]:
    try:
        refuse_weak(password, email=email, is_common=lambda text: text in (COMMON, "dragon"))
    except WeakPassword as weak:
        return [fault.detail for fault in weak.faults if fault.pointer == "/password"]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "x y z x y z x y",
        "강물과 오래된 돌 사이에 앉아 있다",
        "15 characters!!",
        "  spaces count too  ",
        "lowercaseonlyisfine",
        "🗿" * 14 + "!",
    ],
)
def test_every_character_counts_and_none_is_asked_for(password: str) -> None:
    assert faults_of(password) == []


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("x" * 14, 1),
        ("가" * 14, 1),
        ("x" * 15, 0),
        ("x" * 256, 0),
        ("x" * 257, 1),
        ("e\u0301" * 14, 1),  # 28 as they are sent, 14 in their normal form
        ("\u1100\u1161" * 256, 0),
    ],
)
def test_length_is_that_of_the_normal_form(password: str, faults: int) -> None:
    assert len(faults_of(password)) == faults


def test_pw_4_a_common_password_is_refused_with_the_reason_also_when_it_is_too_short() -> None:
    assert faults_of(COMMON) == ["is one of the passwords that everybody tries first"]
    assert len(faults_of("dragon")) == 2
    assert "everybody tries first" in faults_of("dragon")[1]


@pytest.mark.parametrize(
    "password",
    [
        *("mina88@example.com", "MINA88@EXAMPLE.COM", "mina88@example.com1988", "ｍｉｎａ８８@example.com"),
        *("mina880000000000", "Mina88123456789012", "mina88" + "\u0661" * 12),
    ],
)
def test_pw_4_the_e_mail_address_is_refused_and_its_local_part_and_digits_after_them(password: str) -> None:
    assert faults_of(password) == ["is your e-mail address or a part of it, which everybody who knows you would try"]


@pytest.mark.parametrize("password", ["mina88 by the river", "my mina88@example.com", "example.com0000000"])
def test_a_password_may_have_the_address_in_it(password: str) -> None:
    assert faults_of(password) == []


@pytest.mark.parametrize(
    "password", ["미나@여행하는사람들.kr123", "미나@xn--sh1bx7bj4c76n7rg22y1ja.kr", "미나0000000000000"]
)
def test_pw_4_an_address_in_another_script_is_refused_in_both_its_spellings(password: str) -> None:
    assert len(faults_of(password, "미나@여행하는사람들.kr")) == 1


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(faults_of("mina88")) == 2


@given(st.text(max_size=300))
def test_a_text_that_nobody_would_guess_is_refused_for_its_length_alone(password: str) -> None:
    fits = 15 <= len(unicodedata.normalize("NFKC", password)) <= 256
    assert bool(faults_of(password)) is not fits
