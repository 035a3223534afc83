"""Profiles, and whose an e-mail address is.

The code of the last release goes on adding users without a key: their addresses are shown, and claim nothing.
"""

import re
import unicodedata

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"

LONGEST = 254
LONGEST_LOCAL = 64
LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f\ud800-\udfff]+")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def upgrade() -> None:
    """Add the columns, and give the addresses that are there their keys."""
    op.execute("""
        ALTER TABLE user_service.users
            ADD COLUMN email_key text,
            ADD COLUMN email_verified boolean NOT NULL DEFAULT false,
            ADD COLUMN locale text NOT NULL DEFAULT 'en',
            ADD COLUMN home_currency text NOT NULL DEFAULT 'KRW',
            ADD COLUMN version int NOT NULL DEFAULT 1,
            ADD CONSTRAINT users_verified_address CHECK (NOT email_verified OR email_key IS NOT NULL);
        ALTER TABLE user_service.identities ADD COLUMN added_at timestamptz NOT NULL DEFAULT now();
        ALTER TABLE user_service.identities ALTER COLUMN added_at SET DEFAULT clock_timestamp();
    """)
    _give_keys()
    op.execute("""
        CREATE UNIQUE INDEX users_verified_email ON user_service.users (email_key) WHERE email_verified;
        CREATE INDEX users_unverified_email ON user_service.users (email_key) WHERE NOT email_verified;
    """)


def _give_keys() -> None:
    connection = op.get_bind()
    addresses = connection.execute(text("SELECT DISTINCT email FROM user_service.users WHERE email IS NOT NULL"))
    keys = [{"email": email, "key": _key_of(email)} for (email,) in addresses]
    if keys:
        # A text that is no address is forgotten: no mail has ever reached anybody there.
        give = "UPDATE user_service.users SET email_key = :key, email = CASE WHEN :key IS NULL THEN NULL ELSE email END"
        connection.execute(text(f"{give} WHERE email = :email"), keys)


def _key_of(address: str) -> str | None:
    """Return the key of an address, as it was made when this revision was; what is not an address has none."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold())
    local, at, domain = folded.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        return None
    labels = ascii_domain.split(".")
    sound = at and LOCAL.fullmatch(local) and len(labels) > 1 and all(map(LABEL.fullmatch, labels))
    if not sound or len(local.encode()) > LONGEST_LOCAL or max(len(address), len(folded)) > LONGEST:
        return None
    return f"{local}@{ascii_domain}"
