"""Access tokens that nobody may pass with, by the rows of the reference."""

import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.jose.token_key import TokenKey
from tests.gateway.process.tokens import OURS, a_token, claims, seconds
from tests.tokens.forging import ISSUER, SECONDS, USER, Sign, b64, header, rs256, rsa_with, token

THEIRS: Final = TokenKey.made()
CURVE: Final = ec.generate_private_key(ec.SECP256R1())
Tokens = Mapping[str, str]


def with_header(head: object) -> str:
    """Return a token with this header, otherwise good and rightly signed."""
    return token(head, claims(), rs256(OURS))


def unsigned() -> Tokens:
    """JW-1."""
    _, body, signature = a_token().split(".")
    heads = {repr(alg): b64(json.dumps(header(OURS, alg=alg)).encode()) for alg in ("none", "None", "NONE", "nOnE", "")}
    ends = {"no signature": "", "null": "null", "an old one": signature}
    return {f"{alg}, {end}": f"{heads[alg]}.{body}.{ends[end]}" for alg in heads for end in ends}


def public_forms() -> Mapping[str, bytes]:
    """Return what everybody knows of our key."""
    public = OURS.public.prepared_key
    spki = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {
        "PKCS1": public.public_bytes(Encoding.PEM, PublicFormat.PKCS1),
        "SPKI": spki,
        "SPKI without newline": spki.strip(),
        "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "SSH": public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
        "JWK": json.dumps(OURS.jwk).encode(),
        "modulus": OURS.jwk["n"].encode(),
        "nothing": b"",
        **{f"common secret {secret}": secret.encode() for secret in ("secret", "your-256-bit-secret", "changeme")},
    }


def confused() -> Tokens:
    """JW-2."""
    return {
        f"HS{bits} over {name}": token(header(OURS, alg=f"HS{bits}"), claims(), _mac(secret, bits))
        for bits in (256, 384, 512)
        for name, secret in public_forms().items()
    }


