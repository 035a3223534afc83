"""What hops are signed with is HMAC-SHA256, whatever the key and the text."""

import hmac

from hypothesis import example, given
from hypothesis import strategies as st

from adapters.signing.prepared_hmac import BLOCK, prepared_hmac


@given(st.binary(max_size=3 * BLOCK), st.lists(st.binary(max_size=300), max_size=3))
@example(bytes(BLOCK), [b""])
@example(bytes(BLOCK + 1), [b"a", b"a"])
def test_it_is_the_one_of_the_standard_library(key: bytes, texts: list[bytes]) -> None:
    mac = prepared_hmac(key)
    assert [mac(text) for text in texts] == [hmac.digest(key, text, "sha256") for text in texts]
