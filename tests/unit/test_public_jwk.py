"""Which of the keys that somebody publishes can verify access tokens, and which documents are none."""

import json
from typing import Any

import pytest

from adapters.jose.public_jwk import PublicJwk, keys_published
from adapters.jose.token_key import TokenKey
from tests.tokens.forging import rs256
from tests.tokens.published import Jwk, document, kids_of, sized, useless_keys

KEY, OTHER = TokenKey.made(), TokenKey.made()
GOOD: Jwk = dict(KEY.jwk)
MESSAGE = b"header.payload"


def without(*names: str) -> Jwk:
    return {name: value for name, value in GOOD.items() if name not in names}


def test_a_key_verifies_what_was_signed_with_its_private_half() -> None:
    (key,) = keys_published(document(GOOD))
    assert (key.kid, key.jwk) == (KEY.kid, KEY.jwk)
    assert key.public.verify(MESSAGE, rs256(KEY)(MESSAGE))
    assert not key.public.verify(MESSAGE, rs256(OTHER)(MESSAGE))


@pytest.mark.parametrize("left_out", [("use",), ("alg",), ("use", "alg")], ids=str)
def test_a_key_need_not_say_what_it_is_for(left_out: tuple[str, ...]) -> None:
    (key,) = keys_published(document(without(*left_out)))
    assert key.jwk == KEY.jwk


def test_members_of_no_concern_to_us_are_left_out() -> None:
    (key,) = keys_published(document({**GOOD, "x5c": ["MIIB"], "x5t": "a", "exp": 0}))
    assert key.jwk == KEY.jwk


@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_a_key_has_2048_to_4096_bits(bits: int) -> None:
    (key,) = keys_published(document({**sized(bits), "kid": "a"}))
    assert key.public.prepared_key.key_size == bits


@pytest.mark.parametrize("useless", useless_keys().values(), ids=useless_keys())
def test_jw_19_a_useless_key_is_skipped_and_the_good_one_beside_it_is_not(useless: Jwk) -> None:
    with pytest.raises(ValueError, match="no key"):
        keys_published(document(useless))
    assert kids_of(keys_published(document(useless, GOOD))) == [KEY.kid]


@pytest.mark.parametrize("kid", [..., None, 7, "", "a b", "k" * 129, "a\n", "a\x00", "서울", ["a"]], ids=repr)
def test_a_key_without_a_plain_kid_is_skipped(kid: object) -> None:
    strange = without("kid") if kid is ... else {**GOOD, "kid": kid}
    assert kids_of(keys_published(document(strange, dict(OTHER.jwk)))) == [OTHER.kid]


@pytest.mark.parametrize("entry", [None, 7, "key", [], [GOOD], True], ids=lambda entry: str(entry)[:10])
def test_what_is_no_key_at_all_is_skipped(entry: object) -> None:
    assert kids_of(keys_published(document(entry, GOOD))) == [KEY.kid]


def test_of_two_keys_with_one_kid_none_is_chosen() -> None:
    with pytest.raises(ValueError, match="the same kid"):
        keys_published(document(GOOD, {**OTHER.jwk, "kid": KEY.kid}))
    with pytest.raises(ValueError, match="the same kid"):
        keys_published(document(GOOD, GOOD))


NO_DOCUMENTS: dict[str, bytes] = {
    "nothing": b"",
    "HTML": b"<html>it works</html>",
    "a list": document(GOOD)[9:-1],
    "no keys": b"{}",
    "keys as an object": json.dumps({"keys": {"0": GOOD}}).encode(),
    "keys as null": b'{"keys":null}',
    "an empty list": b'{"keys":[]}',
    "a deep one": b"[" * 50_000,
    "a deep key": b'{"keys":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "keys twice": b'{"keys":[],' + document(GOOD)[1:],
    "a number of many digits": b'{"keys":' + b"9" * 5000 + b"}",
    "NaN": b'{"keys":NaN}',
    "not UTF-8": b'\xff{"keys":[]}',
    "UTF-16": document(GOOD).decode().encode("utf-16"),
}


@pytest.mark.parametrize("body", NO_DOCUMENTS.values(), ids=NO_DOCUMENTS)
def test_jk_5_what_is_no_document_of_keys_is_refused_in_words_of_our_own(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it (is no JSON object|has no list of keys|has no key that tokens)"):
        keys_published(body)


def test_a_document_may_have_as_many_keys_as_any_issuer_needs() -> None:
    keys: list[dict[str, Any]] = [{**GOOD, "kid": f"key-{number}"} for number in range(100)]
    assert len(keys_published(document(*keys))) == 100


def test_nothing_secret_is_shown() -> None:
    assert repr(PublicJwk.read(GOOD)) == f"PublicJwk(kid={KEY.kid!r})"
