"""Secrets as an operator could have chosen them, for processes that are only looked at."""

from typing import Final

PLAUSIBLE: Final = {
    "ODDIYA_DATABASE_URL": "postgresql://oddiya:secret@10.0.100.10:5432/oddiya",
    "ODDIYA_REDIS_URL": "rediss://:secret@10.0.100.10:6379/0",
    "ODDIYA_SMTP_URL": "smtp+starttls://user:secret@mail.example.com:587",
    "ODDIYA_SIGNING_KEY": "5c" * 32,
}


def plausible(env: str) -> str:
    """Return a text that the setting takes."""
    return PLAUSIBLE.get(env, f"{env.lower()}-of-32-characters-or-more")
