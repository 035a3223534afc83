"""What every list of common passwords promises."""

import pytest

from ports.password_blocklist import PasswordBlocklist
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled


@pytest.fixture(params=enrolled("password_blocklist"))
async def blocklist(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> PasswordBlocklist:
    opened: PasswordBlocklist = await open_adapter(request.param)
    return opened


@pytest.mark.parametrize("password", ["123456", "password", "qwertyuiop", "iloveyou", "dragon", "1q2w3e4r5t", "пароль"])
async def test_pw_4_a_common_password_is_known_in_any_case(blocklist: PasswordBlocklist, password: str) -> None:
    assert blocklist.has(password)
    assert blocklist.has(password.upper())
    assert blocklist.has(password.title())


@pytest.mark.parametrize("password", ["passwordpassword", "PasswordPASSWORD", "123456" * 3, "qwertyqwertyqwertyqwerty"])
async def test_pw_4_a_common_password_repeated_is_known(blocklist: PasswordBlocklist, password: str) -> None:
    assert blocklist.has(password)


@pytest.mark.parametrize("password", ["a" * 15, "가" * 20, " " * 16, "aa", "Ａ" * 15])
async def test_pw_4_a_single_character_repeated_is_known(blocklist: PasswordBlocklist, password: str) -> None:
    assert blocklist.has(password)


@pytest.mark.parametrize(
    "password",
    ["", "a river under old stones", "passwordpassworb", "password password?", "강물과 오래된 돌 사이", "ab" * 9 + "c"],
)
async def test_what_is_not_common_passes(blocklist: PasswordBlocklist, password: str) -> None:
    assert not blocklist.has(password)
