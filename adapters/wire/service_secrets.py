"""What Oddiya's services prove to each other with that they are some."""

from typing import Any

from attrs import field, frozen

from adapters.section import setting

MOST_SECRETS = 2
SHORTEST_SECRET = 32


def _secrets_of(text: str) -> tuple[str, ...]:
    secrets = tuple(secret.strip() for secret in text.split(","))
    if len(secrets) > MOST_SECRETS or min(map(len, secrets)) < SHORTEST_SECRET:
        raise ValueError("too many secrets, or too short ones")
    return secrets


@frozen
class Secrets:
    """One or two long secrets, given with a comma between them; two are valid while one replaces the other."""

    texts: tuple[str, ...] = field(converter=_secrets_of, repr=False)


def service_secrets() -> Any:
    """Declare a field of a section that holds the secrets."""
    return setting(
        "ODDIYA_SERVICE_SECRETS", "one or two secrets of 32 characters or more, comma-separated", secret=True
    )
