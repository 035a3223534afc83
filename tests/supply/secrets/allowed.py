"""What looks like a secret and is none: fingerprints, each with the reason why it may stay."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import field, frozen
from attrs.validators import matches_re, min_len
from cattrs import structure

ALLOWED: Final = Path(__file__).with_name("allowed.toml")


@frozen(kw_only=True)
class Allowed:
    """One of them; `gone` says that it is no longer in any file, but in what git has kept of them."""

    fingerprint: str = field(validator=matches_re(r"[0-9a-f]{20}"))
    reason: str = field(validator=min_len(15))
    gone: bool = False


def read_allowed(path: Path) -> Sequence[Allowed]:
    """Read the list."""
    return structure(tomllib.loads(path.read_text()).get("allowed", []), list[Allowed])
