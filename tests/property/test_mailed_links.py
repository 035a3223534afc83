"""What links and cookies carry: read back as it was made, and made by nobody else."""

import secrets
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.identity.model.device import device_id_of, device_token, devices_key
from core.identity.model.email import EmailKey, NoEmailAddress, email_key, plain_address
from core.identity.model.ticket import mailed_links_key, ticket_id_of, ticket_token

INSTALLATION = b"i" * 32
KEY, DEVICES = mailed_links_key(INSTALLATION), devices_key(INSTALLATION)
IDS = st.uuids().map(str)
DEVICE_IDS = st.binary(min_size=16, max_size=16)
EMAILS = st.sampled_from([EmailKey("mina@example.com"), EmailKey("ann@example.com"), EmailKey("ann@xn--oj4bx9a.kr")])
URL_SAFE = string.ascii_letters + string.digits + "-_"


@given(IDS)
def test_pw_11_a_ticket_is_found_by_its_token_and_the_token_fits_into_a_fragment(ticket_id: str) -> None:
    token = ticket_token(ticket_id, KEY)
    assert ticket_id_of(token, KEY) == ticket_id
    assert set(token) <= set(URL_SAFE)
    assert len(token) == 64


@given(IDS, st.binary(min_size=32, max_size=32))
def test_pw_11_who_has_the_ticket_but_not_the_key_has_no_token(ticket_id: str, key: bytes) -> None:
    assert ticket_id_of(ticket_token(ticket_id, mailed_links_key(key)), KEY) is (
        ticket_id if key == INSTALLATION else None
    )


@given(IDS, st.integers(0, 63), st.sampled_from(URL_SAFE))
def test_pw_11_no_character_of_a_token_can_be_changed(ticket_id: str, place: int, character: str) -> None:
    token = ticket_token(ticket_id, KEY)
    changed = token[:place] + character + token[place + 1 :]
    assert ticket_id_of(changed, KEY) == (ticket_id if changed == token else None)


@given(st.text() | st.text(URL_SAFE, min_size=64, max_size=64) | st.text("+/=-_é \x00", min_size=64, max_size=64))
@example("A" * 61 + "   ")
def test_pw_11_a_text_that_was_never_mailed_leads_nowhere(text: str) -> None:
    assert ticket_id_of(text, KEY) is None
    assert device_id_of(text, EmailKey("mina@example.com"), DEVICES) is None


@given(DEVICE_IDS, EMAILS, EMAILS)
def test_pw_7_a_device_is_known_to_the_account_that_it_signed_in_to_and_to_no_other(
    device_id: bytes, email: EmailKey, other: EmailKey
) -> None:
    token = device_token(device_id, email, DEVICES)
    assert device_id_of(token, other, DEVICES) == (device_id if other == email else None)
    assert "@" not in token
    assert device_id_of(token, email, devices_key(b"o" * 32)) is None


def test_a_token_of_one_purpose_is_none_of_another() -> None:
    ticket_id = "018f0e5a-0000-7000-8000-000000000000"
    assert device_id_of(ticket_token(ticket_id, KEY), EmailKey("mina@example.com"), DEVICES) is None
    token = device_token(secrets.token_bytes(16), EmailKey("mina@example.com"), DEVICES)
    assert ticket_id_of(token, KEY) is None


@pytest.mark.parametrize(
    "address",
    [
        "mina@example.com",
        "Mina.Kim+a@Example.COM",
        "미나@한국.kr",
        "ann@서울.example.kr",
        "eva@BÜCHER.de",
        "eva@xn--fa-hia.de",
    ],
)
def test_al_4_an_address_as_it_is_typed_can_be_mailed_to(address: str) -> None:
    assert plain_address(address) == address


LOOK_ALIKES = [
    "\u017fam@example.com",
    "\uff53am@example.com",
    "sam\uff20example.com",
    "\u212aim@example.com",
    "\ufb01n@example.com",
    "sam@fa\u00df.de",
    "sam@\u03b2\u03cc\u03bb\u03bf\u03c2.com",
    "sam@exam\u00adple.com",
    "sam@exam\u200dple.com",
    "sam@\uff45\uff58ample.com",
    "sam@example\u3002com",
]


@pytest.mark.parametrize("address", LOOK_ALIKES)
def test_al_4_a_look_alike_of_an_address_cannot_be_registered(address: str) -> None:
    assert email_key(address).isascii()  # it has a key, which is another address's
    with pytest.raises(NoEmailAddress):
        plain_address(address)


def test_al_4_a_domain_that_decodes_to_nothing_is_no_look_alike_of_another() -> None:
    assert plain_address("sam@xn--a.com") == "sam@xn--a.com"
    with pytest.raises(NoEmailAddress):
        plain_address("sam@xn--a。com")
