"""RFC 7636, in the one way that is taken here."""

import pytest

from core.identity.model.pkce import challenge_of, is_answered, is_challenge

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B


def test_the_example_of_the_rfc() -> None:
    assert challenge_of(VERIFIER) == CHALLENGE
    assert is_challenge(CHALLENGE)
    assert is_answered(CHALLENGE, VERIFIER)


@pytest.mark.parametrize("length", [43, 128])
def test_cb_10_the_shortest_and_the_longest_verifier_are_taken(length: int) -> None:
    verifier = ("aZ09-._~" * 16)[:length]
    assert is_answered(challenge_of(verifier), verifier)


@pytest.mark.parametrize("verifier", ["v" * 42, "v" * 129, "v" * 42 + "+", "v" * 42 + "é", "v" * 43 + "\n", "", None])
def test_cb_10_a_verifier_of_another_form_answers_nothing(verifier: str | None) -> None:
    assert not is_answered(challenge_of(verifier or ""), verifier)


def test_cb_10_plain_is_no_way_to_answer() -> None:
    assert not is_answered(VERIFIER, VERIFIER)


@pytest.mark.parametrize("text", ["", "c" * 42, "c" * 44, "c" * 42 + "=", "c" * 42 + "é", "c" * 43 + "\n"])
def test_what_is_no_hash_is_no_challenge(text: str) -> None:
    assert not is_challenge(text)
