"""Profiles, and whose an e-mail address is.

The code of the last release goes on adding users without a key: their addresses are shown, and claim nothing.
"""

from alembic import op
from sqlalchemy import text

from core.identity.model.email import EmailKey, NoEmailAddress, email_key

revision = "0002"
down_revision = "0001"


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


def _key_of(address: str) -> EmailKey | None:
    try:
        return email_key(address)
    except NoEmailAddress:
        return None
