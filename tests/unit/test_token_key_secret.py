"""Token keys that a secret store keeps: what is no such document stops the start with one line, and is never shown."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from adapters.jose.key_document import document_of, keys_in
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.section import CannotOpen
from composition.catalogue import adapters_of
from tests.clocks import ManualClock
from tests.conftest import OpenAdapter

SECRET = adapters_of("key_ring")["secret"]
KEY = TokenKey.made()
KEYS = TokenKeys.first(KEY, now=ManualClock().now())
ROW = json.loads(document_of(KEYS))["keys"][0]
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def pem(key: Private, encryption: KeySerializationEncryption | None = None) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()).decode()


def rows(*changed: dict[str, object]) -> str:
    return json.dumps({"keys": [{**ROW, **change} for change in changed]})


def weak() -> str:
    return pem(rsa.generate_private_key(65537, 1024))


def simple() -> str:
    return pem(rsa.generate_private_key(3, 2048))


def curve() -> str:
    return pem(ec.generate_private_key(ec.SECP256R1()))


def encrypted() -> str:
    return pem(KEY.private.prepared_key, BestAvailableEncryption(b"password"))


def public() -> str:
    return str(KEY.public.prepared_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def cut() -> str:
    return KEY.pem[:400] + KEY.pem[440:]


@pytest.mark.parametrize("foreign", [weak, simple, curve, encrypted, public, cut, lambda: "", lambda: "서울"])
def test_a_key_that_cannot_sign_access_tokens_is_refused(foreign: Callable[[], str]) -> None:
    refused(rows({}, {"private_key": foreign()}), because="a private_key is no")


NO_DOCUMENTS = [
    (rows(), "there is no key"),
    (rows({}, {}), "a key is there twice"),
    (rows({"kid": "k" * 43}), "a kid is not the thumbprint of its private_key"),
    (rows({"signs_from": "soon"}), "a time is not one of RFC 3339"),
    (rows({"made_at": "2026-12-04T09:30:00"}), "a time is not one of RFC 3339"),
    (rows({"more": "yes"}), "not a list of keys"),
    (rows({"kid": 7}), "not a list of keys"),
    ("{}", "not a list of keys"),
    ("[]", "not a list of keys"),
    ('{"keys": {}}', "not a list of keys"),
    ('{"keys": ["a"]}', "not a list of keys"),
    ("", "not JSON"),
    (KEY.pem, "not JSON"),
    ("[" * 100_000, "not JSON|recursion"),
]


@pytest.mark.parametrize(("text", "because"), NO_DOCUMENTS, ids=range(len(NO_DOCUMENTS)))
def test_what_is_no_document_of_keys_is_refused(text: str, because: str) -> None:
    refused(text, because=because)


def refused(text: str, *, because: str) -> None:
    """Assert that a document is refused in one line that quotes no key."""
    with pytest.raises(CannotOpen, match=rf"^ODDIYA_X is no document of token keys .*: .*({because})") as refusal:
        keys_in(text, where="ODDIYA_X")
    assert "\n" not in str(refusal.value)
    assert "PRIVATE" not in str(refusal.value)


def test_a_document_is_read_as_it_was_written() -> None:
    keys = KEYS.rotated(TokenKey.made(), now=ManualClock().now(), lead=timedelta(hours=1))
    read = keys_in(document_of(keys), where="ODDIYA_X")
    assert read.schedule == keys.schedule
    assert document_of(read) == document_of(keys)
    assert "\n" not in document_of(keys)


async def test_keys_are_given_as_text(open_adapter: OpenAdapter) -> None:
    ring: Any = await open_adapter(SECRET, ODDIYA_TOKEN_KEYS=document_of(KEYS))
    assert [key["kid"] for key in ring.published()] == [KEY.kid]


async def test_a_secret_that_is_not_there_is_asked_for(open_adapter: OpenAdapter) -> None:
    with pytest.raises(CannotOpen, match=r"^ODDIYA_TOKEN_KEYS is missing: it expects the document that `oddiya keys"):
        await open_adapter(SECRET)


async def test_a_mounted_file_that_is_not_there_is_named(open_adapter: OpenAdapter, tmp_path: Path) -> None:
    missing = tmp_path / "mounted.json"
    with pytest.raises(CannotOpen, match=f"the token keys {missing} cannot be read: No such file"):
        await open_adapter(SECRET, ODDIYA_TOKEN_KEYS_FILE=str(missing))


async def test_of_two_places_for_the_keys_none_is_guessed(open_adapter: OpenAdapter, tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="ODDIYA_TOKEN_KEYS and ODDIYA_TOKEN_KEYS_FILE are both set"):
        await open_adapter(SECRET, ODDIYA_TOKEN_KEYS=document_of(KEYS), ODDIYA_TOKEN_KEYS_FILE=str(tmp_path / "a"))
