"""What every signer of the dev issuer's ID tokens promises."""

import orjson
import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import RSAKey

from composition.catalogue import Entry
from ports.id_token_signer import IdTokenSigner
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

CLAIMS: dict[str, str | int | bool] = {"sub": "108", "iat": 1_796_376_600, "email_verified": True, "name": "미나"}


@pytest.fixture(params=enrolled("id_token_signer"))
async def entry(request: pytest.FixtureRequest) -> Entry:
    found: Entry = request.param
    return found


@pytest.fixture
async def signer(open_adapter: OpenAdapter, entry: Entry) -> IdTokenSigner:
    opened: IdTokenSigner = await open_adapter(entry)
    return opened


async def test_a_token_is_a_jwt_that_the_published_key_verifies(signer: IdTokenSigner) -> None:
    read = jws.deserialize_compact(signer.sign(CLAIMS), RSAKey.import_key(dict(signer.published())), ["RS256"])
    assert orjson.loads(read.payload) == CLAIMS
    assert read.headers() == {"alg": "RS256", "typ": "JWT", "kid": signer.published()["kid"]}


async def test_the_kid_is_the_keys_thumbprint(signer: IdTokenSigner) -> None:
    published = signer.published()
    assert published["kid"] == RSAKey.import_key(dict(published)).thumbprint()


async def test_what_is_published_is_public(signer: IdTokenSigner) -> None:
    published = signer.published()
    assert set(published) == {"kty", "use", "alg", "kid", "n", "e"}
    assert (published["kty"], published["use"], published["alg"]) == ("RSA", "sig", "RS256")


async def test_the_key_signs_for_this_signer_only(
    signer: IdTokenSigner, open_adapter: OpenAdapter, entry: Entry
) -> None:
    other: IdTokenSigner = await open_adapter(entry)
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(signer.sign(CLAIMS), RSAKey.import_key(dict(other.published())), ["RS256"])