def of_other_algorithms() -> Tokens:
    """JW-3."""
    signs: Mapping[str, Sign] = {
        "RS384": rsa_with(OURS, padding.PKCS1v15(), hashes.SHA384()),
        "RS512": rsa_with(OURS, padding.PKCS1v15(), hashes.SHA512()),
        "PS256": rsa_with(OURS, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
        "ES256": lambda data: CURVE.sign(data, ec.ECDSA(hashes.SHA256())),
        "EdDSA": ed25519.Ed25519PrivateKey.generate().sign,
        "RS256 of a stranger": rs256(THEIRS),
    }
    named = {f"{alg} as itself": token(header(OURS, alg=alg[:5]), claims(), sign) for alg, sign in signs.items()}
    return named | {f"{alg} as RS256": token(header(OURS), claims(), sign) for alg, sign in signs.items()}


def with_strange_kids() -> Tokens:
    """JW-5: whatever is no name of a key."""
    kids = {
        "missing": ...,
        "null": None,
        "a number": 0,
        "a list": [OURS.kid],
        "a file": "../../dev/null",
        "SQL": "' OR 1=1",
        "a command": "|sleep 10",
        "CRLF": f"{OURS.kid}\r\nA: b",
        "NUL": f"{OURS.kid}\0",
        "a pattern": "*",
        "8 kB": "k" * 5500,
        "no kid of ours": THEIRS.kid,
        "a key that is no RSA": "curve-before",
        "a key for encryption": "for-encryption-before",
        "a short key": "short-before",
        "a secret": "secret-before",
    }
    return {name: with_header(header(OURS, kid=kid)) for name, kid in kids.items()}


def with_extensions() -> Tokens:
    """JW-6."""
    extras: Mapping[str, dict[str, Any]] = {
        **{f"crit {crit!r}": {"crit": crit} for crit in (["exp"], ["x"], [], "exp")},
        "b64": {"b64": False},
        "crit b64": {"crit": ["b64"], "b64": False},
    }
    return {name: with_header(header(OURS, **extra)) for name, extra in extras.items()}


def out_of_time() -> Tokens:
    """JW-7 and JW-8."""
    now = seconds()
    ends: tuple[object, ...] = (..., None, [], True, "9999999999", -1, 0, 2**63, now - 60, now - 6)
    written = json.dumps(claims(exp=SECONDS))
    raw = {
        f"exp {exp}": token(header(OURS), written.replace(f'"exp": {SECONDS}', f'"exp": {exp}').encode(), rs256(OURS))
        for exp in ("1e999", "-1e999", "NaN", "1e10", "9" * 400)
    }
    late = {f"{name} later": a_token(**{name: now + 300}) for name in ("nbf", "iat")}
    return {f"exp {end!r}": a_token(exp=end) for end in ends} | raw | late


def of_others() -> Tokens:
    """JW-9."""
    issuers = (..., None, "https://evil.example", f"{ISSUER}/", ISSUER.upper(), [ISSUER])
    audiences: tuple[object, ...] = (..., None, "another", [], ["another"], ["oddiya", "another"], "oddiya another")
    from_others = {f"iss {iss!r}": a_token(iss=iss) for iss in issuers}
    return from_others | {f"aud {aud!r}": a_token(aud=aud) for aud in audiences}


def of_other_types() -> Tokens:
    """JW-10."""
    types = ("JWT", ..., "id+jwt", "at+JWT", "logout+jwt", None, ["at+jwt"])
    by_type = {f"typ {typ!r}": with_header(header(OURS, typ=typ)) for typ in types}
    id_token = claims(aud="oddiya-app", sid=..., jti=..., nonce="n", client_id=...)
    mailed = claims(sid=..., jti=..., purpose="verify-email", exp=seconds() + 600)
    return {
        **by_type,
        "an ID token": token(header(OURS, typ="JWT"), id_token, rs256(OURS)),
        "a link of a letter": token(header(OURS), mailed, rs256(OURS)),
        "a CSRF token": f"{b64(b'c' * 32)}.{b64(b's' * 32)}",
    }


def about_nobody() -> Tokens:
    """JW-11."""
    subjects = (..., "", 7, "mina", f"{USER}\r\nX-User-Id: 1", f"{USER},{USER}", USER.upper(), [USER], f" {USER}")
    return {f"{name} {text!r}": a_token(**{name: text}) for name in ("sub", "sid") for text in subjects}


def misshapen() -> Tokens:
    """JW-12 to JW-14, as far as a head has room for it."""
    head, body, signature = a_token().split(".")
    jwe = b64(json.dumps(header(OURS, enc="A256GCM", p2c=10**9, alg="PBES2-HS256+A128KW", zip="DEF")).encode())
    good = json.dumps(header(OURS))
    heads = {
        "5000 deep": b"[" * 5000,
        "deep objects": b'{"a":' * 1100,
        "a huge number": b'{"alg":' + b"9" * 5000 + b"}",
        "alg twice": f'{good[:-1]}, "alg": "RS256"}}'.encode(),
        "no UTF-8": b"\xff" + good.encode(),
        "a BOM": f"\ufeff{good}".encode(),
        "UTF-16": good.encode("utf-16"),
        "nothing": b"",
        "null": b"null",
    }
    return {
        "8100 bytes": f"{head}.{'A' * (8098 - len(head) - len(signature))}.{signature}",
        **{name: with_header(strange) for name, strange in heads.items()},
        "5 parts": f"{jwe}.{body}.{body}.{body}.{signature}",
        "a packed one": f"{jwe}.{body}.{signature}",
        **{f"{count} parts": ".".join([head, body, signature, body][:count]) for count in (1, 2, 4)},
    }


def respelt() -> Tokens:
    """JW-15."""
    good = a_token()
    strays = ("=", "==", "\t", "!", "+", "/", "%3D", "~")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spare = {f"spare bits {last}": good[:-1] + last for last in _neighbours(alphabet, good[-1])}
    inside = {f"{stray!r} in the signature": f"{good[:-9]}{stray}{good[-9:]}" for stray in strays}
    return spare | inside | {f"{stray!r} at the end": good + stray for stray in strays if stray != "\t"}


def _neighbours(alphabet: str, last: str) -> Iterator[str]:
    """Return what a lenient reader takes for the same character at the end: what differs in spare bits alone."""
    four_bits = alphabet.index(last) & 0b110000
    return (alphabet[four_bits + spare] for spare in range(16) if alphabet[four_bits + spare] != last)


def _mac(secret: bytes, bits: int) -> Sign:
    return lambda data: hmac.digest(secret, data, f"sha{bits}")
